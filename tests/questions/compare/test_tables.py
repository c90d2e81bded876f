"""Tables of a comparison: what stands in which row and column, as typed cells."""

import dataclasses

import pytest

from simulator.questions.compare import points
from simulator.questions.compare.data import data
from simulator.questions.compare.tables import differences_table, tables, totals_table
from simulator.questions.compare.tell import tell
from simulator.reporting.tables import text_table
from simulator.saying.speaker import Speaker
from simulator.values import Measured, Number, Peak, phrase
from tests.reporting.synthetic import BASELINE, RATIOS, SIZES, named_points, sweep_points, synthetic_comparison

NOT_DEFINED = phrase("value.not_applicable")


@pytest.fixture(scope="module")
def sweep():
    """Return the full grid: 11 ratios, 9 fund sizes, breaker on and off."""
    return synthetic_comparison()


@pytest.fixture(scope="module")
def named():
    """Return named policies, which form no grid."""
    return synthetic_comparison(named_points(), "as it stands")


def text_of(comparison, table, language="en"):
    """Return a table as text."""
    return text_table(table, tell(comparison).basis, Speaker(language, "CNY"))


def row_of(table, key):
    """Return the cells of a row by the names of the columns."""
    cells = next(row.cells for row in table.rows if row.key == key)
    return dict(zip((column.key for column in table.columns), cells, strict=True))


def test_tables_of_a_sweep(sweep):
    """Differences first, then totals, the grids, and what is written alone."""
    grids = [f"grid_{key}_breaker_{on}" for key in points.GRID_TABLES for on in ("on", "off")]
    shown = ["differences", "totals", *grids, "near_ties"]
    assert [table.key for table in tables(sweep)] == shown
    assert [table.key for table in data(sweep)] == ["measures_long", "settings", "fund_balance", "loss_split"]


def test_one_policy_shows_every_measure(named):
    """It has no differences; what was not computed has no table."""
    alone = synthetic_comparison(named_points()[:1], "as it stands")
    bare = dataclasses.replace(alone, balance_fan={}, loss_split={})
    (table,) = tables(bare)
    assert table.key == "measures"
    assert [row.key for row in table.rows] == [measure.key for measure in bare.measures]
    assert [table.key for table in data(bare)] == ["measures_long"]
    assert "additional lending" in text_of(bare, table).rows[1][0]
    assert text_of(bare, table).rows[1][1].startswith("204 m yuan [")


def test_baseline_row_is_marked_and_has_no_difference(sweep):
    """The reader must see against what the others are compared."""
    table = differences_table(sweep, points.baseline_line(sweep), ("lent", "p_depleted"))
    assert table.marked == BASELINE
    assert set(list(row_of(table, BASELINE).values())[1:]) == {phrase("compare.baseline")}


def test_headings_carry_units(sweep):
    """No number without a unit; differences of chances are in percentage points."""
    line, keys = points.baseline_line(sweep), ("additional_lending", "p_depleted", "unknown")
    totals, differences = totals_table(sweep, line, keys), differences_table(sweep, line, keys)
    assert text_of(sweep, totals).columns == ("ratio", "additional lending (m yuan)", "chance of running dry (%)")
    assert text_of(sweep, differences).columns[2] == "chance of running dry (percentage points)"
    assert text_of(sweep, totals, "zh").columns[1] == "净增贷款（万元）"


def test_missing_estimates_are_said_to_be_missing(named):
    """A measure that was not computed is not a zero."""
    without = dataclasses.replace(named, estimates={}, differences={})
    assert row_of(totals_table(without, named.points, ("lent",)), "as it stands")["lent"] == NOT_DEFINED
    assert row_of(differences_table(without, named.points, ("lent",)), "higher ratio")["lent"] == NOT_DEFINED


def test_baseline_line_varies_only_the_ratio(sweep):
    """The terminal shows every ratio at the baseline's fund size and breaker."""
    line = points.baseline_line(sweep)
    assert [point.ratio for point in line] == list(RATIOS)
    assert {(point.fund_size, point.is_breaker_on) for point in line} == {(2e7, True)}


def test_named_policies_are_no_sweep(named):
    """Two policies with one ratio and fund size have no place in a grid."""
    assert not points.is_sweep(named)
    assert not points.is_grid(named)
    assert points.baseline_line(named) == named.points


def test_grid_has_ratios_down_and_sizes_across(sweep):
    """Only the grids with the baseline's breaker are for the screen; the unit stands in the title."""
    grids = [table for table in tables(sweep) if table.key.startswith("grid")]
    assert [grid.screen_rows for grid in grids] == [None, 0] * 3
    assert [row.key for row in grids[0].rows] == [f"{ratio:g}" for ratio in RATIOS]
    assert [column.heading.value for column in grids[0].columns[1:]] == list(SIZES)
    shown = text_of(sweep, grids[0])
    assert shown.columns[:2] == ("ratio", "5 m yuan")
    assert shown.title == "Additional lending, compensation ratio by fund size, breaker on (m yuan)"


def test_grid_marks_baseline_near_ties_and_bounds(sweep):
    """Ratio 0.4 at 20 m is the baseline, 0.7 to 0.9 are near-ties; ratio 0 never empties the fund."""
    lending, _, depleted, *_ = (table for table in tables(sweep) if table.key.startswith("grid"))
    column = [row.cells[4] for row in lending.rows]
    assert [cell.brief for cell in column] == ["", "", "", "", "*", "", "", "~", "~", "~", ""]
    assert text_of(sweep, depleted).rows[0][4] == "<0.04"
    (note,) = lending.notes
    assert note.parts["half"] == Number(max(widths(sweep, "additional_lending")), "currency", digits=1)


def widths(comparison, key):
    """Return half of each interval of a measure with the breaker on."""
    found = (comparison.estimates[point.name, key] for point in comparison.points if point.is_breaker_on)
    return [(estimate.high - estimate.low) / 2 for estimate in found]


def test_grid_with_a_hole_leaves_it_empty():
    """A study may leave out a combination."""
    shown = sweep_points((0.2, 0.4), (1e7, 2e7), (True,))[1:]
    grid = next(table for table in tables(synthetic_comparison(shown)) if table.key.startswith("grid"))
    assert grid.rows[0].cells[1] is None


def test_one_fund_size_makes_no_grid():
    """A grid of one column would repeat the table."""
    assert not points.is_grid(synthetic_comparison(sweep_points(RATIOS, (2e7,), (True,))))


def test_near_tie_is_found_by_fund_and_breaker_when_names_are_own(named):
    """Named policies lie on a line too, by their values."""
    with_ties = dataclasses.replace(named, near_ties={"fund 20 m, breaker on": (0.6, 0.8)})
    assert [points.is_near_tie(with_ties, point) for point in named.points] == [False, False, True]
    assert points.near_tie_range(named, named.points[0]) is None
    table = next(table for table in tables(with_ties) if table.key == "near_ties")
    assert text_of(with_ties, table).rows == (("fund 20 m yuan, breaker on", "0.6", "0.8"),)


def test_what_a_line_shares_stands_in_the_title(sweep, named):
    """Eleven rows need not repeat the fund size; names without one stay whole."""
    short = text_of(sweep, totals_table(sweep, points.baseline_line(sweep), ("lent",)))
    assert short.title == "Totals: fund 20 m yuan, breaker on"
    assert (short.columns[0], short.rows[0][0]) == ("ratio", "0")
    whole = text_of(named, totals_table(named, named.points, ("lent",)))
    assert (whole.title, whole.rows[1][0]) == ("Totals", "claims queue")


@pytest.mark.parametrize(
    ("settings", "english", "chinese"),
    [
        (
            {"scheme.compensation_ratio": 0.35, "fund.fund_size": 2e7, "breaker.is_on": True},
            "ratio 0.35, fund 20 m yuan, breaker on",
            "补偿比例 35%，资金 2,000 万元，有熔断",
        ),
        (
            {"scheme.compensation_ratio": 0.5, "scheme.shortage": "queue"},
            "ratio 0.5, shortage queue",
            "补偿比例 50%，资金不足时 排队支付",
        ),
        (
            {"scheme.compensation_ratio": "1/3", "breaker.is_on": False},
            "ratio 1/3, breaker off",
            "补偿比例 1/3，无熔断",
        ),
    ],
)
def test_policies_are_called_by_what_they_set(settings, english, chinese):
    """In either language, from the settings and not from the name."""
    from simulator.scenario.study import policy_name

    base = named_points()[0]
    own = dataclasses.replace(
        base, name=policy_name(settings), settings=settings, fund_size=2e7, is_breaker_on=settings.get("breaker.is_on")
    )
    own = dataclasses.replace(own, ratio=settings["scheme.compensation_ratio"])
    assert Speaker("en", "CNY").say(points.said_policy(own)) == english
    assert Speaker("zh", "CNY").say(points.said_policy(own)) == chinese


@pytest.mark.parametrize("name", ["ratio 0.5, as the mayor wants", "方案甲", "../../x 1", "=cmd|' /C calc'!A0 1"])
def test_a_policy_may_be_named_anything(name):
    """Somebody's own name stays as it is."""
    own = dataclasses.replace(named_points()[2], name=name)
    assert Speaker("zh", "CNY").say(points.said_policy(own)) == name


def test_programs_get_every_number_of_every_policy(sweep):
    """One row per policy and measure, with the difference to the baseline."""
    table = data(sweep)[0]
    assert len(table.rows) == len(sweep.points) * len(sweep.measures)
    row = row_of(table, f"{BASELINE}: lent")
    assert row["value"] == Measured(sweep.estimates[BASELINE, "lent"], "currency")
    assert row["difference"] is None
    assert not any(isinstance(cell, Peak) for row in table.rows for cell in row.cells)


def test_fan_and_split_hold_the_figures_numbers(sweep):
    """A figure never carries a number that is not also in a table."""
    fan, split = data(sweep)[2:]
    first = row_of(fan, f"{BASELINE}: 2026-01")
    assert [first[f"quantile_{level}"].value for level in ("0.05", "0.25", "0.5", "0.75", "0.95")] == [2e7] * 5
    assert fan.rows[12].cells[1].text == "2027-01"
    loss = sum(row.cells[2].value for row in split.rows if row.cells[0].text == BASELINE)
    assert loss == pytest.approx(4e7 * 1.4)
