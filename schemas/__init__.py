"""What is true of the data: tables, terms, rules. No input or output happens here."""
