"""Several schemes simulated from their terms, and what is published of each held against the paths."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.errors import Fault, ScenarioError, wrong
from simulator.questions.hindcast.scheme import COMPARED, Hindcast, hindcast
from simulator.scenario import kinds, shipped
from simulator.scenario.model import Scenario
from simulator.scenario.outcomes import Outcomes, read_outcomes
from simulator.scenario.study import settings_of_texts

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Hindcasts:
    """What was found of every scheme, by the name of its file with its number before it."""

    schemes: dict[str, Hindcast]

    @property
    def scenario(self) -> Scenario:
        """The scenario of the first scheme; all have the same paths and seed."""
        return next(iter(self.schemes.values())).scenario


def ask(
    outcomes: Path | str | Sequence[Path | str] = (),
    settings: Sequence[str] = (),
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Hindcasts:
    """Simulate real schemes from their terms and show published outcomes beside the range of the paths.

    Parameters
    ----------
    outcomes
        Files of published outcomes, or folders of them; default those in `scenarios/outcomes`. Each names the scheme's
        scenario.
    settings
        Texts such as "run.paths=500", applied last to each scenario.
    threads
        Number of threads; default all processors.
    progress
        Called with (paths done, paths in all), one scheme after another.

    Raises
    ------
    ScenarioError
        With the faults of all files.
    NoAnswerError
        When a scenario cannot be calibrated, or does not have a measure that is compared.
    BalanceError
        When an account of any path does not balance to the fen.
    """
    given = [outcomes] if isinstance(outcomes, Path | str) else outcomes
    files = kinds.toml_files([Path(place) for place in given] or [shipped.hefei().parent / "outcomes"])
    read = _read(files, settings)
    return Hindcasts({name: hindcast(one, threads=threads, progress=progress) for name, one in read.items()})


def _read(files: Sequence[Path], settings: Sequence[str]) -> dict[str, Outcomes]:
    """Read every file before the first is simulated, so that a fault costs no waiting."""
    wanted = settings_of_texts("settings", settings)
    read: dict[str, Outcomes] = {}
    faults: list[Fault] = []
    for number, file in enumerate(files, start=1):
        try:
            if kinds.kind_of(file) != "outcomes":
                raise ScenarioError(str(file), [Fault(wrong("hindcast.no_outcomes"), str(file))])
            read[f"{number}-{file.stem}"] = read_outcomes(file, COMPARED, wanted)
        except ScenarioError as error:
            faults += error.faults
    if faults:
        raise ScenarioError("hindcast", faults)
    return read
