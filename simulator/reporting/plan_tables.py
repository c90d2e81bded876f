"""Tables, sentences and JSON of the plan of a run in shards."""

import dataclasses
import json

from simulator.analysis.streaming.planning import RunPlan
from simulator.faults import counted
from simulator.reporting.json_text import plain
from simulator.reporting.tables import Table

_SIZES = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"))
_TIMES = ((86_400.0, "days"), (3_600.0, "hours"), (60.0, "minutes"))
MEASURED = "measured"
RECKONED = "reckoned"
_ONE_APPLICANT = {
    "policies": "One applicant under one policy on one path",
    "funds": "One applicant of one fund on one path of one economy",
}


def sentences(plan: RunPlan) -> list[str]:
    """Return what the run takes, in words; what was reckoned is said to be."""
    here = next(row for row in reversed(plan.times) if not row.is_reckoned)
    return [
        f"{counted(plan.paths, 'path')} of {_units(plan)} take about "
        f"{duration(here.seconds)} on the {counted(here.workers, 'processor')} of this machine.",
        f"Best size of a shard: {counted(plan.shard_paths, 'path')}; that is {counted(plan.shards, 'shard')}.",
        f"The shards take {size(plan.disk)} on disk. Each worker takes {size(plan.memory)} of memory, whatever the "
        "number of paths, beside the program itself.",
        f"{_ONE_APPLICANT[plan.unit]} costs {plan.nanoseconds:.3g} ns; a shard costs "
        f"{plan.overhead:.2g} s whatever its size.",
        f"All processors together work at {100 * plan.efficiency:.0f} % of as many times one; other numbers of workers "
        "are reckoned with that.",
        *(["Something else used this machine meanwhile: try again when it is quiet."] if plan.is_busy else []),
        "Reckoned from the probes below; another machine, or a busy one, differs. Reading the shards together at the "
        "end comes on top.",
    ]


def times_table(plan: RunPlan) -> Table:
    """Return the time by number of workers."""
    rows = tuple(
        (f"{row.workers:,}", duration(row.seconds), RECKONED if row.is_reckoned else MEASURED) for row in plan.times
    )
    return Table("time_by_workers", "Time by number of workers", ("workers", "time", "speed"), rows, ())


def probes_table(plan: RunPlan) -> Table:
    """Return the shards that were computed for the plan."""
    rows = tuple(
        (f"{probe.paths:,}", f"{probe.seconds:.2f}", f"{1e3 * probe.seconds / probe.paths:.2f}", size(probe.disk),
         size(probe.memory))
        for probe in plan.probes
    )  # fmt: skip
    columns = ("paths", "processor time (s)", "per path (ms)", "on disk", "memory")
    return Table("probes", "Shards computed for this plan, on one worker", columns, rows, ())


def plan_json(plan: RunPlan, command: str) -> str:
    """Return the plan as JSON text: seconds, bytes, numbers."""
    content = {**dataclasses.asdict(plan), "nanoseconds_per_applicant_path_unit": plan.nanoseconds}
    return json.dumps(plain({**content, "command": command}), ensure_ascii=False, indent=2, allow_nan=False)


def size(count: float) -> str:
    """Return a number of bytes with three figures."""
    for unit, name in _SIZES:
        if count >= unit:
            return f"{count / unit:.3g} {name}"
    return f"{count:.0f} bytes"


def duration(seconds: float) -> str:
    """Return a time in the unit in which it is at least 2, else in seconds."""
    for unit, name in _TIMES:
        if seconds >= 2 * unit:
            return f"{seconds / unit:.3g} {name}"
    return f"{seconds:.3g} seconds"


def _units(plan: RunPlan) -> str:
    if plan.unit == "policies":
        return counted(plan.units, "policy", "policies")
    return f"{counted(plan.units, 'fund')}, in one economy and in economies of their own,"
