"""A question: its name, what may be asked besides its subject, and where its parts are.

The folder `questions/NAME` declares `QUESTION` and holds three modules, which are imported when the question is asked:

```text
ask.ask(subject, *, threads, progress, **options)   what is found; prints and draws nothing
tell.tell(found)                                    the answer: sentences, tables, notes
draw.draw(found)                                    its charts; not there when there are none
```

`threads` and `progress` are there when the question simulates. What is found has the scenario that it rests on as
`found.scenario`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, Literal

from simulator.answer import Answer
from simulator.questions.option import Option, refuse_faulty

Progress = Callable[[int, int], None]
"""Called with what is done and what there is to do."""

Subject = Literal["scenario", "study", "policies", "files", "outcomes"]
"""What is asked about: a scenario that has been read; the file of a study with its own subject, and settings; the
policies of a scenario, a study or a run folder; files of data alone; any number of files of outcomes, and settings."""


@dataclass(frozen=True)
class Question:
    """What a command and a function of Python are made from.

    Attributes
    ----------
    name
        Name of the folder, the command and the function; `help.NAME` has its words: `summary`, `more`, and `option`
        for each option.
    paths
        Paths that are simulated unless others are asked for; None: those of the scenario; 0: nothing is simulated.
    options
        What may be asked besides the subject and what all questions share (settings, overlays, seed, paths, threads).
    repeats_from
        File of the run folder from which the answer can be asked for again.
    has_paths
        Whether the number of paths may be asked for; not where another option says how much is simulated.
    has_threads
        Whether the work of its simulation is shared among threads.
    is_kept
        Whether a run folder is written though nothing is simulated.
    has_shards
        Whether its paths may be simulated in shards: then `ask.work_of(subject, settings)` is the work of a shard, and
        `ask.of_shards(work, store, shards)` what is found in all of them.
    has_own_command
        Whether its command is written by hand, as it takes what no other question does.
    compiles
        Name of the function that must be compiled first, where that is not the whole engine.
    """

    name: str
    paths: int | None = None
    options: tuple[Option, ...] = ()
    subject: Subject = "scenario"
    repeats_from: str = "scenario.toml"
    has_charts: bool = True
    has_paths: bool = True
    has_threads: bool = True
    is_kept: bool = False
    has_shards: bool = False
    has_own_command: bool = False
    compiles: str = ""

    @property
    def is_simulated(self) -> bool:
        """Whether paths are simulated."""
        return self.paths != 0

    @property
    def finds(self) -> Callable[..., Any]:
        """The function `ask.ask`, whose keywords are the options."""
        return self._part("ask")

    def ask(self, *given: Any, **options: Any) -> Any:
        """Return what is found; see `ask.ask` of the question for what it takes and raises.

        Raises
        ------
        ScenarioError
            When an option is out of its range, beside all that `ask.ask` raises.
        """
        refuse_faulty(self.options, options)
        return self.finds(*given, **options)

    def work_of(self, *given: Any) -> Any:
        """Return the work of which each shard does a part."""
        return self._of("ask", "work_of")(*given)

    def of_shards(self, *given: Any) -> Any:
        """Return what is found in finished shards."""
        return self._of("ask", "of_shards")(*given)

    def answer(self, found: Any) -> Answer:
        """Return the answer to what was found, with its charts."""
        answer: Answer = self._part("tell")(found)
        return replace(answer, charts=self._part("draw")(found)) if self.has_charts else answer

    def _part(self, name: str) -> Callable[..., Any]:
        return self._of(name, name)

    def _of(self, module: str, name: str) -> Callable[..., Any]:
        part: Callable[..., Any] = getattr(import_module(f"simulator.questions.{self.name}.{module}"), name)
        return part
