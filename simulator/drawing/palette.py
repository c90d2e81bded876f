"""The colours of the product: figures, report, workbook, documents and pages. No other file names one."""

import re

GROUPS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#F0E442")
"""Okabe and Ito (2008), in an order whose neighbours also differ in grey; black is kept for marks."""
INK = "#1A1A1A"
SOFT = "#4D4D4D"
"""Words that explain, and axes."""
LINE = "#C9C9C9"
GRID = "#E0E0E0"
SHADED = "#E6E6E6"
MUTED = "#9E9E9E"
PAPER = "#FFFFFF"
MARKED = "#D55E00"
SHADES = "cividis"
"""Runs evenly from dark to light, so that it reads the same in grey and for the colour-blind."""
BAD, BAD_TINT = "#C00000", "#F4B6B6"
"""What is wrong: letters, and the ground of a cell."""
NEEDED = "#FCE4D6"
"""Ground of a cell that must be filled in."""

PAGE = {
    "ink": INK,
    "soft": SOFT,
    "line": LINE,
    "grid": GRID,
    "paper": PAPER,
    "black": "#000000",
    "tint": "#F2F6F9",
    "backdrop": "#E8ECEF",
    "strong": "#004F80",
    "band": "#C9DEF0",
    "inner-band": "#86B6DC",
    "caution": "#8A4B00",
    "warn": "#FFF6E0",
    "bad": BAD,
    "focus": MARKED,
}
"""Colours of pages by the name of their variable."""
_VARIABLE = re.compile(r"var\(--([a-z-]+)\)")


def css_rule() -> str:
    """Return the rule by which a page knows its colours: `var(--ink)` ..."""
    return f":root {{ {' '.join(f'--{name}: {colour};' for name, colour in PAGE.items())} }}\n"


def filled(text: str) -> str:
    """Return a drawing that stands in no page with its colours in place of their variables."""
    return _VARIABLE.sub(lambda found: PAGE[found[1]], text)
