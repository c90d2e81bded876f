"""Peak memory of this process, with nothing but the standard library, so that any program may be measured by it."""

import resource
import sys
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_memory_bytes() -> int:
    """Return the most memory this process has held.

    Where there is /proc, its high-water mark is read: what getrusage says of a child process
    can be the size of the parent that started it.
    """
    if STATUS.exists():
        line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
