"""The commands that answer one question each: how large, which rule, what matters, what breaks it, what is best."""

from pathlib import Path
from typing import Any

import click

from simulator.cli.asking import QuestionCommand
from simulator.cli.commands import main
from simulator.cli.options import (
    FILE,
    JSON,
    QUIET,
    RUN_OPTIONS,
    with_options,
)
from simulator.questions.every import questions


@main.command()
@click.argument("outcomes", nargs=-1, type=FILE, metavar="[OUTCOME_FILE_OR_FOLDER...]")
@with_options(*RUN_OPTIONS, JSON, QUIET)
def hindcast(outcomes: tuple[Path, ...], **options: Any) -> None:
    """Hold the model against published outcomes of real schemes."""
    from simulator.cli import comparing, hindcasting

    hindcasting.hindcast(outcomes, comparing.Options(**options))


for question in questions().values():
    main.add_command(QuestionCommand(question))
