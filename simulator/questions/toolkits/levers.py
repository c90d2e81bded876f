"""What public money can be spent on beside the scheme as it stands: tools, a higher ratio, a larger fund."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from simulator.errors import Fault, ScenarioError, wrong
from simulator.scenario.fields import field_at
from simulator.scenario.model import Scenario
from simulator.scenario.policy import Tool
from simulator.scenario.read import Reading, vary
from simulator.scenario.study import FUND_KEY, RATIO_KEY
from simulator.scenario.tools import tools_in

RATIO_STEPS = (0.1, 0.2)
FUND_STEP = 0.1
Kind = Literal["tool", "setting", "ratio", "fund"]


@dataclass(frozen=True)
class Lever:
    """One change of the scheme, and the policy that it makes.

    Attributes
    ----------
    name
        Of the tool or its file; of more compensation, in plain English.
    kind
        `tool`: from a file with tools; `setting`: from a file that changes settings only; `ratio`: a higher
        compensation ratio; `fund`: a larger fund.
    sector
        The one sector in which a tool works alone; empty: all of its sectors.
    """

    name: str
    kind: Kind
    policy: Scenario
    sector: str = ""


def added_tools(base: Scenario, policy: Scenario) -> tuple[Tool, ...]:
    """Return the tools of a policy that the base does not have as they are."""
    return tuple(tool for tool in policy.tools if tool not in base.tools)


def tool_levers(name: str, base: Scenario, tool: Reading, sectors: Collection[str]) -> Iterator[Lever]:
    """Yield a tool file in all its sectors, and its tools in each of these sectors alone.

    Parameters
    ----------
    name
        Name of the file; a file with one tool is called by the tool's name.
    base
        The scenario as it stands.
    tool
        The same scenario with the file on top.
    sectors
        Sectors to show alone; those in which none of its tools works are passed over.

    Raises
    ------
    ScenarioError
        When the file changes the world, or nothing at all.
    """
    policy = tool.scenario
    changed = [section for section in Scenario.model_fields if getattr(policy, section) != getattr(base, section)]
    worlds = [section for section in changed if _side(section) in ("world", "run")]
    faults = [wrong("toolkits.fault.of_world", section=section) for section in worlds]
    if not faults and not any(_side(section) == "policy" for section in changed):
        faults = [wrong("toolkits.fault.no_change")]
    if faults:
        raise ScenarioError(name, [Fault(what, name) for what in faults])
    added = added_tools(base, policy)
    whole = added[0].name if len(added) == 1 else name
    yield Lever(whole, "tool" if added else "setting", policy)
    for sector in sectors:
        alone = [item.model_copy(update={"sectors": (sector,)}) for item in tools_in(added, sector)]
        if alone:
            others = [item for item in policy.tools if item not in added]
            yield Lever(whole, "tool", policy.model_copy(update={"tools": (*others, *alone)}), sector)


def _side(section: str) -> str:
    info = field_at((section,))
    return "" if info is None else info.side


def compensation_levers(reading: Reading) -> Iterator[Lever]:
    """Yield higher compensation ratios, and a larger fund; the first is the yardstick of the others.

    A scheme without any money has none: a higher ratio would be a promise that nobody keeps.
    """
    scheme, fund = reading.scenario.scheme, reading.scenario.fund
    if fund.fund_size == 0 and not fund.is_unlimited and fund.top_up == "none":
        return
    for step in RATIO_STEPS:
        ratio = round(scheme.compensation_ratio + step, 9)
        if ratio <= 1:
            yield Lever(f"ratio {ratio:g} (+{step:g})", "ratio", vary(reading, {RATIO_KEY: ratio}))
    if fund.fund_size > 0 and not fund.is_unlimited:
        size = fund.fund_size * (1 + FUND_STEP)
        yield Lever(f"fund {1 + FUND_STEP:g} times as large", "fund", vary(reading, {FUND_KEY: size}))
