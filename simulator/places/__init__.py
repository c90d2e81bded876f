"""Where an answer is shown: the terminal, files, notebooks."""
