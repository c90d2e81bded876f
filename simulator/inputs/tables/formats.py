"""Number formats of spreadsheets: whether the number in a cell is the one that a reader of the sheet sees."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from simulator.errors import UnfitError, wrong
from simulator.faults import shown
from simulator.values import Phrase

Kind = Literal["number", "per cent", "day"]

GENERAL = "General"
BUILT_IN: dict[int, str] = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "¥#,##0", 6: "¥#,##0", 7: "¥#,##0.00", 8: "¥#,##0.00",
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 32: "h:mm", 33: "h:mm:ss", 34: "h:mm",
    35: "h:mm:ss", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "¥#,##0", 43: "#,##0.00",
    44: "¥#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 55: "h:mm", 56: "h:mm:ss",
} | dict.fromkeys((14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58), "yyyy-mm-dd")  # fmt: skip
"""Formats that a workbook names without writing them out: ECMA-376, part 1, 18.8.30, the Chinese ones besides."""

_GENERAL = re.compile(r"General|G/通用格式|G/標準|G/标准|Standard", re.IGNORECASE)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9.]+(?:E[+-]?[0-9]+)?)", re.IGNORECASE)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_SCALED = re.compile(r"[0#?],+(?:\.|$)")
_DAY = re.compile(r"[yd]|m|e(?![+-])|g|aaa|b", re.IGNORECASE)
_CLOCK = re.compile(r"[hs]|AM/PM|A/P|上午/下午", re.IGNORECASE)
_SCALE_WORDS = re.compile(r"[百千万亿仟佰萬億年‰％%]")
_SCALE_LETTERS = re.compile(r"\W*(?:k|m|mm|mn|mio|mln|bn|b|t|w|thousands?|millions?|billions?)\W*", re.IGNORECASE)
_OWN_CURRENCY = ("", "¥", "￥", "元", "CNY", "RMB", "人民币")
_FOREIGN = re.compile(r"[$€£₩₽₹฿]")
_SYMBOLS = frozenset("0#?.,%@+-/:ymdhseapgbYMDHSEAPGB")


class FormatError(UnfitError):
    """A format shows another number than the cell holds; it says how."""


@dataclass
class _Section:
    """One of the parts between semicolons."""

    condition: tuple[str, float] | None = None
    symbols: str = ""
    """What is left without the letters to be shown as they are; these are marked by a space."""
    literals: list[str] = field(default_factory=list)
    currency: str = ""
    is_elapsed: bool = False


def kind_of(code: str, value: float) -> Kind:
    """Return what a format makes of a number.

    Raises
    ------
    FormatError
        When it shows another number: scaled, with other digits, words of scale, in another currency, or hidden.
    """
    if code == GENERAL:
        return "number"
    section = _section_for(_sections(code), value)
    if section is None:
        raise FormatError(wrong("faults.format.not_shown"))
    return _kind_of_section(section, value)


def kind_in_words(code: str, error: FormatError) -> Phrase:
    """Return why a number with a format is not read, and the way out."""
    return wrong("faults.format.refused", format=shown(code), how=error.what)


def _kind_of_section(section: _Section, value: float) -> Kind:
    symbols = section.symbols
    literals = "".join(section.literals)
    without_exponent = re.sub(r"E[+-]", "", symbols, flags=re.IGNORECASE)
    is_clock = section.is_elapsed or bool(_CLOCK.search(without_exponent))
    has_digits = any(sign in symbols for sign in "0#?")
    without_clock = _CLOCK.sub("", without_exponent)
    if re.search("[yd]|aaa|e|g|b", without_clock, re.IGNORECASE) or (not is_clock and _DAY.search(without_clock)):
        return "day"
    if is_clock:
        raise FormatError(wrong("faults.format.time"))
    if not has_digits:
        if "@" in symbols or value == 0:
            return "number"
        raise FormatError(wrong("faults.format.words") if literals.strip() else wrong("faults.format.hidden"))
    _check_digits(section, literals)
    if "%" not in symbols:
        return "number"
    if symbols.count("%") > 1:
        raise FormatError(wrong("faults.format.per_cent"))
    return "per cent"


def _check_digits(section: _Section, literals: str) -> None:
    """Refuse a section of digits that shows another number than the one it is given."""
    digits = "".join(sign for sign in section.symbols if sign in "0#?.,")
    if _SCALED.search(digits):
        raise FormatError(wrong("faults.format.divided"))
    within = section.symbols.strip(" ")
    if re.search("[0-9]", literals) or ("." in literals and " " in within):
        raise FormatError(wrong("faults.format.digits"))
    if _SCALE_WORDS.search(literals) or any(_SCALE_LETTERS.fullmatch(literal) for literal in section.literals):
        raise FormatError(wrong("faults.format.scale"))
    if section.currency not in _OWN_CURRENCY or _FOREIGN.search(literals):
        raise FormatError(wrong("faults.format.currency"))


def _section_for(sections: tuple[_Section, ...], value: float) -> _Section | None:
    """Return the section by which a value is shown; None where no section is for it."""
    numeric = sections[:3]
    if not any(section.condition for section in numeric):
        if len(numeric) == 1:
            return numeric[0]
        if len(numeric) == 2:
            return numeric[value < 0]
        return numeric[1] if value < 0 else numeric[0] if value > 0 else numeric[2]
    for position, section in enumerate(numeric):
        is_last = position == len(numeric) - 1
        if section.condition is None and (is_last or value < 0 or (position == 0 and value > 0)):
            return section
        if section.condition is not None and _holds(section.condition, value):
            return section
    return None


def _holds(condition: tuple[str, float], value: float) -> bool:
    sign, limit = condition
    return {
        "<": value < limit,
        ">": value > limit,
        "=": value == limit,
        "<=": value <= limit,
        ">=": value >= limit,
        "<>": value != limit,
    }[sign]


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    """Return the sections of a format, each taken apart into symbols and literal letters."""
    sections = [_Section()]
    for kind, text in _tokens(_GENERAL.sub("0", code)):
        section = sections[-1]
        if kind == "end":
            sections.append(_Section())
        elif kind == "bracket":
            _note_bracket(section, text)
        elif kind == "literal":
            section.literals.append(text)
            section.symbols += " "
        else:
            section.symbols += text
    for section in sections:
        section.literals = _joined(section.literals, section.symbols)
    return tuple(sections)


def _joined(literals: list[str], symbols: str) -> list[str]:
    """Return literals that stand side by side as one: 万 and 元 typed one by one are 万元."""
    joined: list[str] = []
    left = iter(literals)
    for run in re.findall(" +", symbols):
        joined.append("".join(next(left) for _ in run))
    return joined


def _note_bracket(section: _Section, text: str) -> None:
    condition = _CONDITION.fullmatch(text.strip())
    if condition:
        section.condition = condition[1], float(condition[2])
    elif text.startswith("$"):
        section.currency = text[1:].split("-")[0].strip()
    elif _ELAPSED.fullmatch(text):
        section.is_elapsed = True


def _tokens(code: str) -> Iterator[tuple[str, str]]:
    """Give (kind, text) for each piece: symbol, literal, bracket, end of a section."""
    position = 0
    while position < len(code):
        sign = code[position]
        if sign == '"':
            end = code.find('"', position + 1)
            end = len(code) if end < 0 else end
            yield "literal", code[position + 1 : end]
        elif sign == "[":
            end = code.find("]", position)
            end = len(code) if end < 0 else end
            yield "bracket", code[position + 1 : end]
        elif sign in "\\!":
            end = position + 1
            yield "literal", code[end : end + 1]
        elif sign in "_*":
            end = position + 1  # A gap as wide as the next letter, or filled with it: nothing is shown.
        elif sign == ";":
            end = position
            yield "end", ""
        else:
            end = position
            yield ("symbol" if sign in _SYMBOLS else "literal"), sign
        position = end + 1
