"""Tools of IP policy: sentences, tables, figures."""
