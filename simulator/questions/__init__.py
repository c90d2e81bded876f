"""The questions, one folder each: what is computed, what is told, what is drawn."""
