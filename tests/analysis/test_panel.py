"""The panel: every number of every path, whose means are the comparison's estimates."""

import itertools

import numpy as np
import pytest

from simulator.analysis import panel, path_totals
from simulator.analysis.compare import compare
from simulator.analysis.panel import blocks, panel_measures
from tests.analysis.hand_made import Engine, policy, study

PATHS = 130
RATIO_PARTS = {
    "default_rate": (("defaulted_covered",), ("covered_years",)),
    "cost_per_additional_year": (("fiscal_cost",), ("additional_years",)),
    "payout_rate": (("fund_paid",), ("covered",)),
    "claims_paid_share": (("fund_paid",), ("fund_paid", "unpaid")),
    "cost_per_lent": (("fiscal_cost",), ("lent",)),
    "cost_per_additional": (("fiscal_cost",), ("additional_lending",)),
}


def totals_of(scenario, path):
    """Return totals that differ by path and policy; every third path runs dry."""
    ratio = scenario.scheme.compensation_ratio
    return {
        "lent_covered": 1_000 + 7 * (path % 11) + round(300 * ratio),
        "covered_months": 9_000 + path,
        "defaulted_covered": 40 + path % 13,
        "owed": 20 + path % 5,
        "recovered": path * 0 + 5,
        "bank_loss": 15 + path % 5 - round(10 * ratio),
        "fund_paid": path * 0 + round(10 * ratio),
        "unpaid": path % 3,
        "public_in_present": 50 + path % 7,
        "lowest_balance": 900 - path,
        "first_depleted": np.where(path % 3 == 0, 1 + path % 20, 0),
        "years_without_claim": path % 2,
        "months_shut": path % 4,
    }


@pytest.fixture
def made_up(monkeypatch):
    """Return a study of five policies on a made-up engine, in batches of three and blocks of 50 rows."""
    Engine(monkeypatch, totals_of)
    monkeypatch.setattr(path_totals, "MOST_POLICIES", 3)
    monkeypatch.setattr(panel, "BLOCK", 50)
    grid = [(0.2, 1_000.0), (0.2, 2_000.0), (0.5, 1_000.0), (0.5, 2_000.0), (0.5, 0.0)]
    return study([policy(ratio, size, run={"paths": PATHS}) for ratio, size in grid], baseline=2)


def panel_of(made_up):
    """Return the comparison, the order of the rows as (policy, path), and the columns by (policy, measure)."""
    measures, order, found, batches = panel_measures(made_up.policies), [], {}, []

    def on_batch(totals, members):
        for block in blocks(totals, members, measures, with_baseline=not batches):
            name = made_up.policies[block.place].name
            for key, values in block.values.items():
                found.setdefault((name, key), []).append(values)
            order.extend((name, block.first_path + i) for i in range(len(values)))
        batches.append(members)

    comparison = compare(made_up, on_batch=on_batch)
    assert len(batches) > 1
    return comparison, order, {key: np.concatenate(parts) for key, parts in found.items()}


def test_means_of_the_columns_are_the_estimates(made_up):
    """Means and proportions are the mean of their column, for every policy that has them."""
    comparison, _, columns = panel_of(made_up)
    kinds = {measure.key: measure.kind for measure in comparison.measures}
    checked = {key for key in comparison.estimates if kinds[key[1]] in ("mean", "proportion")}
    assert len(checked) > 100
    for key in checked:
        assert columns[key].mean() == pytest.approx(comparison.estimates[key].value, rel=1e-12), key


def test_ratios_follow_from_the_columns_of_their_parts(made_up):
    """A ratio of means is left out, since its parts are there."""
    comparison, _, columns = panel_of(made_up)
    ratios = {m.key for m in comparison.measures if m.kind == "ratio"} - {"marginal_cost"}
    assert ratios == set(RATIO_PARTS)
    for point, (key, parts) in itertools.product(comparison.points, RATIO_PARTS.items()):
        above, below = (sum(columns[point.name, name].mean() for name in names) for names in parts)
        assert above / below == pytest.approx(comparison.estimates[point.name, key].value, rel=1e-12)


def test_quantiles_follow_from_their_columns(made_up):
    """The median month of depletion is of the paths that have one; tails are those of their total."""
    comparison, _, columns = panel_of(made_up)
    for point in comparison.points:
        months = columns[point.name, "time_to_depletion"]
        assert np.isnan(months).sum() == (columns[point.name, "p_depleted"] == 0).sum() > 0
        found = np.quantile(months[~np.isnan(months)], 0.5, method="inverted_cdf")
        assert found == comparison.estimates[point.name, "time_to_depletion"].value
        tail = np.quantile(columns[point.name, "bank_loss"], 0.99, method="inverted_cdf")
        assert tail == comparison.estimates[point.name, "var99_bank_loss"].value
    assert not any(key.startswith(("var99", "es99")) for _, key in columns)


def test_differences_of_paths_are_the_paired_differences(made_up):
    """The same path under two policies is the same future."""
    comparison, _, columns = panel_of(made_up)
    name = next(point.name for point in comparison.points if point.name != comparison.baseline)
    for key in ("lent", "bank_loss"):
        steps = columns[name, key] - columns[comparison.baseline, key]
        found = comparison.differences[name, key]
        assert steps.mean() == pytest.approx(found.value, rel=1e-12)


def test_every_path_of_every_policy_is_there_once_and_in_order(made_up):
    """The baseline first, then the study's order; it is not repeated with each batch."""
    _, order, _ = panel_of(made_up)
    names = [made_up.policies[i].name for i in (2, 0, 1, 3, 4)]
    assert order == list(itertools.product(names, range(PATHS)))


def test_what_a_policy_does_not_have_is_missing(made_up):
    """A policy without a fund has no idle money; a column that no policy has is left out."""
    _, _, columns = panel_of(made_up)
    missing = {point.name: np.isnan(columns[point.name, "idle_share"]).all() for point in made_up.policies}
    assert [missing[point.name] for point in made_up.policies] == [False, False, False, False, True]
    assert "p_guarantor_short" not in {key for _, key in columns}
