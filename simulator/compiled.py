"""One way to compile a rule: no fast-math, kept on disk under a hash of the sources.

What is compiled of a function does not tell that a function called from another file has changed.
The folder is therefore named after a hash of every source that can take part in compiled code (this file, `ledger`,
whose order of totals it holds, `randomness`, `rules`, `engines/kernel`); the import layers guarantee that nothing else
can.
"""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

from simulator.kept_code import KeptCode, is_kept
from simulator.user_cache import user_cache

Function = TypeVar("Function", bound=Callable[..., Any])

PACKAGE = Path(__file__).resolve().parent
COMPILED_PLACES = ("compiled.py", "ledger.py", "randomness", "rules", "engines/kernel")


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


def _folder() -> Path | None:
    own = user_cache().folder
    return own and own / hashlib.sha256(str(PACKAGE).encode()).hexdigest()[:8] / source_hash()


CACHE = _folder()
"""One folder for each place the package lives in and state of its sources; None: this user has none that is safe."""


def why_not_kept() -> str:
    """Return why nothing compiled is kept on disk; empty when it is."""
    return "" if CACHE else user_cache().why_not


def is_compiled() -> bool:
    """Return whether the engine needs no compiling: it is on disk, or compiling is switched off."""
    return has_compiled("simulate_paths")


def has_compiled(rule_name: str) -> bool:
    """Return whether a rule needs no compiling: it is on disk, or compiling is switched off."""
    return bool(numba.config.DISABLE_JIT) or (CACHE is not None and is_kept(CACHE, rule_name))  # type: ignore[attr-defined]


def rule(function: Function) -> Function:
    """Compile a rule: same bits as the interpreted function, callable without the interpreter lock."""
    return _kept(function, numba.njit(nogil=True, error_model="numpy")(function))


def inlined(function: Function) -> Function:
    """Compile a small rule into each of its callers, so that loops around it can use SIMD lanes."""
    return _kept(function, numba.njit(nogil=True, error_model="numpy", forceinline=True)(function))


def _kept(function: Function, compiled: Any) -> Function:
    """Let a compiled function look for its versions on disk first, where there is a place for them."""
    if CACHE is not None and not numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        compiled._cache = KeptCode(function, CACHE)
    return cast(Function, compiled)


def inner(function: Function) -> Function:
    """Compile a part of a kernel: called by compiled code only, so nothing is built for calls from Python."""
    compiled: Any = numba.njit(  # type: ignore[call-overload]
        cache=False, nogil=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True
    )(function)
    return cast(Function, compiled)
