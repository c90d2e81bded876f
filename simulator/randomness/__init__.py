"""Draws keyed by whom they belong to, and the normal law, in our own code."""
