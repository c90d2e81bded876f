"""Sentences, tables and figure of several funds, on histories worked out by hand."""

import csv
import dataclasses
import io
import json

import numpy as np
import pytest

from simulator.drawing import style as figures_style
from simulator.reporting.pools import figures_pooling, pooling_tables, pooling_text
from simulator.rules.calibration import Fitted
from simulator.scenario.cities import Centre
from tests.analysis.made_up_cities import compared, equal_cities, histories, months_of, two_cities


@pytest.fixture(scope="module")
def found():
    """Return two funds of 4,000 that run dry together on a tenth of 200 paths, the pot with them."""
    return compared(*two_cities())


def rows(content):
    """Return the rows of a CSV file as dictionaries."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def with_centre(centre):
    """Return the same with another centre."""
    study, common, apart = two_cities()
    return compared(dataclasses.replace(study, centre=centre), common, apart)


def test_common_economy_is_named_where_it_makes_a_difference(found):
    """Together on 10 % of the paths, never in economies of their own."""
    first, second, *_ = pooling_text.answer(found)
    assert first.startswith("Two or more of the 2 funds run dry in the same year with a chance of 10 % [6, 15]")
    assert "its own for each city, with a chance below 1.9 %: +10" in first
    assert first.endswith("percentage points.")
    assert "100 % of the others do as well at some time" in second


def test_pot_that_runs_dry_with_its_funds_saves_nothing_that_is_shown(found):
    """The pot runs dry on the same tenth of the paths: no difference; it would need 100 yuan more than it has."""
    sentences = pooling_text.answer(found)
    assert any(
        s.endswith("the average fund with a chance of 10 % [6, 15]: no difference we can show.") for s in sentences
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
    sentences = pooling_text.answer(found)
    assert any("the pot is safer (-10 [-14, -6] percentage points)." in s for s in sentences)
    assert any("less than the funds hold now" in s for s in sentences)


def test_nothing_that_was_never_seen_is_said_to_be_impossible():
    """No fund dry, no payment: bounds, no correlation, no capital."""
    study = equal_cities(2, 200)
    quiet = histories([[0] * 200] * 2, [1.0] * 200, [0.0] * 200)
    found = compared(study, quiet, quiet)
    text = " ".join(pooling_text.answer(found))
    assert "with a chance below 1.9 %" in text
    assert "No fund ran dry on any of the 200 paths." in text
    assert "On no path did the centre pay" in text
    assert "A pot of" not in text
    assert found.pot_capital is None
    with figures_style.styled():
        assert len(figures_pooling.dry_together(found).axes) == 1


def test_centre_says_what_it_covers_and_whether_its_capital_is_enough():
    """Payments of 300 on a tenth of the paths against a capital of 200."""
    text = " ".join(pooling_text.answer(with_centre(Centre("excess", 0.5, 200.0))))
    assert "50 % of what a city's fund lacks" in text
    assert "is too small with a chance of 10 % [6, 15]" in text
    assert "reinsurer's share" in " ".join(pooling_text.answer(with_centre(Centre("reinsurance"))))


def test_too_few_paths_are_not_called_no_difference():
    """At 99 % a batch of 200 / 20 paths holds no tail."""
    text = " ".join(pooling_text.answer(compared(*two_cities())))
    assert "too few paths to compare the two" in text


def test_tables_hold_funds_pot_and_centre(found):
    """One row per city and the pot; one per number of funds; quantiles with their difference."""
    funds, same_year, centre = pooling_tables.tables_of(found)
    assert [row[0] for row in funds.rows] == ["A", "B", "one pot"]
    assert funds.rows[2][2:] == ("10 [6, 15]", "below 1.9")
    assert [row[0] for row in same_year.rows] == ["1", "2"]
    assert same_year.rows[1][1:] == ("10 [6, 15]", "below 1.9")
    assert [row[0] for row in centre.rows][-1] == "at most, on 99.5 % of paths"
    assert any("their firms are their own" in note for note in funds.notes)


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
    """One row for cities alike; some numbers of funds are printed, all are in the long file; money is that of all."""
    funds, same_year, _ = pooling_tables.tables_of(many)
    assert [row[0] for row in funds.rows] == ["A", "B (each of 39)", "one pot"]
    assert funds.rows[1][2] == "10 [6, 15]"
    assert many.money == 40 * 4_000.0
    assert [row[0] for row in same_year.rows] == ["1", "2", "3", "5", "10", "20", "30", "40"]
    assert {row[1] for row in same_year.rows} == {"10 [6, 15]"}
    long = rows(pooling_tables.files_of(many)["tables/pool_long.csv"])
    assert len([row for row in long if row["measure"] == "p_at_least_in_same_year"]) == 2 * 40 + 1
    assert pooling_text.answer(many)[0].startswith("Two or more of the 40 funds run dry")


def test_figure_of_many_funds_has_some_of_their_numbers(many):
    """On a scale of equal ratios."""
    with figures_style.styled():
        axes = figures_pooling.dry_together(many).axes[0]
    assert axes.get_xscale() == "log"
    assert [text.get_text() for text in axes.get_xticklabels()] == ["1", "2", "3", "5", "10", "20", "30", "40"]


def test_files_have_exact_numbers_and_their_basis(found):
    """Plain units, paths, interval, seed, study."""
    files = pooling_tables.files_of(found)
    long = rows(files["tables/pool_long.csv"])
    row = next(r for r in long if (r["economy"], r["measure"], r["of"]) == ("one economy", "p_depleted", "A"))
    assert (row["value"], row["unit"], row["paths"], row["study"]) == ("0.1", "probability", "200", "Made up")
    curve = rows(files["tables/centre_exceedance.csv"])
    assert (curve[0]["payment"], curve[0]["p_more"]) == ("0.0", "0.1")
    assert (curve[40]["payment"], curve[40]["p_more"]) == ("300.0", "0.0")


def test_json_is_plain(found):
    """No nan and no infinity; what is not known is null."""
    content = json.loads(pooling_tables.pooling_json(found, command="again"))
    assert content["command"] == "again"
    assert content["cities"] == [{"name": name, "count": 1, "capital": 4000.0} for name in "AB"]


def test_figure_says_what_it_shows(found):
    """Two panels; the caption has paths, interval and what the centre pays."""
    from matplotlib.text import Text

    with figures_style.styled():
        figure = figures_pooling.dry_together(found)
    caption = " ".join(text.get_text() for text in figure.findobj(Text)).replace("\n", " ")
    assert len(figure.axes) == 2
    for words in ("200 paths", "95 %", "each in an economy of its own", "lacks for its approved claims"):
        assert words in caption


@pytest.mark.parametrize(("capital", "is_drawn"), [(None, False), (200.0, True), (1e6, False)])
def test_caption_names_the_capital_only_where_it_is_drawn(capital, is_drawn):
    """The largest payment is 300."""
    from matplotlib.text import Text

    with figures_style.styled():
        figure = figures_pooling.dry_together(with_centre(Centre(capital=capital)))
    caption = " ".join(text.get_text() for text in figure.findobj(Text))
    assert ("its capital" in caption) == is_drawn


def test_cities_fitted_apart_are_said_to_be():
    """Other terms, another fit: the note says whose figures are given."""
    study, common, apart = two_cities()
    assert not any("first" in note for note in compared(study, common, apart).notes)
    assert "Each city is fitted to its own terms" in compared(study, common, apart, Fitted(2.0, 0.0)).notes[-1]
