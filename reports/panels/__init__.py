"""What a page says of one trial: leads, pictures, rows, comparisons. Knows no address of a page."""
