"""How large a fund: sentences, tables, figures."""
