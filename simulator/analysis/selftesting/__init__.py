"""Our numbers beside published and exact ones."""
