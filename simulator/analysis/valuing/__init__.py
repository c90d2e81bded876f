"""What patents are worth, and how much may be lent on them."""
