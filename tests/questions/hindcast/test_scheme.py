"""Hindcasts: verdicts on paths written by hand, the shipped outcomes, and what arithmetic says of them."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from simulator.analysis.measures import measures_of
from simulator.errors import NoAnswerError
from simulator.questions.hindcast import scheme as module
from simulator.questions.hindcast.scheme import COMPARED, hindcast
from simulator.rules.calibration import Fitted
from simulator.scenario.outcomes import Outcome, Outcomes, read_outcomes
from simulator.scenario.read import read_scenario
from tests.reporting.synthetic import synthetic_scenario

SCENARIOS = Path(__file__).parents[3] / "scenarios"
SHIPPED = sorted((SCENARIOS / "outcomes").glob("*.toml"))


def outcome(published, measure="covered", is_input=False):
    """Return a published figure."""
    return Outcome(measure, published, "A page", is_input, "Why.")


def judged(monkeypatch, figures, *outcomes, is_window_known=True):
    """Return the hindcast of paths written by hand, shape (figures, windows, paths)."""
    values = np.array(figures, dtype=float)

    def simulate_cases(cases, readings, *, threads, progress):
        assert (len(readings), len(cases)) == values.shape[:2]
        return SimpleNamespace(values=values, fitted=(Fitted(1.0, 0.0, 0.03),) * len(cases), seconds=1.0)

    monkeypatch.setattr(module, "simulate_cases", simulate_cases)
    windows = (synthetic_scenario(),) * values.shape[1]
    return hindcast(Outcomes("Made up", "Because.", is_window_known, windows, outcomes))


@pytest.mark.parametrize(
    ("published", "is_input", "verdict"),
    [(50, False, "inside"), (3, False, "inside"), (2, False, "above"), (98, False, "inside"), (99, False, "below"),
     (2, True, "input")],
)  # fmt: skip
def test_a_figure_is_held_against_the_range_of_the_paths(monkeypatch, published, is_input, verdict):
    """Of the paths 1, ..., 100 the middle 95 % are 3 to 98; their mean of 50.5 is known far better than that."""
    paths = np.arange(1, 101)
    (row,) = judged(monkeypatch, [[paths], [paths]], outcome(published, is_input=is_input)).rows
    assert (row.low, row.high, row.model.value) == (3, 98, 50.5)
    assert row.verdict == verdict
    assert row.ratio == pytest.approx(50.5 / published)


def test_a_rate_is_a_ratio_of_means_and_ranges_over_the_paths_that_have_one(monkeypatch):
    """Five paths with 1, 2 or 3 in ten and one without lending: 10/50 on the mean, from 0.1 to 0.3 by path."""
    (row,) = judged(monkeypatch, [[[1, 1, 3, 3, 2, 0]], [[10, 10, 10, 10, 10, 0]]], outcome(0.2, "default_rate")).rows
    assert row.model.value == pytest.approx(0.2)
    assert (row.low, row.high) == (pytest.approx(0.1), pytest.approx(0.3))


def test_without_a_window_the_year_is_named_in_which_the_mean_comes_to_the_figure(monkeypatch):
    """Means of 10, 20 and 30 after one, two and three years."""
    lent = np.array([[8.0, 12], [18, 22], [28, 32]])
    years = iter((1, 2, 3))
    made = [SimpleNamespace(clock=SimpleNamespace(years=next(years))) for _ in lent]
    rows = [
        module._row(outcome(published), measures_of(synthetic_scenario())[1], lent, lent,
                    Outcomes("", "", False, tuple(made), ()))
        for published in (20, 21, 31)
    ]  # fmt: skip
    assert [(row.verdict, row.years, row.model.value) for row in rows] == [
        ("reached", 2, 20), ("reached", 3, 30), ("not reached", 3, 30),
    ]  # fmt: skip


def test_a_multiple_of_no_fund_is_refused():
    """There is nothing to divide by."""
    scenario = read_scenario(SCENARIOS / "schemes/qingdao.toml").scenario
    with pytest.raises(NoAnswerError, match="has no limited fund, and so no cumulative lending"):
        hindcast(Outcomes("Qingdao", "", True, (scenario,), (outcome(3, "leverage_cumulative"),)))


def test_what_can_be_compared_is_a_mean_or_a_ratio():
    """A hindcast knows how to judge these kinds only."""
    kinds = {m.definition.key: m.definition.kind for m in measures_of(synthetic_scenario())}
    assert {kinds[key] for key in COMPARED} == {"mean", "ratio"}


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_shipped_figures_are_sourced_and_explained(file):
    """Each has a source with a year or a page, and a reason; a miss or an input says so."""
    found = read_outcomes(file, COMPARED, {})
    for one in found.outcomes:
        assert any(word in one.source for word in ("http", "read in a copy"))
        assert len(one.note) > 20


# (figure, by hand) Zhongshan AMR 2021: 302 loans, 2.197 bn; CNIPA 2025: 18.94 x, 160 loans; Hefei 2024: 879 / 20.
# Korea: price 0.37; 6,023 loans of 3.5355 tn won in 56 months. Neijiang 2025: 30 firms, 270 m, fund of 3 m.
PUBLISHED = {
    "zhongshan": [2.197e9, 302, 2.32e9 / 40e6], "haidian": [160, 18.94], "hefei": [879e6, 879 / 20],
    "korea": [1.7e9 / (0.37 * 0.0255 * 2.31e12), (1.13 + 1.07 + 1.56 + 1.05 + 2.55) / 500],
    "korea_lending": [3.5355e12 * 60 / 56, 6023 * 60 / 56], "neijiang": [270e6, 30, 270 / 3],
}  # fmt: skip


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_shipped_figures_are_the_published_ones(file):
    """Derived ones follow from what was published."""
    found = [one.published for one in read_outcomes(file, COMPARED, {}).outcomes]
    assert found == pytest.approx(PUBLISHED[file.stem], rel=1e-3 if "korea" in file.stem else 1e-9)


@pytest.mark.slow
def test_shipped_schemes_keep_to_their_arithmetic():
    """Zhongshan and Haidian cannot lend more than 10 times the fund a year; Hefei cannot be faster than 4.4 years."""
    rows = {file.stem: hindcast(read_outcomes(file, COMPARED, {"run.paths": 100}), threads=1).rows for file in SHIPPED}
    zhongshan, haidian = rows["zhongshan"], rows["haidian"]
    # Each limit may be passed by the last loan that fits, and repaid loans make room within the month.
    assert zhongshan[0].high < 1.05 * 5 * 10 * 40e6 < zhongshan[0].outcome.published
    assert zhongshan[0].verdict == "below"
    assert haidian[1].high < 1.05 * 9 * 10
    assert [row.verdict for row in haidian] == ["above", "above"]
    assert all(row.verdict == "reached" and row.years >= 5 for row in rows["hefei"])
    assert [row.verdict for row in rows["korea"]] == ["inside", "input"]
    # 2.31 tn won turned over once a year against 0.758 tn; 10 times 3 m against 270 m
    assert [row.verdict for row in rows["korea_lending"]] == ["above", "above"]
    assert rows["neijiang"][0].high < 1.05 * 10 * 3e6
    assert [row.verdict for row in rows["neijiang"]] == ["below", "below", "below"]
