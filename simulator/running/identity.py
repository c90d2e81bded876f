"""What a result depends on beside the scenario: the sources of this program, and the packages that compute."""

import importlib.metadata
import platform
from functools import lru_cache

from simulator.compiled import PACKAGE, source_hash

_PLACES = (
    "analysis", "compiled.py", "engines", "ledger.py", "randomness", "rules", "running", "scenario",
)  # fmt: skip
_PACKAGES = ("numba", "numpy", "scipy")


@lru_cache(maxsize=1)
def sources() -> str:
    """Return a hash of all sources that can take part in a result."""
    return source_hash(PACKAGE, _PLACES)


def versions() -> dict[str, str]:
    """Return what must be the same for a run to go on: sources, Python, and the packages that compute."""
    packages = {name: importlib.metadata.version(name) for name in _PACKAGES}
    return {"sources": sources(), "python": platform.python_version(), **packages}
