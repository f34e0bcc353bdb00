"""Text files that editors type, read into rows with file and line. Judges nothing beyond being readable."""
