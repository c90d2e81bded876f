"""Mutation testing of the rules and the ledger: `make mutation`."""
