"""Work for shards whose results follow from the numbers of the paths, with faults that can be asked for."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Squares:
    """The squares of the paths' numbers; shards named as `poison` fail, `deadly` ones kill their worker.

    `once` is a folder in which a deadly shard leaves a note, so that it kills the first time only.
    """

    poison: tuple[int, ...] = ()
    deadly: tuple[int, ...] = ()
    once: str = ""

    def results(self, shard):
        if shard.number in self.poison:
            raise ValueError("made up")
        if shard.number in self.deadly:
            note = Path(self.once) / shard.name
            if not self.once or not note.exists():
                if self.once:
                    note.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        paths = np.arange(shard.first_path, shard.first_path + shard.paths)
        return {"squares": paths * paths, "halves": paths / 2}


@dataclass(frozen=True)
class Naps:
    """The squares, each after the time that a small shard of a real run takes."""

    def results(self, shard):
        time.sleep(0.05)
        return Squares().results(shard)
