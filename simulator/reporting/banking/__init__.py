"""A stress test of a bank's book: sentences, tables, figures."""
