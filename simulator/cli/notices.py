"""What is worth knowing, though nothing failed: said on standard error in plain words, once."""

import contextlib
import warnings
from collections.abc import Iterator
from typing import Any

import click

from simulator.drawing.fonts import LackingWarning
from simulator.errors import wrong
from simulator.saying.speaker import said as spoken


@contextlib.contextmanager
def told_plainly() -> Iterator[None]:
    """Print this program's own warnings without the place in its code that they come from."""
    show, said = warnings.showwarning, set()

    def told(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
        if not issubclass(category, LackingWarning):
            show(message, category, *place, **more)
        elif str(message) not in said:
            said.add(str(message))
            click.echo(spoken(wrong("notes.note", note=str(message))), err=True)

    with warnings.catch_warnings():
        warnings.showwarning = told
        yield
