"""How the Chinese font of the program is made."""
