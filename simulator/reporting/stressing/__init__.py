"""Bad times: sentences, tables, figures."""
