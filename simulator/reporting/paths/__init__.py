"""One path: its log, its timeline, the files of its loans."""
