"""What a command says it has written."""

from collections.abc import Sequence
from pathlib import Path

import click

from simulator.errors import wrong
from simulator.reporting.run_folder import MANIFEST
from simulator.saying.speaker import said

MOST_TO_OPEN = 3
_FIRST_KINDS = (".html", ".docx", ".png", ".csv", ".toml", ".xlsx")


def print_written(files: Sequence[Path]) -> None:
    """Name the run folder, how many files it has, and those to open first; or the one file that was written."""
    if len(files) == 1:
        click.echo(f"\n{said(wrong('notes.written', file=str(files[0])))}")
        return
    folder = folder_of(files)
    written = wrong("notes.written_folder", folder=str(folder), n=len(files), list=MANIFEST)
    click.echo(f"\n{said(written)}")
    click.echo("\n".join(f"  {file}" for file in to_open_first(files)))


def folder_of(files: Sequence[Path]) -> Path:
    """Return the run folder that the files are in."""
    return next(file.parent for file in files if file.name == MANIFEST)


def to_open_first(files: Sequence[Path]) -> list[Path]:
    """Return a report, a figure, a table and an overlay, the first of each kind that there is; three at most."""
    top = folder_of(files)
    others = [file for file in files if file.name not in (MANIFEST, "scenario.toml", "study.toml")]
    others = [file for file in others if file.suffix != ".toml" or file.parent == top]
    of_kinds = (next((file for file in others if file.suffix == kind), None) for kind in _FIRST_KINDS)
    return [file for file in of_kinds if file is not None][:MOST_TO_OPEN]
