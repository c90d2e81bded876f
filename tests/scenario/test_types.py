"""Amounts of money in Chinese and English words, and shares given as ratios."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from simulator.rules.shares import exact_share
from simulator.scenario.types import Share, amount_and_currency, amount_from_text


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("500 万元", 5e6, "CNY"),
        ("500万", 5e6, None),
        ("2.5亿元", 2.5e8, "CNY"),
        ("3 百万", 3e6, None),
        ("2千万元", 2e7, "CNY"),
        ("100 元", 100, "CNY"),
        ("5 million", 5e6, None),
        ("1.1 million yuan", 1.1e6, "CNY"),
        ("5 billion won", 5e9, "KRW"),
        ("20억 원", 2e9, "KRW"),
        ("3 thousand dollars", 3e3, "USD"),
        ("7 euros", 7, "EUR"),
        ("5_000_000", 5e6, None),
        ("5,000,000.25", 5_000_000.25, None),
    ],
)
def test_amounts_in_words_are_numbers(text: str, amount: float, currency: str | None) -> None:
    """Chinese and English multiples mean powers of ten, and a currency word names its currency."""
    assert amount_and_currency(text) == (amount, currency)


@pytest.mark.parametrize("text", ["", "million", "-5 million", "1e6", "5,5 million", "5 US dollars cash", "1__0", "٣"])
def test_text_that_is_no_amount_is_refused(text: str) -> None:
    """A text that could be read in two ways, or in none, is never taken for a number."""
    with pytest.raises(ValueError, match="must be a number such as"):
        amount_from_text(text)


@pytest.mark.parametrize("text", ["3 parsecs", "5 millionaires", "5 万 yen"])
def test_unknown_units_are_refused(text: str) -> None:
    """An unknown multiple or currency is named in the message."""
    with pytest.raises(ValueError, match="unknown unit"):
        amount_from_text(text)


@given(st.integers(0, 10**7), st.sampled_from([("万", 10**4), ("thousand", 10**3), ("million", 10**6)]))
def test_every_multiple_is_exact(number: int, multiple: tuple[str, int]) -> None:
    """No rounding creeps in between the words and the number."""
    assert amount_from_text(f"{number} {multiple[0]}") == number * multiple[1]


SHARE = TypeAdapter(Share)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_in_words_is_the_ratio_itself(part: int, whole: int) -> None:
    """The record holds a number, from which the ratio is found again exactly."""
    part, whole = min(part, whole), max(part, whole)
    assert exact_share(SHARE.validate_python(f"{part}/{whole}")) == Fraction(part, whole)


@pytest.mark.parametrize(
    ("text", "words"),
    [("1/0", "denominator from 1 to 1,000,000"), ("1/1000001", "denominator from 1 to 1,000,000"),
     ("4/3", "less than or equal to 1"), *((text, "valid number") for text in ("a third", "1/3/1", "-1/3"))],
)  # fmt: skip
def test_what_is_no_share_in_words_is_refused(text: str, words: str) -> None:
    """Neither above 1, nor finer than a million, nor guessed."""
    with pytest.raises(ValidationError, match=words):
        SHARE.validate_python(text)
