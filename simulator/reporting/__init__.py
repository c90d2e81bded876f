"""What people read: tables, figures, JSON, run folders."""
