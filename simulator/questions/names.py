"""What things of a scenario are called: names that come with the program in both languages, all others as written."""

from simulator.answer import Own, Phrase, phrase
from simulator.saying.words import words_of


def sector_name(name: str) -> Own | Phrase:
    """Return what a sector of a scenario is called."""
    key = f"names.sector.{name}"
    return phrase(key) if key in words_of("en") else Own(name)
