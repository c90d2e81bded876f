"""The policies that no other beats."""
