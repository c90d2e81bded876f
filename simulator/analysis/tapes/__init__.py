"""Made-up and anonymous loan tapes."""
