"""The program from Python: one function per question, and answers that notebooks can show; see `simulator`."""
