"""What editors typed: what was meant by it, how it may be shown, was it the same twice,
which method gives an interval."""
