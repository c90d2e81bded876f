"""Checked numbers that carry their unit: the field types of every scenario record."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from simulator.errors import UnfitError, wrong

Side = Literal["world", "policy", "run", "text"]

LARGEST_AMOUNT = 1e13
SHARES_TOLERANCE = 1e-6
LARGEST_DENOMINATOR = 1_000_000
_MULTIPLES = {
    "": 1,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "만": 10**4,
    "억": 10**8,
}
_CURRENCY_WORDS = {
    "CNY": ("元", "人民币", "yuan", "CNY", "RMB"),
    "KRW": ("won", "원", "韩元", "KRW"),
    "USD": ("dollar", "dollars", "美元", "USD"),
    "EUR": ("euro", "euros", "欧元", "EUR"),
}
_AMOUNT = re.compile(
    r"^\s*([0-9]{1,16}|[0-9]{1,3}(?:[,_][0-9]{3}){1,5})(\.[0-9]{1,12})?\s*([^\s0-9.,]*)\s*([^\s0-9.,]*)\s*$"
)
_RATIO = re.compile(r"^\s*([0-9]{1,7})\s*/\s*([0-9]{1,7})\s*$")


def amount_and_currency(text: str) -> tuple[float, str | None]:
    """Return the number of main currency units in "500 万元" or "5 million won", and the currency if named.

    Raises
    ------
    UnfitError
        When the text is not a number followed by a known multiple and currency word.
    """
    match = _AMOUNT.match(text)
    if match is None:
        raise UnfitError(wrong("faults.scenario.no_amount"))
    number = Decimal(re.sub("[,_]", "", match[1]) + (match[2] or ""))
    words = f"{match[3]} {match[4]}".strip()
    for multiple, factor in sorted(_MULTIPLES.items(), key=lambda item: -len(item[0])):
        rest = words.removeprefix(multiple).strip()
        currency = next((code for code, names in _CURRENCY_WORDS.items() if rest in names), None)
        if words.startswith(multiple) and (currency or not rest):
            return float(number * factor), currency
    raise UnfitError(wrong("faults.scenario.unknown_unit", unit=words[:40]))


def amount_from_text(text: str) -> float:
    """Return the number of main currency units in "500 万元", "5 million" or "5_000_000".

    Raises
    ------
    UnfitError
        When the text is not a number followed by a known multiple and currency word.
    """
    return amount_and_currency(text)[0]


def _read_amount(value: Any) -> Any:
    return amount_from_text(value) if isinstance(value, str) else value


def ratio_from_text(text: str) -> float | None:
    """Return the number that a ratio such as "1/3" stands for, None when the text is no ratio.

    The quotient of two whole numbers up to a million is told from every other one, so that the engines count with the
    ratio itself (`rules.shares.exact_share`).

    Raises
    ------
    UnfitError
        When the denominator is 0 or above a million.
    """
    match = _RATIO.match(text)
    if match is None:
        return None
    part, whole = int(match[1]), int(match[2])
    if not 0 < whole <= LARGEST_DENOMINATOR:
        raise UnfitError(wrong("faults.scenario.denominator", most=LARGEST_DENOMINATOR))
    return part / whole


def _read_share(value: Any) -> Any:
    number = ratio_from_text(value) if isinstance(value, str) else None
    return value if number is None else number


def _whole_cents(value: float) -> float:
    if abs(value * 100 - round(value * 100)) > max(1e-6, abs(value) * 2.0**-44):
        raise UnfitError(wrong("faults.scenario.two_decimals"))
    return round(value * 100) / 100


def _real_day(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise UnfitError(wrong("faults.scenario.no_day", example="2024-01-01")) from None


def _unit(unit: str, **limits: Any) -> Any:
    return Field(json_schema_extra={"unit": unit}, allow_inf_nan=False, **limits)


Amount = Annotated[
    float, _unit("currency", ge=0, le=LARGEST_AMOUNT), BeforeValidator(_read_amount), AfterValidator(_whole_cents)
]
Share = Annotated[float, _unit("share", ge=0, le=1), BeforeValidator(_read_share)]
ShareBelowOne = Annotated[float, _unit("share", ge=0, lt=1)]
PerYear = Annotated[float, _unit("per year", ge=0, le=10)]
RatePerYear = Annotated[float, _unit("per year", ge=-0.5, le=1)]
Factor = Annotated[float, _unit("factor", ge=0, le=1000)]
LogPoints = Annotated[float, _unit("log points", ge=-20, le=20)]
LogDeviation = Annotated[float, _unit("log standard deviation", ge=0, le=5)]
Deviations = Annotated[float, _unit("standard deviations", ge=-20, le=20)]
Correlation = Annotated[float, _unit("correlation", ge=-1, le=1)]
Months = Annotated[int, _unit("months", ge=0, le=240)]
Years = Annotated[int, _unit("years", ge=1, le=20)]
DaysPastDue = Annotated[int, _unit("days past due", ge=0, le=3650)]
Day = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    Field(json_schema_extra={"unit": "year-month-day"}),
    AfterValidator(_real_day),
]
Count = Annotated[int, _unit("number", ge=0, le=2**31 - 1)]
Seats = Annotated[int, _unit("number", ge=1, le=1_000_000)]
Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=80, strip_whitespace=True),
    Field(json_schema_extra={"unit": "text"}),
]
Text = Annotated[str, StringConstraints(max_length=4000), Field(json_schema_extra={"unit": "text"})]
