"""Tables, data and charts of a stress test."""

import dataclasses

import pytest

from simulator.analysis.intervals import proportion_interval
from simulator.drawing.figure import chart_files
from simulator.places import plain
from simulator.questions.stress import QUESTION
from simulator.questions.stress.found import ReverseStress
from simulator.saying.speaker import Speaker
from simulator.values import Listed, phrase
from tests.questions.stress.made_up import NAMES, PATHS, synthetic_stress, worlds

ENGLISH = Speaker("en", "CNY")
NO_DOWNTURN = ReverseStress(None, 8.0, proportion_interval(0, PATHS), None)


def answer(**changes):
    """Return the answer to a made-up test."""
    return QUESTION.answer(synthetic_stress(**changes))


def columns(table, **changes):
    """Return the columns of a table as programs read them."""
    return plain.plain_columns(answer(**changes).table(table))


def test_every_world_has_a_row_of_paired_changes():
    """Of stresses only: without stress there is nothing to compare; what no path changes is the same."""
    table = answer().table("changes")
    assert [row.key for row in table.rows] == list(NAMES[1:])
    place = [column.key for column in table.columns].index("p_depleted_year_5")
    assert ENGLISH.say(table.rows[0].cells[place]) == "same"
    assert table.columns[place].unit == "points"
    assert [row.key for row in answer().table("measures").rows] == list(NAMES)


def test_worlds_have_every_measure_and_its_change():
    """One row per world and measure, in plain units."""
    kept = columns("worlds")
    rows = [place for place, key in enumerate(kept["measure"]) if key == "p_depleted_year_5"]
    assert [kept["row"][place] for place in rows] == list(NAMES)
    assert kept["value"][rows[-1]] == pytest.approx(0.09)
    assert kept["change"][rows[0]] is None
    assert kept["change"][rows[-1]] == pytest.approx(0.09)


def test_parameters_have_source_confidence_and_range():
    """One row per figure that the episode sets, with what the overlay says of it; neutral values are left out."""
    kept = columns("parameters")
    rows = {(row, key): place for place, (row, key) in enumerate(zip(kept["row"], kept["parameter"], strict=True))}
    assert {key for row, key in rows if row == "mild"} == {"start_month", "months", "pd_multiplier", "sale_factor"}
    found = rows["mild", "pd_multiplier"]
    assert [kept[name][found] for name in ("value", "source", "confidence", "low")] == [2.0, "a paper", "derived", 1.5]
    assert {key for row, key in rows if row == "tech_blockade"} == {
        "start_month", "months", "value_jump", "value_half_life_years",
    }  # fmt: skip


def test_severity_table_shows_both_ends():
    """Chance as stated and at the largest severity tried stand beside the severity found; out of reach is null."""
    kept = columns("severities")
    assert (kept["severity"], kept["severity_high"]) == ([2.0, None], [2.2, None])
    assert kept["chance_as_stated"] == pytest.approx([0.04, 0.04])
    assert (kept["largest_tried"], kept["chance_at_largest"]) == ([3.0, 3.0], pytest.approx([0.12, 0.12]))


def test_stresses_are_told_with_their_confidence():
    """The months, whom they hit, what they change and how well that is known."""
    mild, blockade = answer().table("stresses").rows
    confidence = Listed((phrase("stress.confidence.assumption"), phrase("stress.confidence.derived")))
    assert mild.cells[-1] == confidence
    assert blockade.cells[-1] == phrase("stress.no_source")
    assert [ENGLISH.say(cell) for cell in mild.cells[1:4]] == ["25", "36", "all"]


def test_tables_are_those_there_are_numbers_for():
    """Without a downturn there is no path and no table of shocks; without lending no table of what is kept open."""
    fewer = answer(reverse=NO_DOWNTURN, worlds=dataclasses.replace(worlds(), kept_open={}))
    keys = {table.key for table in answer().tables}
    assert keys - {table.key for table in fewer.tables} == {"downturn", "technology_shocks", "kept_open"}
    kept = columns("downturn")
    assert (kept["row"][0], kept["row"][-1], len(kept["macro_factor"])) == ("2026-01", "2030-12", 60)
    assert fewer.facts["downturn_first_year"] is None


def test_charts_are_those_there_are_numbers_for():
    """Four; without a downturn and without lending two."""
    assert [chart.key for chart in answer().charts] == ["changes", "kept_open", "severities", "downturn"]
    fewer = answer(reverse=NO_DOWNTURN, worlds=dataclasses.replace(worlds(), kept_open={}))
    assert [chart.key for chart in fewer.charts] == ["changes", "severities"]


def test_a_change_that_is_not_shown_is_hollow():
    """The first panel has the chances themselves; of the changes those within their interval are empty."""
    chances, lending, *_ = answer().charts[0].panels
    assert chances.groups[0].hollow == frozenset()
    assert lending.groups[0].cells[0] is None
    assert lending.groups[0].hollow == {0, 1}


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_charts_are_drawn(language):
    """Each as PNG, SVG and PDF."""
    made = answer()
    files = [chart_files(chart, made.basis, Speaker(language, "CNY")) for chart in made.charts]
    assert all(len(one) == 3 for one in files)
