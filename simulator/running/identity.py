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
def versions() -> dict[str, str]:
    """Return what must be the same for all shards of a run: sources, Python, and the packages that compute."""
    packages = {name: importlib.metadata.version(name) for name in _PACKAGES}
    return {"sources": source_hash(PACKAGE, _PLACES), "python": platform.python_version(), **packages}
