"""What the plan of a run in shards says, in words and tables, and as JSON."""

import dataclasses
import json
from collections.abc import Sequence

from simulator.analysis.streaming.planning import RunPlan
from simulator.answer import Answer, Basis, Column, Row, Table
from simulator.reporting.json_text import plain
from simulator.scenario.model import Scenario
from simulator.values import Cell, Number, Own, Phrase, Value, phrase

_SIZES = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"))
_TIMES = ((86_400.0, "days"), (3_600.0, "hours"), (60.0, "minutes"))


def answer_of(plan: RunPlan, title: Own, scenario: Scenario) -> Answer:
    """Return what the run takes; what was reckoned is said to be."""
    clock, last = scenario.clock, phrase("plan.rests_on")
    basis = Basis(title, None, 0, scenario.run.seed, clock.start, clock.years, scenario.currency, first=last)
    return Answer("plan", basis, _said(plan), (_times(plan), _probes(plan)))


def _said(plan: RunPlan) -> tuple[Phrase, ...]:
    here = next(row for row in reversed(plan.times) if not row.is_reckoned)
    units = phrase(f"plan.units.{plan.unit}", n=_count(plan.units))
    paths = phrase("count.paths", n=_count(plan.paths))
    shard_paths = phrase("count.paths", n=_count(plan.shard_paths))
    cost, overhead = Own(f"{plan.nanoseconds:.3g}"), Own(f"{plan.overhead:.2g}")
    busy = (phrase("plan.busy"),) if plan.is_busy else ()
    return (
        phrase("plan.takes", paths=paths, units=units, time=_duration(here.seconds), n=_count(here.workers)),
        phrase("plan.shards", paths=shard_paths, n=_count(plan.shards)),
        phrase("plan.room", disk=_size(plan.disk), memory=_size(plan.memory)),
        phrase("plan.cost", what=phrase(f"plan.one.{plan.unit}"), cost=cost, overhead=overhead),
        phrase("plan.efficiency", part=Number(round(plan.efficiency, 2), "share")),
        *busy,
    )


def _times(plan: RunPlan) -> Table:
    rows = [
        (str(row.workers), _count(row.workers), _duration(row.seconds),
         phrase("plan.reckoned" if row.is_reckoned else "plan.measured"))
        for row in plan.times
    ]  # fmt: skip
    return _table("times", ("workers", "time", "speed"), rows)


def _probes(plan: RunPlan) -> Table:
    rows = [
        (str(probe.paths), _count(probe.paths), Own(f"{probe.seconds:.2f}"),
         Own(f"{1e3 * probe.seconds / probe.paths:.2f}"), _size(probe.disk), _size(probe.memory))
        for probe in plan.probes
    ]  # fmt: skip
    return _table("probes", ("paths", "seconds", "milliseconds", "disk", "memory"), rows)


def _table(key: str, columns: tuple[str, ...], rows: Sequence[tuple[str, *tuple[Cell, ...]]]) -> Table:
    headings = tuple(Column(name, phrase(f"plan.column.{name}"), "number", "count") for name in columns)
    return Table(key, phrase(f"plan.{key}"), headings, tuple(Row(name, tuple(cells)) for name, *cells in rows))


def _count(number: int) -> Number:
    return Number(number, "count")


def plan_json(plan: RunPlan, command: str) -> str:
    """Return the plan as JSON text: seconds, bytes, numbers."""
    content = {**dataclasses.asdict(plan), "nanoseconds_per_applicant_path_unit": plan.nanoseconds}
    return json.dumps(plain({**content, "command": command}), ensure_ascii=False, indent=2, allow_nan=False)


def _size(count: float) -> Own:
    """Return a number of bytes with three figures."""
    divisor, name = next(((unit, name) for unit, name in _SIZES if count >= unit), (1.0, "B"))
    return Own(f"{count / divisor:.3g} {name}")


def _duration(seconds: float) -> Value:
    """Return a time in the unit in which it is at least 2, else in seconds."""
    divisor, name = next(((unit, name) for unit, name in _TIMES if seconds >= 2 * unit), (1.0, "seconds"))
    return phrase(f"plan.duration.{name}", number=Own(f"{seconds / divisor:.3g}"))
