"""Help while typing: files to fill in, entries put in, slips repaired, names moved. Each shows or says what it writes."""
