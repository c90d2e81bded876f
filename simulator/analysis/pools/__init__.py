"""Several funds in one economy."""
