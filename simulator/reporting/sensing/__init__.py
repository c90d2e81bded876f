"""What matters: sentences, tables, figures."""
