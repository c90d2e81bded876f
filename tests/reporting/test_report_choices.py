"""Between which policies a report lets its reader choose, held against the bare numbers."""

import dataclasses

from hypothesis import given, settings

from simulator.estimate import Estimate
from simulator.reporting.deciding import choices
from simulator.reporting.deciding.answer import sentences
from simulator.reporting.deciding.evidence import Evidence
from simulator.reporting.deciding.findings import findings_of
from simulator.reporting.html.choice_table import choice_table_of
from simulator.scenario.model import Scenario
from tests.reporting.random_comparisons import comparisons
from tests.reporting.synthetic import sweep_points, synthetic_comparison, synthetic_scenario

MANY = settings(max_examples=150)


def _told(comparison, point, key, other):
    """Return -1, 0 or 1: by the paired difference where one of the two is the baseline, else by both intervals."""
    one, two = (comparison.estimates[p.name, key] for p in (point, other))
    low, high = one.low - two.high, one.high - two.low
    if other.name == comparison.baseline != point.name:
        paired = comparison.differences[point.name, key]
        low, high = paired.low, paired.high
    elif point.name == comparison.baseline != other.name:
        paired = comparison.differences[other.name, key]
        low, high = -paired.high, -paired.low
    return int(low > 0) - int(high < 0)


@MANY
@given(comparisons(kinds=("grid",)))
def test_frugal_ratio_is_the_lowest_cost_and_its_ties_reach_into_it(comparison):
    """Of the ratios that show a gain all those, and no other, that cannot be told apart from the cheapest per unit."""
    found = findings_of(comparison)
    known = [
        point
        for point in found.line
        if comparison.estimates[point.name, "additional_lending"].low > 0
        and not comparison.estimates[point.name, "cost_per_additional"].note
    ]
    frugal = choices.frugal_of(found)
    assert (frugal is None) == (not known)
    if frugal is None:
        return
    best = min(known, key=lambda point: comparison.estimates[point.name, "cost_per_additional"].value)
    tied = [p for p in known if p == best or _told(comparison, p, "cost_per_additional", best) == 0]
    assert frugal.ratios == tuple(sorted(point.ratio for point in tied))
    lending = {point.ratio: comparison.estimates[point.name, "additional_lending"].value for point in tied}
    assert lending[frugal.point.ratio] == max(lending.values())


def test_a_ratio_apart_from_the_baseline_in_pairs_is_not_called_tied_with_it():
    """1.75 [1.73, 1.77] and a baseline of 1.78 [1.76, 1.81] overlap; a paired -0.03 [-0.05, -0.02] tells them apart."""
    points = sweep_points((0.3, 0.4), (2e7,), (True,))
    comparison = synthetic_comparison(points, points[1].name)
    costs = {
        (points[0].name, "cost_per_additional"): Estimate(0.0175, 0.0173, 0.0177, "ratio"),
        (points[1].name, "cost_per_additional"): Estimate(0.0178, 0.0176, 0.0181, "ratio"),
    }
    comparison = dataclasses.replace(comparison, estimates=comparison.estimates | costs)
    comparison = dataclasses.replace(comparison, near_ties={"fund 20 m, breaker on": (0.4, 0.4)})
    for ends, wanted in (((-0.0005, -0.0002), (0.3,)), ((-0.0005, 0.0002), (0.3, 0.4))):
        paired = {(points[0].name, "cost_per_additional"): Estimate(-0.0003, *ends, "mean")}
        found = findings_of(dataclasses.replace(comparison, differences=comparison.differences | paired))
        assert choices.frugal_of(found).ratios == wanted


@MANY
@given(comparisons(kinds=("grid",)))
def test_answer_begins_with_what_keeps_the_limit(comparison):
    """The chosen ratio where it keeps the limit; else the one with the largest mean of those that do; else none."""
    found = findings_of(comparison)
    lead = choices.lead_of(found).point
    first = sentences(found, Evidence(), "en")[0]
    if not found.is_gain_shown:
        return
    lending = {p.name: comparison.estimates[p.name, "additional_lending"] for p in found.line}
    kept = [p for p in found.line if comparison.estimates[p.name, "p_depleted"].high <= 0.01]
    if comparison.estimates[found.chosen.name, "p_depleted"].high <= 0.01:
        assert lead == found.chosen
        assert "is shown to keep" in first
    elif kept and max(lending[p.name].value for p in kept) == lending[lead.name].value and lead in kept:
        assert "of the ratios shown to keep" in first
        assert lending[lead.name].low > 0
    else:
        assert "paths do not show" in first or "no ratio that" in first
    risky = comparison.estimates[found.chosen.name, "p_depleted"]
    assert (": above the limit" in first) == (risky.low > 0.01)
    assert ("not shown to keep the limit" in first) == (risky.low <= 0.01 < risky.high)
    assert first.count(". ") <= 1


@MANY
@given(comparisons(kinds=("grid",)))
def test_every_choice_is_one_policy_with_its_own_figures(comparison):
    """A policy has one row, the row holds its own chance, and "yes" means that the whole interval keeps the limit."""
    found = findings_of(comparison)
    rows = choices.choices_of(found)
    assert rows[0].point.name == comparison.baseline
    assert len({row.point.name for row in rows}) == len(rows)
    table = choice_table_of(found, Evidence(), "en").table
    for row, cells in zip(rows, table.rows, strict=True):
        estimate = comparison.estimates[row.point.name, "p_depleted"]
        assert f"ratio {row.point.ratio:g} with a fund of {row.point.fund_size / 1e6:g} m yuan" in cells[0]
        assert (cells[1] == "yes") == (estimate.high <= found.chance)
        assert (cells[1] == "no") == (estimate.low > found.chance)


@MANY
@given(comparisons(kinds=("grid",)))
def test_no_safe_policy_surely_lends_more_than_the_one_with_any_fund(comparison):
    """It keeps the limit, and no policy with the same breaker that keeps it lies wholly above it."""
    found = findings_of(comparison)
    shown = [row.point for row in choices.choices_of(found) if "safe_any" in row.reasons]
    for point in comparison.points:
        estimate = comparison.estimates[point.name, "additional_lending"]
        is_rival = point.is_breaker_on == found.baseline.is_breaker_on and found.is_safe(point) and estimate.low > 0
        if is_rival:
            assert shown
            assert estimate.low <= comparison.estimates[shown[0].name, "additional_lending"].high
    assert all(found.is_safe(point) for point in shown)


@MANY
@given(comparisons(kinds=("grid",)))
def test_sentence_on_the_breaker_takes_a_side_only_where_it_is_told(comparison):
    """Without any difference told the answer is silent; of no use only where it lends less and is better at nothing."""
    found = findings_of(comparison)
    own, other = choices.lead_of(found).point, choices.other_stop(found)
    second = sentences(found, Evidence(), "en")[1]
    keys = ["additional_lending", "fiscal_cost", "cost_per_additional", "p_depleted"]
    if any(comparison.estimates[point.name, "cost_per_additional"].note for point in (own, other)):
        keys.remove("cost_per_additional")
    sides = {key: _told(comparison, other, key, own) for key in keys}
    assert ("the same ratio and fund would" in second) == any(sides.values())
    assert ("no difference could be shown in" in second.partition("same ratio and fund")[2]) == (
        any(sides.values()) and not all(sides.values())
    )
    for words, key, side in (
        ("bring more additional lending", "additional_lending", 1),
        ("cost the public less", "fiscal_cost", -1),
        ("cost less per unit", "cost_per_additional", -1),
        ("run dry less often", "p_depleted", -1),
    ):
        assert (words in second) == (sides.get(key) == side)
    is_idle = own.is_breaker_on and sides["additional_lending"] > 0 and sides["p_depleted"] <= 0
    assert ("no gain from the breaker" in second) == (is_idle and sides.get("cost_per_additional", 1) <= 0)


@MANY
@given(comparisons(kinds=("grid",)))
def test_rows_say_what_is_shown_and_notes_what_is_not(comparison):
    """Ties are "among" the best, a fund is the smallest that can be shown, and what has no row is not shown yet."""
    found = findings_of(comparison)
    shown = choice_table_of(found, Evidence(), "en")
    told = {reason: row[0] for choice, row in zip(choices.choices_of(found), shown.table.rows, strict=True)
            for reason in choice.reasons}  # fmt: skip
    frugal = choices.frugal_of(found)
    if frugal is not None:
        assert ("among the lowest public cost" in told["frugal"]) == (len(frugal.ratios) > 1)
    if "most" in told:
        tied = "among the most additional lending with the present fund"
        assert (tied in told["most"]) == (found.ties[0] < found.ties[1])
    if "safe_size" in told:
        assert "smallest fund that can be shown to keep the limit" in told["safe_size"]
        assert ("interval reaches above the limit" in told["safe_size"]) == (found.nearly_safe is not None)
    if "safe_any" in told:
        any_size = choices.any_size_of(found)
        sizes = {point.fund_size for point in any_size.tied}
        assert ("among the most additional lending shown" in told["safe_any"]) == (len(any_size.tied) > 1)
        assert ("with the smallest fund of these" in told["safe_any"]) == (len(sizes) > 1)
        assert ("the edge of what was compared" in told["safe_any"]) == (any_size.point.fund_size == 4e7)
    lacking = {"safe", "safe_any"} | ({"safe_size"} if found.is_gain_shown else {"most"})
    assert any("Not shown with 10,000 paths" in note for note in shown.notes) == bool(lacking - set(told))


def test_without_a_fund_there_is_no_limit_to_keep():
    """Where the budget pays what is due the table has no column for the limit, no row for it and no note on it."""
    values = synthetic_scenario().model_dump(mode="json")
    values["fund"] = {"fund_size": 1e6, "is_unlimited": True}
    points = sweep_points((0.2, 0.4), (1e6,), (False,))
    made = synthetic_comparison(points, points[0].name, Scenario.model_validate(values, strict=False))
    found = findings_of(dataclasses.replace(made, near_ties={"fund 1 m, breaker off": (0.4, 0.4)}))
    shown = choice_table_of(found, Evidence(), "en")
    assert not {"keeps the 1 % limit", "chance of running dry (%)"} & set(shown.table.columns)
    assert "limit" not in "".join((*shown.notes, *(row[0] for row in shown.table.rows)))


def test_baseline_alone_is_no_choice():
    """Where no policy shows a gain and none keeps the limit the table has the baseline alone, and no line above it."""
    comparison = synthetic_comparison()
    nothing, likely = Estimate(0.0, -1e6, 1e6, "mean"), Estimate(0.5, 0.4, 0.6, "proportion")
    made = {"additional_lending": nothing, "p_depleted": likely}
    estimates = {(name, key): made.get(key, found) for (name, key), found in comparison.estimates.items()}
    found = findings_of(dataclasses.replace(comparison, estimates=estimates))
    for language in ("en", "zh"):
        table = choice_table_of(found, Evidence(), language)
        assert len(table.table.rows) == 1
        assert table.line == ""


def test_what_more_lending_costs_is_worked_out_from_both_intervals():
    """2 to 3 m more cost for 100 to 200 m more lending: between 1 and 3 per 100, said only where both are shown."""
    comparison = synthetic_comparison()
    name = findings_of(comparison).chosen.name

    def marginal(cost, lending):
        changed = {
            **comparison.differences,
            (name, "fiscal_cost"): Estimate(sum(cost) / 2, *cost, "mean"),
            (name, "additional_lending"): Estimate(sum(lending) / 2, *lending, "mean"),
        }
        return choices.marginal_of(findings_of(dataclasses.replace(comparison, differences=changed)))

    assert marginal((2e6, 3e6), (1e8, 2e8)) == (0.01, 0.03)
    assert marginal((-2e6, 3e6), (1e8, 2e8)) is None
    assert marginal((2e6, 3e6), (-1e8, 2e8)) is None


def test_band_of_the_assumptions_is_never_put_beside_another_policy():
    """The note says whose band it is, and that the other rows have none."""
    from tests.reporting.test_report_answer import SENSITIVITY

    notes = choice_table_of(findings_of(synthetic_comparison()), Evidence(SENSITIVITY), "en").notes
    assert "for the baseline (ratio 0.4, fund of 20 m yuan) additional lending lies between 200 m yuan" in notes[-1]
    assert "no such range was computed for the other rows" in notes[-1]


def test_choices_say_what_new_capital_their_fund_takes():
    """The baseline's fund of 20 m takes none, one of 80 m takes 60 m."""
    found = findings_of(synthetic_comparison())
    table = choice_table_of(found, Evidence(), "en").table
    column = table.columns.index("new capital needed (m yuan)")
    for choice, row in zip(choices.choices_of(found), table.rows, strict=True):
        assert float(row[column]) == max(0.0, choice.point.fund_size / 1e6 - 20)
    assert any(float(row[column]) > 0 for row in table.rows)
