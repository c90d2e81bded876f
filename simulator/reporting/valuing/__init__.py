"""What patents are worth: sentences, tables, figures."""
