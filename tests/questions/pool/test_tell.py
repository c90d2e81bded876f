"""Sentences, tables and chart of several funds, on histories worked out by hand."""

import dataclasses

import numpy as np
import pytest

from simulator.places import plain
from simulator.places.reading import text_table
from simulator.questions.pool import QUESTION
from simulator.questions.pool.draw import draw
from simulator.rules.calibration import Fitted
from simulator.saying.speaker import Speaker
from simulator.scenario.cities import Centre
from tests.questions.pool.made_up import compared, equal_cities, histories, months_of, two_cities


@pytest.fixture(scope="module")
def found():
    """Return two funds of 4,000 that run dry together on a tenth of 200 paths, the pot with them."""
    return compared(*two_cities())


def answer(found, language="en"):
    """Return the sentences."""
    return [Speaker(language, "CNY").sentence(told) for told in QUESTION.answer(found).said]


def rows_of(found, table):
    """Return the cells of a table as text."""
    told = QUESTION.answer(found)
    return text_table(told.table(table), told.basis, Speaker("en", "CNY")).rows


def columns_of(found, table):
    """Return the plain columns of a table."""
    return plain.plain_columns(QUESTION.answer(found).table(table))


def with_centre(centre):
    """Return the same with another centre."""
    study, common, apart = two_cities()
    return compared(dataclasses.replace(study, centre=centre), common, apart)


def test_common_economy_is_named_where_it_makes_a_difference(found):
    """Together on 10 % of the paths, never in economies of their own."""
    first, second, *_ = answer(found)
    assert first.startswith("Two or more of the 2 funds run dry in the same year with a chance of 10 % [6, 15]")
    assert "its own for each city, with a chance below 1.9 %: +10" in first
    assert first.endswith("+10 percentage points [+6, +14].")
    assert "100 % of the others do as well at some time" in second


def test_pot_that_runs_dry_with_its_funds_saves_nothing_that_is_shown(found):
    """The pot runs dry on the same tenth of the paths: no difference; it would need 100 yuan more than it has."""
    sentences = answer(found)
    assert any(
        s.endswith("the average fund with a chance of 10 % [6, 15]: no difference can be shown.") for s in sentences
    )
    assert not any("less than the funds hold now" in s for s in sentences)


def test_pot_that_is_never_dry_is_safer_and_saves():
    """Needs of 0 to 199 against 8,000: the saving is the money less the need passed on a tenth of the paths, 180."""
    study, common, apart = two_cities()
    lowest = [8_000.0 - need for need in range(200)]
    found = compared(study, histories(months_of(common), lowest, common.centre), apart)
    assert found.money == 8_000.0
    assert found.pot_capital is not None
    assert found.pot_capital.value == 179.0  # exceeded by 180 to 199: 20 of 200 paths
    sentences = answer(found)
    assert any("the pot is safer (-10 percentage points [-14, -6])." in s for s in sentences)
    assert any("less than the funds hold now" in s for s in sentences)


def test_nothing_that_was_never_seen_is_said_to_be_impossible():
    """No fund dry, no payment: bounds, no correlation, no capital."""
    study = equal_cities(2, 200)
    quiet = histories([[0] * 200] * 2, [1.0] * 200, [0.0] * 200)
    found = compared(study, quiet, quiet)
    text = " ".join(answer(found))
    assert "with a chance below 1.9 %" in text
    assert "No fund ran dry on any of the 200 paths." in text
    assert "On no path did the centre pay" in text
    assert "A pot of" not in text
    assert found.pot_capital is None
    (chart,) = draw(found)
    assert len(chart.panels) == 1


def test_centre_says_what_it_covers_and_whether_its_capital_is_enough():
    """Payments of 300 on a tenth of the paths against a capital of 200."""
    text = " ".join(answer(with_centre(Centre("excess", 0.5, 200.0))))
    assert "50 % of what a city's fund lacks" in text
    assert "is too small with a chance of 10 % [6, 15]" in text
    assert "reinsurer's share" in " ".join(answer(with_centre(Centre("reinsurance"))))


def test_too_few_paths_are_not_called_no_difference():
    """At 99 % a batch of 200 / 20 paths holds no tail."""
    text = " ".join(answer(compared(*two_cities())))
    assert "too few paths to compare the two" in text


def test_tables_hold_funds_pot_and_centre(found):
    """One row per city and the pot; one per number of funds; chances of paying; quantiles with their difference."""
    funds, same_year = rows_of(found, "funds"), rows_of(found, "same_year")
    assert [row[0] for row in funds] == ["A", "B", "one pot"]
    assert funds[2][2:] == ("10 [6, 15]", "below 1.9")
    assert [row[0] for row in same_year] == ["1", "2"]
    assert same_year[1][1:] == ("10 [6, 15]", "below 1.9")
    assert rows_of(found, "centre_chance") == (("pays anything", "10 [6, 15]", "20 [15, 26]"),)
    assert rows_of(found, "centre")[-1][0] == "at most, on 99.5 % of paths"
    assert any(note.key == "pool.note.shared" for note in QUESTION.answer(found).basis.notes)


@pytest.fixture(scope="module")
def many():
    """Return two cities, the second 39 alike, all 40 dry in one economy on a tenth of 200 paths."""
    study, common, apart = two_cities()
    first, second = study.cities
    study = dataclasses.replace(study, cities=(first, dataclasses.replace(second, count=39)))
    months = [np.tile(months_of(found)[:1], (40, 1)) for found in (common, apart)]
    both = [
        histories(month, found.pot_lowest, found.centre) for month, found in zip(months, (common, apart), strict=True)
    ]
    return compared(study, *both)


def test_many_funds_are_shown_in_part(many):
    """One row for cities alike; some numbers of funds are shown, all are in the data; money is that of all."""
    funds, same_year = rows_of(many, "funds"), rows_of(many, "same_year")
    assert [row[0] for row in funds] == ["A", "B (each of 39)", "one pot"]
    assert funds[1][2] == "10 [6, 15]"
    assert many.money == 40 * 4_000.0
    assert [row[0] for row in same_year] == ["1", "2", "3", "5", "10", "20", "30", "40"]
    assert {row[1] for row in same_year} == {"10 [6, 15]"}
    assert columns_of(many, "numbers")["measure"].count("p_at_least_in_same_year") == 2 * 40 + 1
    assert answer(many)[0].startswith("Two or more of the 40 funds run dry")


def test_chart_of_many_funds_has_some_of_their_numbers(many):
    """On a scale of equal ratios."""
    axis = draw(many)[0].panels[0].x
    assert (axis.is_log, axis.ticks) == (True, (1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 40.0))


def test_programs_get_exact_numbers(found):
    """Plain units by economy and measure; the curve of payments; cities and the centre."""
    numbers = columns_of(found, "numbers")
    place = next(i for i, key in enumerate(zip(numbers["row"], numbers["measure"], numbers["of"], strict=True))
                 if key == ("one_economy", "p_depleted", "A"))  # fmt: skip
    assert numbers["value"][place] == 0.1
    curve = columns_of(found, "centre_exceedance")
    assert (curve["payment"][0], curve["p_more"][0]) == (0.0, 0.1)
    assert (curve["payment"][40], curve["p_more"][40]) == (300.0, 0.0)
    assert columns_of(found, "cities") == {"row": ["A", "B"], "count": [1, 1], "capital": [4000.0, 4000.0]}
    facts = QUESTION.answer(found).facts
    assert (facts["cities"], facts["funds"], facts["money"], facts["centre_covers"]) == (
        ["A", "B"],
        2,
        8000.0,
        "excess",
    )


def test_chart_shows_both_economies_in_two_panels(found):
    """What was seen on no path lies at its bound and is marked so; payments never seen have no line."""
    (chart,) = draw(found)
    same_year, payments = chart.panels
    assert [line.look for line in same_year.lines] == [0, 1]
    assert same_year.lines[1].hollow == {1}
    assert np.isnan(payments.lines[0].y[-1])
    assert "lacks for its approved claims" in Speaker("en", "CNY").sentence(chart.notes[0])


@pytest.mark.parametrize(("capital", "is_drawn"), [(None, False), (200.0, True), (1e6, False)])
def test_note_names_the_capital_only_where_it_is_drawn(capital, is_drawn):
    """The largest payment is 300."""
    (chart,) = draw(with_centre(Centre(capital=capital)))
    assert ("its capital" in Speaker("en", "CNY").sentence(chart.notes[0])) == is_drawn
    assert bool(chart.panels[1].references) == is_drawn


def test_cities_fitted_apart_are_said_to_be():
    """Other terms, another fit: the note says whose figures are given."""

    def notes(*others):
        return [note.key for note in QUESTION.answer(compared(*two_cities(), *others)).basis.notes]

    assert "pool.note.each_fitted" not in notes()
    assert "pool.note.each_fitted" in notes(Fitted(2.0, 0.0, 0.03))


def test_it_is_said_in_chinese(found):
    """A chance with its interval, and one that is only bounded."""
    first = answer(found, "zh")[0]
    assert first.startswith(
        "2 只资金中有两只及以上在同一年耗尽的概率为 10% [6 至 15]；各市经济环境各自独立时概率低于 1.9%："
    )
