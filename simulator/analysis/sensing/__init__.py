"""Which assumptions matter, and how wide the answer is with all of them uncertain."""
