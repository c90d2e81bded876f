"""Tables of a comparison: what stands in which row and column."""

import dataclasses

import pytest

from simulator.reporting import tables
from tests.reporting.synthetic import BASELINE, RATIOS, SIZES, named_points, sweep_points, synthetic_comparison


@pytest.fixture(scope="module")
def sweep():
    """Return the full grid: 11 ratios, 9 fund sizes, breaker on and off."""
    return synthetic_comparison()


@pytest.fixture(scope="module")
def named():
    """Return named policies, which form no grid."""
    return synthetic_comparison(named_points(), "as it stands")


def test_every_policy_has_a_row_and_every_measure_a_column(sweep):
    """Nothing is left out of the files."""
    for table in (tables.totals_table(sweep), tables.differences_table(sweep)):
        assert len(table.rows) == len(RATIOS) * len(SIZES) * 2
        assert {len(row) for row in table.rows} == {len(sweep.measures) + 1}
        assert len(table.columns) == len(sweep.measures) + 1


def test_baseline_row_is_marked_and_has_no_difference(sweep):
    """The reader must see against what the others are compared."""
    table = tables.differences_table(sweep)
    row = table.rows[table.marked_row]
    assert row[0] == BASELINE
    assert set(row[1:]) == {"baseline"}


def test_headings_carry_units(sweep):
    """No number without a unit; differences of chances are in percentage points."""
    totals = tables.totals_table(sweep, keys=("additional_lending", "p_depleted"))
    differences = tables.differences_table(sweep, keys=("p_depleted", "unknown"))
    assert totals.columns == ("policy", "additional lending (m yuan)", "chance of running dry (%)")
    assert differences.columns == ("policy", "chance of running dry (percentage points)")


def test_missing_estimates_are_said_to_be_missing(named):
    """A measure that was not computed is not a zero."""
    without = dataclasses.replace(named, estimates={}, differences={})
    assert tables.totals_table(without).rows[0][1] == "n/a"
    assert tables.differences_table(without).rows[1][1] == "n/a"
    assert tables.differences_table(without).rows[0][1] == "baseline"


def test_baseline_line_varies_only_the_ratio(sweep):
    """The terminal shows every ratio at the baseline's fund size and breaker."""
    line = tables.baseline_line(sweep)
    assert [point.ratio for point in line] == list(RATIOS)
    assert {(point.fund_size, point.is_breaker_on) for point in line} == {(2e7, True)}


def test_named_policies_are_no_sweep(named):
    """Two policies with one ratio and fund size have no place in a grid."""
    assert not tables.is_sweep(named)
    assert tables.grids(named) == ()
    assert tables.baseline_line(named) == named.points


def test_grid_has_ratios_down_and_sizes_across(sweep):
    """One grid for each of three measures, with and without the breaker."""
    grids = tables.grids(sweep)
    assert [grid.name for grid in grids] == [
        "grid_additional_lending_breaker_on",
        "grid_additional_lending_breaker_off",
        "grid_p_depleted_breaker_on",
        "grid_p_depleted_breaker_off",
        "grid_cost_per_additional_breaker_on",
        "grid_cost_per_additional_breaker_off",
    ]
    assert [row[0] for row in grids[0].rows] == [f"{ratio:g}" for ratio in RATIOS]
    assert grids[0].columns[1] == "fund 5 m"
    assert grids[1].marked_row is None


def test_grid_marks_baseline_near_ties_and_bounds(sweep):
    """Ratio 0.4 at 20 m is the baseline, 0.7 to 0.9 are near-ties; ratio 0 never empties the fund."""
    lending, _, depleted, *_ = tables.grids(sweep)
    column = lending.columns.index("fund 20 m")
    assert lending.rows[4][column].startswith("*")
    assert [row[column].startswith("~") for row in lending.rows[6:]] == [False, True, True, True, False]
    assert depleted.rows[0][column] == "<0.04"
    assert "half of an interval is at most" in lending.notes[-1]


def test_grid_with_a_hole_leaves_it_empty():
    """A study may leave out a combination."""
    points = sweep_points((0.2, 0.4), (1e7, 2e7), (True,))[1:]
    grid = tables.grids(synthetic_comparison(points))[0]
    assert grid.rows[0][1] == ""


def test_one_fund_size_makes_no_grid():
    """A grid of one column would repeat the table."""
    assert tables.grids(synthetic_comparison(sweep_points(RATIOS, (2e7,), (True,)))) == ()


def test_near_tie_is_found_by_fund_and_breaker_when_names_are_own(named):
    """Named policies lie on a line too, by their values."""
    with_ties = dataclasses.replace(named, near_ties={"fund 20 m, breaker on": (0.6, 0.8)})
    assert [tables.is_near_tie(with_ties, point) for point in named.points] == [False, False, True]
    assert tables.near_tie_range(named, named.points[0]) is None


def test_all_measures_of_one_policy(named):
    """Each measure with value, unit and meaning."""
    table = tables.measures_table(named, "as it stands")
    assert len(table.rows) == len(named.measures)
    assert table.rows[1][0] == "additional lending"
    assert table.rows[1][2:] == ("m yuan", "Lent above no scheme.")


def test_common_ending_moves_into_the_title(sweep, named):
    """Eleven rows need not repeat the fund size; names without one stay whole."""
    line = tables.baseline_line(sweep)
    short = tables.without_common_ending(tables.totals_table(sweep, line))
    assert short.title == "Totals: fund 20 m, breaker on"
    assert short.rows[0][0] == "ratio 0"
    whole = tables.totals_table(named)
    assert tables.without_common_ending(whole) == whole
    differences = tables.differences_table(sweep, line)
    assert tables.without_common_ending(differences).title == differences.title
