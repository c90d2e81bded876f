"""Tables that users bring: checked columns, with every row fault at once."""
