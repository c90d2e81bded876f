"""The errors this package raises, and nothing else.

SimulatorError
├── ScenarioError      the user's file, option or data is wrong      exit 2
│   └── LostClusterError   the cluster that was given is gone          exit 2
├── NoAnswerError      the model has no answer to this question       exit 2
├── BalanceError       the books do not balance: our defect           exit 1
└── ShardError         shards failed in every try, the others are kept exit 1

An error carries words by key; they become text when it is shown, in the language in force.
"""

import errno
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from simulator.saying.speaker import said
from simulator.saying.words import words_of
from simulator.values import Number, Own, Phrase, Value


def wrong(key: str, /, **parts: Value | str | int) -> Phrase:
    """Return what is wrong, by key; a text is a name, or a value as the user wrote it, a whole number is a count."""
    return Phrase(key, {name: _value(part) for name, part in parts.items()})


def _value(part: Value | str | int) -> Value:
    if isinstance(part, int):
        return Number(part, "count")
    return Own(part) if isinstance(part, str) else part


def reason_of(error: OSError | ValueError) -> Value:
    """Return why the system could not do something with a file."""
    number = getattr(error, "errno", None)
    if number is None:
        return wrong("faults.system.bad_name")
    key = f"faults.system.{errno.errorcode.get(number, '').lower()}"
    return wrong(key) if key in words_of("en") else wrong("faults.system.other", number=str(number))


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where.

    Attributes
    ----------
    what
        What is wrong, with the value received, what is allowed, the way out.
    place
        File, line, key or option, which have no language, or words for a place in a table.
    """

    what: Value
    place: str | Phrase = ""

    def __str__(self) -> str:
        """Return the fault as one line in the language in force."""
        return said(self.value)

    @property
    def value(self) -> Value:
        """Return the fault as a part of other words."""
        return wrong("faults.at", place=self.place, what=self.what) if self.place else self.what

    @property
    def code(self) -> str:
        """Return the key of what is wrong, which is the same in every language."""
        what = self.what
        while isinstance(what, Phrase) and "what" in what.parts:
            what = what.parts["what"]
        return what.key if isinstance(what, Phrase) else ""

    def within(self, place: str) -> "Fault":
        """Return the fault at a place inside another one."""
        return replace(self, place=wrong("faults.at", place=place, what=self.place) if self.place else place)


class SimulatorError(Exception):
    """Common parent of every error raised on purpose by this package.

    Attributes
    ----------
    what
        What is wrong.
    """

    def __init__(self, what: Value) -> None:
        self.what = what
        super().__init__(what)

    def __str__(self) -> str:
        """Return what is wrong in the language in force."""
        return said(self.what)


class ScenarioError(SimulatorError):
    """What the user gave is wrong; carries every fault found, one line each.

    Parameters
    ----------
    where
        File, option or table in which the faults are, or the scenario's title.
    faults
        Every fault: place, value received, what is allowed, way out.
    """

    def __init__(self, where: str | Own, faults: Sequence[Fault]) -> None:
        self.where = where
        self.faults = list(faults)
        super().__init__(wrong("faults.of", where=where, n=len(faults)))

    @property
    def lines(self) -> list[str]:
        """Return each fault as a line in the language in force."""
        return [str(fault) for fault in self.faults]

    def __str__(self) -> str:
        """Return where the faults are and one line for each, in the language in force."""
        return "\n".join([said(self.what), *(f"  - {line}" for line in self.lines)])

    def __reduce__(self) -> tuple[type["ScenarioError"], tuple[str | Own, list[Fault]]]:
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

    def __init__(self, reasons: Mapping[str, Value]) -> None:
        self.reasons = reasons
        super().__init__(wrong("faults.running.shards_failed", n=len(reasons)))

    def __str__(self) -> str:
        """Return how many failed and the reason of each, in the language in force."""
        reasons = (wrong("faults.running.shard", name=name, what=reason) for name, reason in self.reasons.items())
        return "\n".join([said(self.what), *(f"  - {said(reason)}" for reason in reasons)])

    def __reduce__(self) -> tuple[type["ShardError"], tuple[Mapping[str, Value]]]:
        """Let the error come back whole from another process."""
        return type(self), (self.reasons,)


class UnfitError(ValueError):
    """A text or value is not what is wanted; who reads the file turns it into a fault with its place.

    Parameters
    ----------
    what
        What is wrong.
    key
        Key of a table that it is about, where the whole table was looked at.
    """

    def __init__(self, what: Value, key: str = "") -> None:
        super().__init__(what, key)
        self.what = what
        self.key = key

    def __str__(self) -> str:
        """Return what is wrong in the language in force."""
        return said(self.what)
