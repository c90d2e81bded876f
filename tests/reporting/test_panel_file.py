"""The panel as a file: what a statistics program reads back is the comparison, and it is whole or not at all."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest

from simulator.analysis import panel as panels
from simulator.analysis import path_totals
from simulator.analysis.compare import compare
from simulator.errors import ScenarioError
from simulator.reporting import run_folder
from simulator.reporting.panel_file import COLUMNS_FILE, panel
from simulator.reporting.run_folder import RunFolder
from tests.analysis.hand_made import Engine, policy, study

PATHS = 130
KEYS = ["path", "policy", "compensation_ratio", "fund_size", "breaker"]


def totals_of(scenario, path):
    """Return totals in which cents differ by path; every third path runs dry."""
    ratio = scenario.scheme.compensation_ratio
    return {
        "lent_covered": 1_000 + path % 11 + round(300 * ratio),
        "public_in_present": 50 + path % 7,
        "first_depleted": np.where(path % 3 == 0, 1 + path % 20, 0),
        "years_without_claim": path % 2,
    }


@pytest.fixture
def made_up(monkeypatch):
    """Return a study of four policies on a made-up engine, in batches of three and blocks of 50 rows."""
    Engine(monkeypatch, totals_of)
    monkeypatch.setattr(path_totals, "MOST_POLICIES", 3)
    monkeypatch.setattr(panels, "BLOCK", 50)
    grid = [(0.2, 1_000.0, True), (0.35, 2_000.0, False), (0.5, 1_000.0, True), (0.5, 0.0, True)]
    return study([policy(*place, run={"paths": PATHS}) for place in grid], baseline=2)


def _written(made_up, tmp_path, form):
    with RunFolder(tmp_path, "x") as folder, panel(folder, made_up, form) as on_batch:
        comparison = compare(made_up, on_batch=on_batch)
    return comparison, folder.path


def _csv_rows(content):
    assert content.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [dict(zip(head, row, strict=True)) for row in rows]


def _read(folder, form):
    """Return the rows of a panel, numbers as numbers and missing ones as None."""
    if form == "parquet":
        parquet = pytest.importorskip("pyarrow.parquet")
        return parquet.read_table(folder / "tables/panel.parquet").to_pylist()
    rows = _csv_rows((folder / "tables/panel.csv").read_bytes())
    texts = ("policy", "breaker")
    return [{k: v if k in texts else float(v) if v else None for k, v in row.items()} for row in rows]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_means_of_the_file_are_the_estimates(made_up, tmp_path, form):
    """A researcher who averages a column finds the comparison, and the paired difference by joining on the path."""
    comparison, folder = _written(made_up, tmp_path, form)
    rows = _read(folder, form)
    assert list(rows[0])[:5] == KEYS
    assert len(rows) == PATHS * 4
    kinds = {measure.key: measure.kind for measure in comparison.measures}
    for (name, key), estimate in comparison.estimates.items():
        if kinds[key] in ("mean", "proportion"):
            column = [row[key] for row in rows if row["policy"] == name]
            assert np.mean(column) == pytest.approx(estimate.value, rel=1e-12)
    lent = {(row["policy"], row["path"]): row["lent"] for row in rows}
    for point in comparison.points:
        steps = [lent[point.name, path] - lent[comparison.baseline, path] for path in range(PATHS)]
        if point.name != comparison.baseline:
            assert np.mean(steps) == pytest.approx(comparison.differences[point.name, "lent"].value, rel=1e-12)


@pytest.mark.parametrize(("form", "words"), [("csv", ("on", "off")), ("parquet", (True, False))])
def test_every_row_says_which_policy_it_is_of(made_up, tmp_path, form, words):
    """Ratio, fund size and breaker stand beside the policy's name; the baseline comes first, paths from 0 on."""
    comparison, folder = _written(made_up, tmp_path, form)
    rows = _read(folder, form)
    points = {point.name: point for point in comparison.points}
    names = [comparison.baseline, *(name for name in points if name != comparison.baseline)]
    assert [(row["policy"], row["path"]) for row in rows] == [(name, path) for name in names for path in range(PATHS)]
    for row in rows[::PATHS]:
        point = points[row["policy"]]
        assert (row["compensation_ratio"], row["fund_size"]) == (point.ratio, point.fund_size)
        assert row["breaker"] == words[0 if point.is_breaker_on else 1]


def test_both_files_hold_the_same_numbers(made_up, tmp_path):
    """Text or binary: every number to the last digit, and the same ones missing."""
    pytest.importorskip("pyarrow")
    by_form = [_read(_written(made_up, tmp_path / form, form)[1], form) for form in ("csv", "parquet")]
    for text, binary in zip(*by_form, strict=True):
        assert text | {"breaker": ""} == binary | {"breaker": ""}


def test_every_column_is_explained(made_up, tmp_path):
    """Each column has its unit and meaning, in the file's order."""
    _, folder = _written(made_up, tmp_path, "csv")
    explained = _csv_rows((folder / COLUMNS_FILE).read_bytes())
    assert [row["column"] for row in explained] == list(_read(folder, "csv")[0])
    units = {row["column"]: row["unit"] for row in explained}
    assert (units["fund_size"], units["lent"], units["p_depleted"]) == ("yuan", "yuan", "probability")
    assert units["covered_years"] == "yuan times years"
    assert all(row["meaning"] for row in explained)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_disk_that_fills_up_leaves_nothing(made_up, tmp_path, monkeypatch, form):
    """The disk may fill up in the middle of the panel: one clear message, no half file."""
    if form == "parquet":
        pytest.importorskip("pyarrow")

    class FullDisk(run_folder._DraftFile):
        def __init__(self, target, place):
            super().__init__(Path("/dev/full") if "panel." in str(target) else target, place)

    monkeypatch.setattr(run_folder, "_DraftFile", FullDisk)
    with (
        pytest.raises(ScenarioError, match=f"cannot write .*panel.{form}: No space left"),
        RunFolder(tmp_path, "x") as folder,
        panel(folder, made_up, form) as on_batch,
    ):
        compare(made_up, on_batch=on_batch)
    assert list(tmp_path.iterdir()) == []


def test_parquet_without_its_package_is_said_before_simulating(made_up, tmp_path, monkeypatch):
    """The user learns at once what to install."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with (
        pytest.raises(ScenarioError, match=r"--panel parquet.*\n.*pyarrow.*\[tables\]"),
        RunFolder(tmp_path, "x") as folder,
        panel(folder, made_up, "parquet"),
    ):
        pytest.fail("must not get here")
    assert list(tmp_path.iterdir()) == []
