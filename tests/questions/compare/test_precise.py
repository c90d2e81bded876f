"""Figures to a wanted precision: a table to read and one for programs."""

from dataclasses import replace

import pytest

from simulator.analysis.rare_events.precision import PreciseFigure
from simulator.estimate import Estimate
from simulator.questions.compare.precise import with_precision
from simulator.questions.compare.tell import tell
from simulator.reporting.tables import text_table
from simulator.saying.speaker import Speaker
from tests.reporting.synthetic import named_points, synthetic_comparison
from tests.reporting.synthetic_precision import synthetic_precision


@pytest.fixture(scope="module")
def comparison():
    """Return a made-up comparison of one policy."""
    return synthetic_comparison(named_points()[:1], "as it stands")


def shown(comparison, precision, language="en"):
    """Return the table of the figures as text."""
    answer = with_precision(tell(comparison), precision)
    return text_table(answer.tables[0], answer.basis, Speaker(language, "CNY"))


def test_a_weighted_row_shows_how_far_it_can_be_trusted(comparison):
    """Half-width 0.000012 of 0.0003 is 4 %; effective size, largest weight and gain stand beside it."""
    table = shown(comparison, synthetic_precision(comparison, is_missed=False))
    assert table.title == "To within 5 % of the value"
    assert table.rows[0] == (
        "chance of running dry", "0.030 % [0.029, 0.031]", "4.0", "50,000", "1,234", "0.40", "87",
    )  # fmt: skip
    assert table.rows[1][2:] == ("2.5", "36,000", "", "", "")
    assert "A pilot of 8,000 paths" in table.notes[0]
    assert "largest weight" in " ".join(table.notes)


def test_what_was_missed_is_said(comparison):
    """A bound alone has no precision; the note says so with its reason, and an event never seen is not 0."""
    missed = synthetic_precision(comparison)
    table = shown(comparison, missed)
    assert table.rows[0][1:3] == ("below 0.0019 %", "not known")
    assert table.notes[1] == (
        "Chance of running dry: no precision can be given, only what the plain paths bound (rare events: stays rare)."
    )
    assert with_precision(tell(comparison), missed).misses_threshold
    wider = synthetic_precision(comparison, 0.02, is_missed=False)
    assert "Chance of running dry: known to 4.0 %, not 2 %." in shown(comparison, wider).notes
    assert "资金耗尽概率：相对精度为 4.0%，未达到 2%。" in shown(comparison, wider, "zh").notes


def test_programs_get_the_same_numbers(comparison):
    """One row per figure in plain units; what does not exist is empty."""
    answer = with_precision(tell(comparison), synthetic_precision(comparison, is_missed=False))
    table = answer.table("precision_long")
    cells = [dict(zip((c.key for c in table.columns), row.cells, strict=True)) for row in table.rows]
    assert [row.key for row in table.rows] == ["p_depleted", "es99_bank_loss"]
    assert [cell["method"].text for cell in cells] == ["weighted", "plain"]
    assert (cells[0]["gain"].value, cells[1]["gain"], cells[0]["is_met"].text) == (87, None, "yes")
    assert answer.facts["wanted_part"] == 0.05
    assert not answer.misses_threshold


def test_a_mean_with_control_variates_shows_its_gain_alone(comparison):
    """Half-width 2 of 50 million is 4 %; no weights, so no effective size; a note says what the gain is."""
    loss = next(measure for measure in comparison.measures if measure.key == "bank_loss")
    figure = PreciseFigure(loss, Estimate(50e6, 48e6, 52e6, "mean"), 5_000, control_gain=1.32)
    precision = replace(synthetic_precision(comparison, is_missed=False), figures=(figure,))
    table = shown(comparison, precision)
    assert table.rows[0][2:] == ("4.0", "5,000", "", "", "1.3")
    assert "Rows with a gain alone" in " ".join(table.notes)
    assert "effective size" not in " ".join(table.notes)
