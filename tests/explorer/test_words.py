"""The page's own words in two languages."""

import re
from pathlib import Path

from simulator.drawing.fonts import covers
from simulator.explorer.downloads import FORMATS
from simulator.explorer.words import words_of

STATIC = Path("simulator/explorer/static")


def test_font_has_every_character():
    """No Chinese word of the page shows an empty box on a machine without a Chinese font."""
    assert [key for key, text in words_of("zh").items() if not covers(text)] == []


def test_page_asks_for_no_other_words_and_leaves_none_out():
    """Every word that the page's files name is there, and none is there for nothing."""
    text = "".join(path.read_text("utf-8") for path in STATIC.iterdir())
    named = set(re.findall(r'data-word="(\w+)"', text)) | set(re.findall(r'"(\w+)"', text))
    named |= {f"get_{kind}" for kind in FORMATS}
    assert (
        set(re.findall(r'data-word="(\w+)"', text)) | set(re.findall(r'word\("(\w+)"', text)) <= words_of("en").keys()
    )
    assert words_of("en").keys() - named == {"as_loaded"}
