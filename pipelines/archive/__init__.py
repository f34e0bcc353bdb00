"""Records as received, what they say of our figures, and the findings. Knows nothing of pages, and decides nothing."""
