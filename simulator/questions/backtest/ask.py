"""Rules, PDs and forecasts held against what happened."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from simulator.errors import Fault, ScenarioError, wrong
from simulator.inputs.history import History, kind_words, read_history
from simulator.inputs.replay import ReplayBook, read_replay
from simulator.inputs.tables.read import read_table
from simulator.questions.backtest.forecasts import ForecastTest, judge_forecasts
from simulator.questions.backtest.rules import AS_IT_STANDS, RuleRow, replay_rules
from simulator.questions.backtest.traffic_light import LightRow, traffic_lights
from simulator.questions.read_files import Read, read_all
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading
from simulator.values import Value

Data = ReplayBook | History


@dataclass(frozen=True)
class Backtest:
    """What was tested, under which scenario.

    Attributes
    ----------
    data
        What was read from each file.
    rules_read
        Overlays with other rules.
    """

    scenario: Scenario
    data: tuple[Read[Data], ...]
    rules_read: tuple[Path, ...] = ()
    rules: tuple[RuleRow, ...] = ()
    lights: tuple[LightRow, ...] = ()
    forecasts: ForecastTest | None = None


def ask(
    reading: Reading,
    *,
    data: Sequence[Path | str],
    rules: Sequence[Path | str] = (),
    units_right: Collection[str] = (),
) -> Backtest:
    """Hold rules, PDs and forecasts against what happened; nothing is simulated.

    Parameters
    ----------
    data
        Files, at most one of each kind; the columns say what a file holds: loans with known outcomes, PDs used, or
        forecasts.
    rules
        Overlays with other rules, to be tried on the same loans.
    units_right
        Columns whose unit is confirmed, however unusual their numbers are.

    Raises
    ------
    ScenarioError
        With the faults of all files, and when a rule is given without loans.
    NoAnswerError
        When loans and a scenario do not fit together.
    """
    scenarios = {AS_IT_STANDS: reading.scenario}
    scenarios |= {str(rule): reading.with_overlay(rule).scenario for rule in rules}
    read = read_all("backtest", data, lambda path, say: _read_one(path, units_right, say))
    _refuse_twice([_kind(one.content) for one in read])
    found = Backtest(reading.scenario, read, tuple(map(Path, rules)))
    for one in read:
        found = _tested(found, scenarios, one.content)
    if rules and not found.rules:
        raise ScenarioError("--rule", [Fault(wrong("backtest.fault.no_loans"), "--rule")])
    return found


def _kind(data: Data) -> str:
    return data.kind if isinstance(data, History) else "loans"


def _refuse_twice(kinds: Sequence[str]) -> None:
    twice = [kind for kind in dict.fromkeys(kinds) if kinds.count(kind) > 1]
    faults = [Fault(wrong("faults.options.two_files", kind=kind_words(kind))) for kind in twice]
    if faults:
        raise ScenarioError("backtest", faults)


def _read_one(place: Path, units_right: Collection[str], say: Callable[[Value], None]) -> Data:
    headings = [heading.lower() for heading in read_table(place, "rows").headings]
    if "month_lent" in headings:
        return read_replay(place, say)
    history = read_history(place, say, units_right=units_right)
    if history.kind not in ("PDs used", "forecasts"):
        raise ScenarioError(
            str(place), [Fault(wrong("backtest.fault.teaches", kind=kind_words(history.kind)), str(place))]
        )
    return history


def _tested(found: Backtest, scenarios: dict[str, Scenario], data: Data) -> Backtest:
    if isinstance(data, ReplayBook):
        return replace(found, rules=replay_rules(scenarios, data))
    if data.kind == "PDs used":
        return replace(found, lights=traffic_lights(data, found.scenario.economy.asset_correlation))
    return replace(found, forecasts=judge_forecasts(data))
