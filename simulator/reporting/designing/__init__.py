"""The best policies: sentences, tables, figures."""
