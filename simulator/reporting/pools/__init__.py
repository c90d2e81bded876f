"""Several funds: sentences, tables, figures."""
