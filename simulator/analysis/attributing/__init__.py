"""Which rule decides on the best ratio."""
