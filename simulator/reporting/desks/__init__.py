"""The operations study: tables, figures, files."""
