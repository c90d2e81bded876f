"""One way to compile a rule: no fast-math, cached on disk under a hash of the sources.

numba's cache does not notice that a function called from another file has changed.
The cache directory is therefore named after a hash of every source that can take part
in compiled code (this file, `randomness`, `rules`, `engines`); the import layers
guarantee that nothing else can.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])

PACKAGE = Path(__file__).resolve().parent
COMPILED_PLACES = ("compiled.py", "randomness", "rules", "engines/kernel")


def source_hash(package: Path = PACKAGE, places: Iterable[str] = COMPILED_PLACES) -> str:
    """Return a hash of all sources in these places, 16 hex digits; by default of all that can be compiled."""
    digest = hashlib.sha256()
    for place in places:
        root = package / place
        files = sorted(root.rglob("*.py")) if root.is_dir() else [root]
        for file in files:
            digest.update(file.relative_to(package).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _writable_cache() -> Path:
    wanted = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "patent-pledge-simulator"
    try:
        wanted.mkdir(parents=True, exist_ok=True)
        probe = wanted / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError:
        return Path(tempfile.gettempdir()) / "patent-pledge-simulator"
    return wanted


CACHE = _writable_cache() / hashlib.sha256(str(PACKAGE).encode()).hexdigest()[:8] / source_hash()
"""One folder for each place the package lives in (numba's index knows the place) and state of its sources."""
numba.config.CACHE_DIR = str(CACHE)  # type: ignore[attr-defined]


def is_compiled() -> bool:
    """Return whether the engine needs no compiling: it is on disk, or compiling is switched off."""
    return has_compiled("simulate_paths")


def has_compiled(rule_name: str) -> bool:
    """Return whether a rule needs no compiling: it is on disk, or compiling is switched off."""
    return bool(numba.config.DISABLE_JIT) or any(CACHE.rglob(f"*{rule_name}*.nbc"))  # type: ignore[attr-defined]


def rule(function: Function) -> Function:
    """Compile a rule: same bits as the interpreted function, callable without the interpreter lock."""
    compiled: Any = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return cast(Function, compiled)


def inlined(function: Function) -> Function:
    """Compile a small rule into each of its callers, so that loops around it can use SIMD lanes."""
    compiled: Any = numba.njit(cache=True, nogil=True, error_model="numpy", forceinline=True)(function)
    return cast(Function, compiled)


def inner(function: Function) -> Function:
    """Compile a part of a kernel: called by compiled code only, so nothing is built for calls from Python."""
    compiled: Any = numba.njit(  # type: ignore[call-overload]
        cache=False, nogil=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True
    )(function)
    return cast(Function, compiled)
