"""Whether a comparison fits into memory, before it is begun."""

import os
from pathlib import Path

from simulator.analysis.compare import least_memory
from simulator.cli import progress
from simulator.errors import Fault, ScenarioError, wrong
from simulator.scenario.study import Study

_MEMORY = Path("/proc/meminfo")


def refuse_what_does_not_fit(study: Study, *, is_quiet: bool) -> None:
    """Refuse a comparison that needs more memory than is free, and say so of one that needs more than half.

    Raises
    ------
    ScenarioError
        With the way out: shards.
    """
    needed, free = least_memory(study), free_memory()
    if free is None or needed <= free / 2:
        return
    paths, count = study.policies[0].scenario.run.paths, len(study.policies)
    of = wrong("faults.count.policies", n=count)
    sizes = {"needed": f"{needed / 1e9:,.1f}", "free": f"{free / 1e9:,.1f}"}
    what = wrong("faults.options.memory", n=paths, policies=of, command="plan", **sizes)
    if needed > free:
        raise ScenarioError("--paths", [Fault(what, "--paths")])
    progress.say(what, is_quiet=is_quiet)


def free_memory() -> int | None:
    """Return the bytes of memory that a program may still take; None where the system does not tell."""
    try:
        rows = dict(line.split(":", 1) for line in _MEMORY.read_text("ascii").splitlines())
        return 1024 * int(rows["MemAvailable"].split()[0])
    except (OSError, ValueError, KeyError):
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None
