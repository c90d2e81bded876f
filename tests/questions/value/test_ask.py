"""Valuation of patents: directions, what must not matter, and the table for a committee."""

import math
from typing import Any

import numpy as np
import pytest

from simulator.questions.value.ask import ask
from simulator.questions.value.given import typical_patents
from simulator.questions.value.valued import LIVES_YEARS, TERMS_MONTHS, Valuation
from simulator.scenario.read import Reading, build_scenario
from tests.engines.books import PLAIN, merged

pytestmark = pytest.mark.compiled

SECTOR = {"name": "all", "share": 1.0, "patent_decay_per_year": 0.15}
BASE: dict[str, Any] = {
    "run": {"seed": 3, "paths": 1500},
    "economy": {"step": "monthly", "persistence": 0.9, "asset_correlation": 0.2},
    "sectors": [SECTOR],
    "grades": [{"name": "one", "share": 1.0, "pd_per_year": 0.05}],
    "patents": {"appraisal_error_sd_log": 0.4, "base_sd_log": 1.0, "volatility": 0.3},
    "disposal": {"method": "haircut", "sale_share_mean": 0.5, "sale_share_sd": 0.2, "sold_share": 0.9,
                 "lag_months_min": 6, "lag_months_max": 12},
}  # fmt: skip
PATENT = {"sector": "all", "remaining_life_years": 10, "appraised_value": 10_000_000}


def plain(value: Any) -> Any:
    """Return tuples as lists, as a TOML file has them."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


def read(changes: dict[str, Any]) -> Reading:
    """Return the small world with changes as if read from a file."""
    values = plain(merged(merged(PLAIN, BASE), changes))
    return Reading(build_scenario(values, "test"), values, {}, ())


def valued(changes: dict[str, Any] | None = None) -> Valuation:
    """Return the valuation of one patent in a small world with changes."""
    return ask(read(changes or {}), patent=PATENT, largest_loss=0.5, level=0.9)


def loss_at(found: Valuation, rate: float) -> Any:
    """Return the loss at one of the rates."""
    return next(point for point in found.valued[0].losses if point.rate == rate)


def test_loss_rises_with_the_rate_and_the_safe_rate_is_where_it_passes():
    """Below the safe rate the expected loss is within what is wanted, above it is not."""
    found = valued()
    losses = [point.expected.value for point in found.valued[0].losses]
    assert losses == sorted(losses)
    safe = found.valued[0].safe
    assert safe is not None
    assert 0 < safe.low < safe.value < safe.high < 1
    for point in found.valued[0].losses:
        assert (point.expected.value <= 0.5) == (point.rate <= safe.value)


def test_without_common_defaults_the_difference_is_nil():
    """No asset correlation: every path has the same chances, so that defaulted patents are like all."""
    found = valued({"economy": {"asset_correlation": 0.0}, "patents": {"wrong_way_beta": 1.0}}).valued[0]
    assert all(abs(point.wrong_way.value) < 1e-9 for point in found.losses)
    assert all(abs(month.wrong_way.value) < 1e-9 for month in found.months[1:])


def test_without_wrong_way_beta_the_difference_is_noise():
    """Values do not answer to the factor: within four standard errors of nothing."""
    found = valued().valued[0]
    differences = [month.wrong_way for month in found.months[1:]] + [point.wrong_way for point in found.losses]
    for difference in differences:
        assert abs(difference.value) < 4 * (difference.high - difference.low) / (2 * 1.96)


def test_wrong_way_risk_takes_value_from_defaulted_patents():
    """With beta 1 the values given default lie below the plain ones, and the loss above, beyond the interval."""
    found = valued({"patents": {"wrong_way_beta": 1.0}}).valued[0]
    assert all(month.wrong_way.high < 0 for month in found.months[2:])
    assert next(point for point in found.losses if point.rate == 0.4).wrong_way.low > 0
    assert np.all(found.fan_given_default[2, 5:] < found.fan[2, 6:])


def test_values_at_hand():
    """No noise but decay: fan, months and loss are the closed form; a sure sale at half, no wait."""
    sale = {"sold_share": 1.0, "sale_share_sd": 0.0, "lag_months_min": 0, "lag_months_max": 0}
    quiet = {"patents": {"appraisal_error_sd_log": 0.0, "volatility": 0.0}, "disposal": sale}
    found = valued(quiet).valued[0]
    np.testing.assert_allclose(found.fan[0], np.exp(-0.15 * np.arange(13) / 12), rtol=1e-12)
    assert found.months[-1].mean.value == pytest.approx(math.exp(-0.15))
    # months of default lie between 1 and 12, so that proceeds lie between these
    low, high = 0.5 * math.exp(-0.15), 0.5 * math.exp(-0.15 / 12)
    assert low < found.proceeds.mean.value < high
    assert low / 0.5 < found.safe.value < high / 0.5


def test_instalments_change_the_loss_and_not_the_proceeds():
    """What a sale brings does not depend on what is still owed."""
    bullet, instalments = (valued(change).valued[0] for change in ({}, {"loans": {"repayment": "equal_principal"}}))
    assert instalments.proceeds.mean == bullet.proceeds.mean
    assert instalments.losses[-1].expected.value < bullet.losses[-1].expected.value


@pytest.mark.parametrize(
    ("changes", "sign"),
    [
        ({"disposal": {"sale_share_mean": 0.6}}, +1),
        ({"disposal": {"sold_share": 0.7}}, -1),
        ({"disposal": {"legal_cost_share": 0.2}}, -1),
        ({"patents": {"appraisal_bias": 1.5}}, -1),
        ({"patents": {"fee_lapse_per_year": 0.2}}, -1),
        ({"sectors": [{**SECTOR, "patent_decay_per_year": 0.4}]}, -1),
        ({"sectors": [{**SECTOR, "obsolescence_per_year": 1.0, "obsolescence_mean_log": -0.5}]}, -1),
        ({"loans": {"repayment": "equal_principal"}}, +1),
        ({"loans": {"owed": "principal_and_interest"}}, -1),
    ],
)
def test_safe_rate_moves_as_theory_says(changes, sign):
    """Better sales and instalments raise it; cost, bias, lapse, decay, shocks and interest owed lower it."""
    before, after = (valued(change).valued[0].safe.value for change in ({}, changes))
    assert sign * (after - before) > 0


def test_committee_table_has_every_cell_and_falls_with_the_term():
    """Sector, kind, life and term; patents that expire before a sale carry nothing."""
    found = valued()
    cells = {(c.kind, c.life_years, c.term_months): c for c in found.cells}
    assert len(cells) == len(found.cells) == 2 * len(LIVES_YEARS) * len(TERMS_MONTHS)
    rates = [cells["invention", 10, term].safe.value for term in TERMS_MONTHS]
    assert rates == sorted(rates, reverse=True)
    assert cells["invention", 2, 36].safe is None


def test_typical_patents_have_the_scenario_s_value():
    """Drawn: base x bias. Cost: value per base. Income: the royalty formula, 20 years at speed 0.25."""

    def worth(patents):
        return typical_patents(read({"patents": {"base_mean": 1e7, **patents}}).scenario)[0].appraised_value

    assert worth({"appraisal_bias": 1.2}) == pytest.approx(1.2e7)
    assert worth({"value_method": "cost", "value_per_base": 0.5}) == pytest.approx(5e6)
    income = {"value_method": "income", "royalty_rate": 0.05}
    assert worth(income) == pytest.approx(1e7 * 0.05 * -math.expm1(-5.0) / 0.25, rel=1e-6)
