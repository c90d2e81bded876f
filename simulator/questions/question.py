"""A question: its name, what may be asked besides the scenario, and where its parts are.

The folder `questions/NAME` holds three modules, which are imported when the question is asked:

```text
ask.ask(reading, *, threads, progress, **options)   what is found; prints and draws nothing
tell.tell(found)                                    the answer: sentences, tables, notes
draw.draw(found)                                    its charts
```
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from simulator.answer import Answer

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Question:
    """What a command and a function of Python are made from.

    Attributes
    ----------
    name
        Name of the folder, the command and the function; `help.NAME` are its words.
    paths
        Paths that are simulated unless others are asked for.
    """

    name: str
    paths: int

    def ask(self, *given: Any, **options: Any) -> Any:
        """Return what is found; see `ask.ask` of the question for what it takes and raises."""
        return self._part("ask")(*given, **options)

    def answer(self, found: Any) -> Answer:
        """Return the answer to what was found, with its charts."""
        answer: Answer = self._part("tell")(found)
        return replace(answer, charts=self._part("draw")(found))

    def _part(self, name: str) -> Callable[..., Any]:
        part: Callable[..., Any] = getattr(import_module(f"simulator.questions.{self.name}.{name}"), name)
        return part
