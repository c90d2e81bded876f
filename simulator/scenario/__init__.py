"""Scenario files: checked records, and the reference generated from them."""
