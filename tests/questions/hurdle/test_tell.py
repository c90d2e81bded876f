"""Sentences and cells of a hurdle hold for its numbers."""

from pathlib import Path

import pytest

from simulator.questions.hurdle import QUESTION
from simulator.saying.speaker import Speaker
from simulator.scenario.read import read_scenario
from simulator.values import Number

SCENARIOS = Path(__file__).parents[3] / "scenarios"
BARE = ("calibration=none", "lender.other_income=0.004")
ENGLISH = Speaker("en", "CNY")


def answered(*settings, file="hefei.toml"):
    """Return the answer to a shipped scenario without its calibration."""
    return QUESTION.answer(QUESTION.ask(read_scenario(SCENARIOS / file, (), (*BARE, *settings))))


def test_a_grade_has_its_ratio_or_a_word():
    """New-energy vehicles: C1 needs 0.586 by hand; the bank lends to A1 anyway, and to D2 at no ratio."""
    row = answered().table("break_even_ratio").rows[3]
    cells = dict(zip(("A1", "A2", "B1", "B2", "C1", "C2", "D1", "D2"), row.cells[1:], strict=True))
    assert row.key == "new-energy vehicles"
    assert isinstance(cells["C1"], Number) and cells["C1"].value == pytest.approx(0.586032, abs=5e-7)
    assert [ENGLISH.say(cells[grade]) for grade in ("A1", "C1", "D2")] == ["none", "0.586", "-"]


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        (("lender.is_screening=false",), "no hurdle applies"),
        (("scheme.priority_bonus=0.1",), "a year, depending on the sector; without cover"),
        (("scheme.tiers=[{above=1e6, factor=0.5}]",), "a year, depending on sector and size; without cover"),
    ],
)
def test_sentence_says_what_the_limit_depends_on(settings, text):
    """Nothing where every applicant gets a loan; the sector, or the size, where terms differ by it."""
    (said,) = answered(*settings).said
    assert text in ENGLISH.sentence(said)


def test_sizes_have_rows_of_their_own():
    """Tiers make two rows of each sector, named by where the size begins."""
    rows = answered("scheme.tiers=[{above=1e6, factor=0.5}]").table("break_even_ratio").rows
    assert [row.key for row in rows[:2]] == ["AI, above 0", "AI, above 1000000"]
    assert ENGLISH.say(rows[1].cells[1]) == "1 m yuan to 10 m yuan"


def test_a_purchase_is_told_by_its_price():
    """The lever is the price that the fund pays."""
    answer = answered(file="schemes/korea.toml")
    assert answer.facts["lever"] == "purchase_price_share"
    assert "(purchase price 0.37)" in ENGLISH.sentence(answer.said[0])
