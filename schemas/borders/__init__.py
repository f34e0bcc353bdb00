"""What may come in from outside and go out to others: names, addresses, texts, cells, the map of a site."""
