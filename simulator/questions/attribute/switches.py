"""The rules by which more cover can lead to less lending, and the settings that switch each of them off.

A rule acts when it is in force in the scenario; only these can be switched off.
"""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass

from simulator.analysis.ample import ample_fund
from simulator.scenario.fields import field_at
from simulator.scenario.model import Scenario


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule, when it is in force, and how it is switched off.

    Attributes
    ----------
    key
        Its name in files; `rule.KEY` and `without.KEY` are its words.
    off
        Settings that switch it off, by dotted key.
    """

    key: str
    off: Mapping[str, object]
    is_in_force: Callable[[Scenario], bool]

    @property
    def is_of_world(self) -> bool:
        """Whether it belongs to what is drawn once for all policies."""
        sections = {key.partition(".")[0] for key in self.off}
        fields = [field_at((section,)) for section in sections]
        return any(field is not None and field.side == "world" for field in fields)


def _has_leverage(scenario: Scenario) -> bool:
    return scenario.gate.leverage_multiple is not None and not scenario.fund.is_unlimited


def _has_caps(scenario: Scenario) -> bool:
    scheme = scenario.scheme
    caps = (scheme.cap_per_loan, scheme.bank_line_per_year, scheme.budget_per_year, scheme.cumulative_cap_rate)
    return scheme.stacking_limit < 1 or any(cap is not None for cap in caps)


LEVERAGE = Rule("leverage", {"gate.leverage_multiple": None}, _has_leverage)
DEPLETION = Rule("depletion", {"fund.is_unlimited": True}, lambda s: not s.fund.is_unlimited)
RULES = (
    LEVERAGE,
    Rule("breaker", {"breaker.is_on": False}, lambda s: s.breaker.is_on),
    Rule("step_down", {"scheme.step_down": []}, lambda s: bool(s.scheme.step_down)),
    DEPLETION,
    Rule(
        "monitoring_response",
        {"lender.monitoring_response": 0.0},
        lambda s: s.lender.monitoring_response > 0,
    ),
    Rule(
        "screening_response",
        {"lender.screening_response": 0.0},
        lambda s: s.lender.screening_response > 0,
    ),
    Rule(
        "npl_tolerance",
        {"lender.npl_tolerance": None},
        lambda s: s.lender.npl_tolerance is not None,
    ),
    Rule(
        "refinancing_default",
        {"loans.refinancing_default_probability": 0.0},
        lambda s: s.loans.refinancing_default_probability > 0,
    ),
    Rule(
        "caps",
        {
            "scheme.cap_per_loan": None,
            "scheme.bank_line_per_year": None,
            "scheme.budget_per_year": None,
            "scheme.cumulative_cap_rate": None,
            "scheme.stacking_limit": 1.0,
        },
        _has_caps,
    ),
    Rule("quota", {"gate.quota_per_year": None}, lambda s: s.gate.quota_per_year is not None),
)


def rules_in_force(scenario: Scenario) -> tuple[Rule, ...]:
    """Return the rules that act in the scenario."""
    return tuple(rule for rule in RULES if rule.is_in_force(scenario))


def settings_without(scenario: Scenario, off: Set[Rule]) -> dict[str, object]:
    """Return the settings that switch off some of the rules in force.

    An unlimited fund has no leverage limit. So where depletion is switched off and the leverage limit is not, the fund
    gets ample money, and the limit stays what the paid-in capital allows.
    """
    found: dict[str, object] = {}
    multiple = scenario.gate.leverage_multiple
    for rule in RULES:
        if rule not in off:
            continue
        if rule is DEPLETION and multiple is not None and LEVERAGE not in off:
            found |= ample_fund(scenario)
        else:
            found.update(rule.off)
    return found
