"""Tables, JSON and figures of a stress test."""

import csv
import io
import json

import pytest

from simulator.analysis.intervals import proportion_interval
from simulator.analysis.stressing.stressed import ReverseStress
from simulator.reporting.stressing import figures_stress, stress_tables
from tests.reporting.synthetic_stress import NAMES, PATHS, synthetic_stress


def rows_of(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a file that begins with its heading."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_every_world_has_a_row_of_paired_changes():
    """The baseline is named, and what no path changes is said to be so."""
    table = stress_tables.changes_table(synthetic_stress())
    assert [row[0] for row in table.rows] == list(NAMES)
    assert table.columns[0] == "stress"
    assert set(table.rows[0][1:]) == {"baseline"}
    place = next(i for i, column in enumerate(table.columns) if column.startswith("chance of running dry by year 5"))
    assert table.rows[1][place] == "no change"


def test_parameters_have_source_confidence_and_range():
    """One row per figure that the episode sets, with what the overlay says of it; neutral values are left out."""
    rows = rows_of(stress_tables.parameters_csv(synthetic_stress()))
    mild = {row["parameter"]: row for row in rows if row["stress"] == "mild"}
    assert set(mild) == {"start_month", "months", "pd_multiplier", "sale_factor"}
    found = mild["pd_multiplier"]
    assert (found["value"], found["source"], found["confidence"], found["low"]) == ("2.0", "a paper", "derived", "1.5")
    assert {row["parameter"] for row in rows if row["stress"] == "tech_blockade"} == {
        "start_month", "months", "value_jump", "value_half_life_years",
    }  # fmt: skip


def test_severity_table_shows_both_ends():
    """Chance as stated and at the largest severity tried stand beside the severity found."""
    rows = stress_tables.severities_table(synthetic_stress()).rows
    assert rows[0] == ("mild", "2.0 [1.8, 2.2]", "4.0 [3.6, 4.4]", "12.0 [11.4, 12.7] (at 3)")
    assert rows[1][1] == "above 3"


def test_files_are_those_there_are_numbers_for():
    """Without a downturn there is no path and no table of shocks; without lending no table of what is kept open."""
    files = stress_tables.files_of(synthetic_stress())
    assert {"tables/downturn.csv", "tables/technology_shocks.csv", "tables/kept_open.csv"} <= set(files)
    none = ReverseStress(None, 8.0, proportion_interval(0, PATHS), None)
    fewer = set(stress_tables.files_of(synthetic_stress(reverse=none, kept_open={})))
    assert set(files) - fewer == {"tables/downturn.csv", "tables/technology_shocks.csv", "tables/kept_open.csv"}
    assert len(rows_of(files["tables/downturn.csv"])) == 60


def test_json_has_the_same_numbers():
    """Out of reach is null; the path of the economy is there month by month."""
    content = json.loads(stress_tables.stress_json(synthetic_stress(), command="again"))
    assert content["severities"][1]["smallest"]["value"] is None
    assert content["severities"][0]["smallest"]["value"] == 2.0
    assert len(content["reverse"]["downturn"]["macro_factor"]) == 60
    assert content["worlds"][2]["name"] == "tech_blockade"
    assert content["stresses"][0]["sources"]["pd_multiplier"]["source"] == "a paper"


@pytest.mark.slow
def test_figures_are_drawn_whatever_there_is():
    """Four figures; without a downturn and without lending two."""
    names = {name.split("/")[1].split(".")[0] for name in figures_stress.figure_files(synthetic_stress())}
    assert names == {"changes", "kept_open", "severities", "downturn"}
    none = ReverseStress(None, 8.0, proportion_interval(0, PATHS), None)
    fewer = figures_stress.figure_files(synthetic_stress(reverse=none, kept_open={}))
    assert {name.split("/")[1].split(".")[0] for name in fewer} == {"changes", "severities"}
