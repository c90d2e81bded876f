"""Figures to a wanted precision in tables, CSV and JSON."""

import csv
import io
from dataclasses import replace

import pytest

from simulator.analysis.rare_events.precision import PreciseFigure
from simulator.estimate import Estimate
from simulator.reporting import precision_tables
from tests.reporting.synthetic import synthetic_comparison
from tests.reporting.synthetic_precision import synthetic_precision


@pytest.fixture
def comparison():
    """Return a made-up comparison."""
    return synthetic_comparison()


def test_a_weighted_row_shows_how_far_it_can_be_trusted(comparison):
    """Half-width 0.000012 of 0.0003 is 4 %; effective size, largest weight and gain stand beside it."""
    table = precision_tables.precision_table(comparison, synthetic_precision(comparison, is_missed=False))
    assert table.title == "To within 5 % of the value"
    assert table.rows[0] == (
        "chance of running dry", "0.030 [0.029, 0.031]", "%", "4 %", "50,000", "1,234", "0.4 %", "87",
    )  # fmt: skip
    assert table.rows[1][3:] == ("2.5 %", "36,000", "", "", "")
    assert "A pilot of 8,000 paths" in " ".join(table.notes)
    assert "largest weight" in " ".join(table.notes)


def test_what_was_missed_is_said(comparison):
    """A bound alone has no precision; the note says so with its reason, and an event never seen is not 0."""
    precision = synthetic_precision(comparison)
    table = precision_tables.precision_table(comparison, precision)
    assert table.rows[0][1] == "below 0.0019"
    assert table.rows[0][3] == "not known"
    assert (
        "chance of running dry: no precision can be given, only what the plain paths bound (rare events: stays rare)."
        in (precision_tables.notes_of(precision))
    )
    wider = synthetic_precision(comparison, 0.02, is_missed=False)
    assert "chance of running dry: known to 4 %, not 2 %." in precision_tables.notes_of(wider)


def test_files_and_json_hold_the_same_numbers(comparison):
    """One row per figure in plain units; what does not exist is empty or null."""
    precision = synthetic_precision(comparison, is_missed=False)
    files = precision_tables.files_of(comparison, precision)
    text = files["tables/precision_long.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    content = precision_tables.precision_json(comparison, precision)["figures"]
    assert [row["key"] for row in rows] == [figure["key"] for figure in content] == ["p_depleted", "es99_bank_loss"]
    assert float(rows[0]["gain"]) == content[0]["gain"] == 87
    assert rows[1]["gain"] == ""
    assert content[1]["gain"] is None
    assert [figure["method"] for figure in content] == ["weighted", "plain"]
    assert content[0]["is_met"] is True


def test_a_mean_with_control_variates_shows_its_gain_alone(comparison):
    """Half-width 2 of 50 million is 4 %; no weights, so no effective size; a note says what the gain is."""
    loss = next(measure for measure in comparison.measures if measure.key == "bank_loss")
    figure = PreciseFigure(loss, Estimate(50e6, 48e6, 52e6, "mean"), 5_000, control_gain=1.32)
    precision = replace(synthetic_precision(comparison, is_missed=False), figures=(figure,))
    table = precision_tables.precision_table(comparison, precision)
    assert table.rows[0][3:] == ("4 %", "5,000", "", "", "1.3")
    assert "Rows with a gain alone" in " ".join(table.notes)
    assert "effective size" not in " ".join(table.notes)
    content = precision_tables.precision_json(comparison, precision)["figures"][0]
    assert (content["method"], content["gain"], content["effective_size"]) == ("control variates", 1.32, None)
