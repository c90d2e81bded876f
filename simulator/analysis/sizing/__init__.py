"""How large a fund must be."""
