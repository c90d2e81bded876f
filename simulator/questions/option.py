"""What may be asked besides the scenario: one declaration for the command line, Python, the reference and the tests."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from simulator.errors import Fault, ScenarioError, wrong
from simulator.faults import got, must_be, names, outside, range_of
from simulator.values import NOTHING

Kind = Literal[
    "flag", "whole", "number", "text", "amount", "choice", "file", "ratios", "amounts", "names", "settings", "overlays"
]
"""What is given: yes or no, one number, one text, one of several words, a file, or a list of ratios (0 to 1), of
amounts (main currency units), of words, of settings by their dotted key, of overlay files by the name to show."""


GIVEN_FOLDER = "given"
"""Where copies of the files of data that were read lie in the run folder."""


@dataclass(frozen=True)
class Option:
    """One thing that may be asked.

    Attributes
    ----------
    name
        Keyword of the function; on the command line `--name`, with dashes. Its help is `help.QUESTION.option.NAME`.
    default
        What holds unless something is given; None where the question works it out, as its help says.
    low, high
        Range of a number or of each number of a list.
    ends_count
        Whether low and high themselves are allowed.
    choices
        Words of which one may be given.
    is_many
        Whether it may be given several times on the command line; the function takes a sequence.
    is_argument
        Whether the command line takes it by its place, after the subject.
    metavar
        What stands for the value in help, "R,R,...".
    given_as
        Its name on the command line, if another: that of one where Python takes several.
    folder
        Where copies of the files used lie in the run folder, from which it is asked again; of overlays also where the
        shipped ones lie beside the scenarios.
    """

    name: str
    kind: Kind
    default: Any = None
    low: float = -math.inf
    high: float = math.inf
    ends_count: bool = True
    choices: tuple[str, ...] = ()
    is_many: bool = False
    is_required: bool = False
    is_argument: bool = False
    metavar: str | None = None
    given_as: str = ""
    folder: str = ""

    @property
    def flag(self) -> str:
        """Its name on the command line."""
        return f"--{(self.given_as or self.name).replace('_', '-')}"

    def words(self, value: str) -> list[str]:
        """Return how a value is given on the command line."""
        return [value] if self.is_argument else [self.flag, value]

    def faults(self, value: Any) -> list[Fault]:
        """Return what is wrong with a value."""
        if value is None:
            return []
        if self.kind in ("whole", "number", "amount", "ratios", "amounts"):
            numbers = value if isinstance(value, Sequence) else [value]
            return [self._out_of_range(number) for number in numbers if not self._is_within(number)]
        if self.kind == "choice":
            unknown = [one for one in (value if self.is_many else [value]) if one not in self.choices]
            allowed = must_be(wrong("faults.allowed.choice", choices=names(self.choices)))
            return [Fault(got(allowed, one), self.name) for one in unknown]
        return []

    def _is_within(self, number: float) -> bool:
        if not math.isfinite(number):
            return False
        return self.low <= number <= self.high if self.ends_count else self.low < number < self.high

    def _out_of_range(self, number: float) -> Fault:
        allowed = range_of(self.low, self.high, ends_count=(self.ends_count, self.ends_count))
        is_per_cent = self.high == 1 and 1 < number <= 100
        hint = (
            wrong("faults.hint.per_cent", share=f"{number / 100:g}", percent=f"{number:g}") if is_per_cent else NOTHING
        )
        return Fault(outside(self.name, number, allowed, hint))


def refuse_faulty(options: Sequence[Option], given: Mapping[str, Any]) -> None:
    """Raise when something that is given is out of its range.

    Raises
    ------
    ScenarioError
        With every fault.
    """
    faults = [fault for option in options for fault in option.faults(given.get(option.name))]
    if faults:
        raise ScenarioError("options", faults)
