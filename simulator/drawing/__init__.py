"""Charts drawn from their specs."""
