"""Lists of numbers on the command line, and the columns whose unit is confirmed there."""

import re
from collections.abc import Callable, Sequence

from simulator.errors import Fault, ScenarioError, UnfitError, wrong
from simulator.faults import did_you_mean, got, shown
from simulator.inputs.number_columns import ASKED
from simulator.scenario.types import amount_from_text, ratio_from_text


def ratios_of(option: str, text: str | None) -> list[float] | None:
    """Return the ratios in "0,0.35,1/3", or None when none are given; percentages may be written "35 %"."""
    return _list_of(option, text, _ratio, "numbers from 0 to 1 separated by commas, such as 0,0.35,0.7")


def amounts_of(option: str, text: str | None) -> list[float] | None:
    """Return the amounts in "10 million,20 million", or None when none are given."""
    return _list_of(option, text, amount_from_text, 'amounts separated by commas, such as "10 million,20 million"')


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
        allowed = ", ".join(ASKED)
        words = [f"--unit-is-right: {shown(one)} must be one of {allowed}{did_you_mean(one, ASKED)}" for one in unknown]
        raise ScenarioError("--unit-is-right", words)
    return frozenset(columns)


def _ratio(text: str) -> float:
    ratio = ratio_from_text(text)
    if ratio is None:
        ratio = float(text.rstrip("% ")) / 100 if text.endswith("%") else float(text)
    if not 0 <= ratio <= 1:
        raise ValueError("must be from 0 to 1; write 0.7 for 70 %")
    return ratio


def _list_of(option: str, text: str | None, read: Callable[[str], float], allowed: str) -> list[float] | None:
    if text is None:
        return None
    numbers, faults = [], []
    for part in (part.strip() for part in text.replace(";", ",").replace("，", ",").split(",")):
        try:
            numbers.append(read(part))
        except ValueError as error:
            reason = str(error) if "must" in str(error) or "unit" in str(error) else "is not a number"
            faults.append(f"{option}: {part!r} {reason}; give {allowed}")
    if faults:
        raise ScenarioError(option, faults)
    return numbers
