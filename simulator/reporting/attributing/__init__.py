"""Which rule decides: sentences, tables, figures."""
