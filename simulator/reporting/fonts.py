"""The Chinese font: part of Noto Sans SC, kept with the program so that no machine needs a font of its own."""

import functools
import io
import logging
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FAMILY = "Simulator Sans SC"
_FONT = Path(__file__).parent / "font" / "SimulatorSansSC.ttf"


def chinese_font() -> Path:
    """Return the font's file, with TrueType outlines."""
    return _FONT


@functools.cache
def characters() -> frozenset[str]:
    """Return every character that the font can show."""
    from fontTools.ttLib import TTFont

    with TTFont(_FONT) as font:
        return frozenset(map(chr, font.getBestCmap()))


def covers(text: str) -> bool:
    """Return whether the font can show every character of a text; line breaks apart."""
    return set(text) - {"\n"} <= characters()


def web_font(text: str) -> bytes:
    """Return the font as WOFF with the characters of a text only; the same bytes every time.

    Characters that the font lacks are left out.
    """
    from fontTools.ttLib import TTFont

    with TTFont(_FONT, recalcTimestamp=False) as font:
        keep(font, text)
        font.flavor = "woff"
        buffer = io.BytesIO()
        font.save(buffer)
    return buffer.getvalue()


def keep(font: "TTFont", text: str) -> None:
    """Leave in a font, in place, the shapes of the characters of a text and nothing else."""
    from fontTools import subset

    logging.getLogger("fontTools").setLevel(logging.WARNING)
    options = subset.Options(
        hinting=False, layout_features=[], name_IDs=[0, 1, 2, 3, 4, 6, 13, 14], notdef_outline=True, glyph_names=False
    )
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "gasp", "vhea", "vmtx"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
