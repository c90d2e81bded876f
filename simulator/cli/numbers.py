"""Lists of numbers on the command line, and the columns whose unit is confirmed there."""

import re
from collections.abc import Callable, Sequence

from simulator.errors import Fault, ScenarioError, UnfitError, wrong
from simulator.faults import did_you_mean, got, must_be, names
from simulator.inputs.usual import ASKED
from simulator.scenario.types import amount_from_text, ratio_from_text
from simulator.values import Phrase

_UNIT_IS_RIGHT = "--unit-is-right"


def ratios_of(option: str, text: str | None) -> list[float] | None:
    """Return the ratios in "0,0.35,1/3", or None when none are given; percentages may be written "35 %"."""
    return _list_of(option, text, _ratio, wrong("faults.numbers.ratios", example="0,0.35,0.7"))


def amounts_of(option: str, text: str | None) -> list[float] | None:
    """Return the amounts in "10 million,20 million", or None when none are given."""
    return _list_of(option, text, amount_from_text, wrong("faults.numbers.amounts", example='"1000 万,2000 万"'))


def amount_of(option: str, text: str) -> float:
    """Return the amount in "300 万元" or "3 million".

    Raises
    ------
    ScenarioError
        When the text is no amount.
    """
    try:
        return amount_from_text(text)
    except UnfitError as error:
        hint = wrong("faults.hint.amount", example="'300 万元'")
        raise ScenarioError(option, [Fault(got(error.what, text, hint), option)]) from None


def names_of(text: str) -> list[str]:
    """Return the names in "software,optics"; "none" is an empty list."""
    return [] if text == "none" else [part.strip() for part in re.split("[,;，；]", text) if part.strip()]


def confirmed_columns(columns: Sequence[str]) -> frozenset[str]:
    """Return the columns whose unit is confirmed.

    Raises
    ------
    ScenarioError
        When the unit of one of them is never asked for.
    """
    unknown = [column for column in columns if column not in ASKED]
    if unknown:
        allowed = must_be(wrong("faults.allowed.choice", choices=names(ASKED)))
        faults = [Fault(got(allowed, one, did_you_mean(one, ASKED)), _UNIT_IS_RIGHT) for one in unknown]
        raise ScenarioError(_UNIT_IS_RIGHT, faults)
    return frozenset(columns)


def _ratio(text: str) -> float:
    ratio = ratio_from_text(text)
    if ratio is None:
        try:
            ratio = float(text.rstrip("% ")) / 100 if text.endswith("%") else float(text)
        except ValueError:
            raise UnfitError(wrong("faults.numbers.none")) from None
    if not 0 <= ratio <= 1:
        raise UnfitError(wrong("faults.numbers.ratio", hint=wrong("faults.hint.per_cent", share="0.7", percent="70")))
    return ratio


def _list_of(option: str, text: str | None, read: Callable[[str], float], allowed: Phrase) -> list[float] | None:
    if text is None:
        return None
    numbers: list[float] = []
    faults: list[Fault] = []
    for part in (part.strip() for part in text.replace(";", ",").replace("，", ",").split(",")):
        try:
            numbers.append(read(part))
        except UnfitError as error:
            faults.append(
                Fault(wrong("faults.numbers.part", part=repr(part), what=error.what, allowed=allowed), option)
            )
    if faults:
        raise ScenarioError(option, faults)
    return numbers
