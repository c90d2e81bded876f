"""A fund that has money beyond any need, under the leverage limit that its paid-in capital allows."""

from simulator.scenario.model import Scenario
from simulator.scenario.study import FUND_KEY

AMPLE_MULTIPLE = 100
"""A fund so many times as large, under a leverage multiple so many times as small, has the same limit and ample money;
a power of ten, so that the multiple stays exact."""


def ample_fund(scenario: Scenario) -> dict[str, object]:
    """Return the settings of a fund with ample money whose leverage limit, if there is one, stays where it is."""
    multiple = scenario.gate.leverage_multiple
    found: dict[str, object] = {FUND_KEY: scenario.fund.fund_size * AMPLE_MULTIPLE}
    if multiple is not None:
        found |= {"gate.leverage_multiple": multiple / AMPLE_MULTIPLE, "gate.leverage_base": "paid_in"}
    return found
