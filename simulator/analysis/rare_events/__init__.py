"""Chances too small for plain paths, and runs to a wanted precision."""
