"""Simulator of risk compensation funds for loans pledged on patents."""
