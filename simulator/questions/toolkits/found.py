"""What a comparison of tools holds: what each lever changes, and the effects that tools need."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from simulator.estimate import Estimate
from simulator.questions.overlays import Overlaid
from simulator.questions.toolkits.levers import Lever
from simulator.questions.toolkits.required import Required
from simulator.rules.calibration import Fitted
from simulator.scenario.model import Scenario

Verdict = Literal["same", "buys", "free", "saves", "less", "not_shown"]


@dataclass(frozen=True)
class Outcome:
    """What a lever changes against the scheme as it stands; all but `depleted` are paired differences.

    Attributes
    ----------
    tool_cost
        Cost of its tools, not discounted, in currency.
    cost
        Public cost, present value.
    lending, priority
        All lending, and lending to priority sectors.
    per_cost
        Additional lending per unit of public money, ratio of means.
    beyond
        Lending beyond what the same public money brings through the compensation ratio; none without a yardstick.
    depleted
        Chance that the fund runs dry.
    """

    lever: Lever
    tool_cost: Estimate
    cost: Estimate
    lending: Estimate
    priority: Estimate
    per_cost: Estimate
    beyond: Estimate | None
    depleted: Estimate

    @property
    def verdict(self) -> Verdict:
        """What can be said of cost and lending together.

        `buys`: more lending for more public money. `free`: more lending, no more cost that can be shown. `saves`:
        less public cost. `less`: less lending, and no saving that can be shown. `same`: nothing changes on any path.
        """
        cost, lending = self.cost, self.lending
        if (cost.low, cost.high, lending.low, lending.high) == (0, 0, 0, 0):
            return "same"
        if cost.high < 0:
            return "saves"
        if lending.high < 0:
            return "less"
        if lending.low <= 0:
            return "not_shown"
        return "buys" if cost.low > 0 else "free"


@dataclass(frozen=True)
class Toolkits:
    """Every lever beside the scheme as it stands, on the same draws, and the effects that tools need."""

    scenario: Scenario
    tools: Mapping[str, Overlaid]
    sectors: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    required: tuple[Required, ...]
    has_yardstick: bool
    seconds: float
    fitted: Fitted

    @property
    def whole(self) -> tuple[Outcome, ...]:
        """Every lever in all its sectors."""
        return tuple(outcome for outcome in self.outcomes if not outcome.lever.sector)
