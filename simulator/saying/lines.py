"""Sentences in lines: Chinese parts anywhere but before closing signs, and a word of another script stays whole."""

import re
import textwrap

from rich.cells import cell_len

# What must not begin a line of Chinese, and what must not end one.
_CLOSING, _OPENING = "，。；：？！、）》〉】”’%", "（《〈【“‘"
_PIECES = re.compile(
    f"[{_OPENING}]*(?:[\u2e80-\u9fff\uf900-\ufaff]|[^\\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+)"
    f"[{_CLOSING}]*\\s*|\\S\\s*|\\s+"
)


def wrapped(sentence: str, width: int) -> list[str]:
    """Return a sentence in lines of at most so many letters; Chinese characters count as two and part anywhere."""
    if cell_len(sentence) == len(sentence):
        return textwrap.wrap(sentence, width)
    lines = [""]
    for piece in _PIECES.findall(sentence):
        if lines[-1] and cell_len((lines[-1] + piece).rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]
