"""What a person must look at, most urgent first. Derives it anew each time and keeps no state."""
