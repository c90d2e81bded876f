"""Shards: the ranges of paths into which a run is cut, each computed by itself."""

import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.errors import NoAnswerError, wrong
from simulator.faults import got
from simulator.running.identity import versions
from simulator.running.shard_file import encoded

Arrays = Mapping[str, NDArray[np.int64] | NDArray[np.float64] | NDArray[np.int16]]


@dataclass(frozen=True)
class Shard:
    """A range of paths: `paths` of them from `first_path` on."""

    number: int
    first_path: int
    paths: int

    @property
    def name(self) -> str:
        """Name of its file."""
        return f"{self.number:07d}"


class Work(Protocol):
    """What is computed of every shard; it can be pickled, and gives the same for the same shard anywhere."""

    def results(self, shard: Shard) -> Arrays:
        """Return the named arrays of one shard."""


def shards_of(paths: int, size: int) -> tuple[Shard, ...]:
    """Return the shards of a run: `size` paths each, the last one what is left.

    Raises
    ------
    NoAnswerError
        When a run or a shard would have no path.
    """
    if paths < 1 or size < 1:
        raise NoAnswerError(got(wrong("faults.running.no_path"), [paths, size]))
    return tuple(Shard(number, first, min(size, paths - first)) for number, first in enumerate(range(0, paths, size)))


def content_of(packed_work: bytes, expected: Mapping[str, str], shard: Shard) -> bytes:
    """Return the file content of one shard; what a worker does, wherever it is.

    Raises
    ------
    NoAnswerError
        When the worker has other versions than those expected (see `identity.versions`).
    """
    if versions() != expected:
        raise NoAnswerError(wrong("faults.running.worker_versions", there=str(versions()), here=str(dict(expected))))
    return encoded(_work_of(packed_work).results(shard))


@lru_cache(maxsize=2)
def _work_of(packed_work: bytes) -> Work:
    work: Work = pickle.loads(packed_work)
    return work
