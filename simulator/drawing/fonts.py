"""The Chinese font: part of Noto Sans SC, kept with the program so that no machine needs a font of its own."""

import functools
import io
import logging
import re
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FAMILY = "Simulator Sans SC"
MORE_FAMILIES = (
    "Microsoft YaHei", "DengXian", "SimSun", "SimSun-ExtB", "SimHei", "PingFang SC", "Hiragino Sans GB", "STHeiti",
    "Heiti SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback",
    "Arial Unicode MS", "Malgun Gothic", "NanumGothic", "Apple SD Gothic Neo", "Unifont",
)  # fmt: skip
"""Families of other programs that figures take a character from that no font of this program has."""
_MOST_TOLD = 20
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_FONT = Path(__file__).parent / "font" / "SimulatorSansSC.ttf"


class LackingWarning(UserWarning):
    """Characters that no font can show."""


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


def tell_lacking(letters: Iterable[str], what: str) -> None:
    """Warn that characters cannot be shown, naming each; nothing where there is none.

    Parameters
    ----------
    what
        Whose fonts lack them, and what is done about it: "{letters}" stands for the characters.
    """
    found = sorted(set(letters))
    if found:
        more = f" and {len(found) - _MOST_TOLD} more" if len(found) > _MOST_TOLD else ""
        told = ", ".join(f"{letter} ({code_of(letter)})" for letter in found[:_MOST_TOLD]) + more
        warnings.warn(LackingWarning(what.format(letters=told)), stacklevel=2)


def code_of(letter: str) -> str:
    """Return the number of a character: "U+9F98"."""
    return f"U+{ord(letter):04X}"


def spelled(text: str) -> str:
    """Return a text with its number behind each Chinese character that the font lacks, so that names stay different.

    A page or a document is drawn on other machines: those with another font show the character itself.
    """
    return _HAN.sub(lambda found: f"{found[0]}{'' if found[0] in characters() else f'[{code_of(found[0])}]'}", text)


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
