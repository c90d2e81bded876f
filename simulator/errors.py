"""The errors this package raises, and nothing else.

SimulatorError
├── ScenarioError      the user's file, option or data is wrong      exit 2
│   └── LostClusterError   the cluster that was given is gone          exit 2
├── NoAnswerError      the model has no answer to this question       exit 2
├── BalanceError       the books do not balance: our defect           exit 1
└── ShardError         shards failed in every try, the others are kept exit 1
"""


class SimulatorError(Exception):
    """Common parent of every error raised on purpose by this package."""


class ScenarioError(SimulatorError):
    """What the user gave is wrong; carries every fault found, one line each.

    Parameters
    ----------
    where
        File, option or table in which the faults are.
    faults
        One line per fault: place, value received, what is allowed, way out.
    """

    def __init__(self, where: str, faults: list[str]) -> None:
        self.where = where
        self.faults = faults
        lines = "\n".join(f"  - {fault}" for fault in faults)
        super().__init__(f"{where}: {len(faults)} problem(s)\n{lines}")

    def __reduce__(self) -> tuple[type["ScenarioError"], tuple[str, list[str]]]:
        """Let the error come back whole from another process."""
        return type(self), (self.where, self.faults)


class LostClusterError(ScenarioError):
    """The cluster that ran shards cannot be reached any more, or has no workers; finished shards are kept."""


class NoAnswerError(SimulatorError):
    """The question is well put, but the model cannot answer it."""


class BalanceError(SimulatorError):
    """An account does not balance to the fen; the run must not be believed."""


class ShardError(SimulatorError):
    """Some shards of a run failed in every try; the others are finished and kept.

    Parameters
    ----------
    reasons
        Reason of each failed shard, by its name.
    """

    def __init__(self, reasons: dict[str, str]) -> None:
        self.reasons = reasons
        lines = "\n".join(f"  - shard {name}: {reason}" for name, reason in reasons.items())
        failed = "1 shard" if len(reasons) == 1 else f"{len(reasons)} shards"
        super().__init__(f"{failed} failed in every try; the others are kept\n{lines}")
