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
    WORLD_OPTIONS,
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


@main.command()
@click.argument("scenario", type=FILE)
@click.option(
    "--draws",
    type=click.IntRange(0, 1 << 14),
    default=64,
    show_default=True,
    help="Joint draws, and rows of the Sobol sample (a power of two); 0 for neither, which takes half a minute.",
)
@click.option(
    "--against",
    multiple=True,
    metavar="KEY=VALUE",
    help="Compare with the policy that has this setting; repeatable.  [default: the best of five other ratios]",
)
@with_options(*WORLD_OPTIONS, *RUN_OPTIONS, JSON, QUIET)
def sensitivity(scenario: Path, draws: int, against: tuple[str, ...], **options: Any) -> None:
    """Say which assumptions matter most.

    Moves every setting whose source states a range, alone; then draws the top five together (Sobol indices), and all:
    the band of each answer, and where the scenario beats another policy. Simulates 400 paths unless --paths is given.
    """
    from simulator.cli import comparing, sensing

    sensing.sensitivity(scenario, comparing.Options(**options), draws=draws, against=against)


@main.command()
@click.argument("scenario", type=FILE)
@click.option(
    "--stress",
    "stress_names",
    multiple=True,
    metavar="NAME_OR_FILE",
    help="Stress to lay over the scenario; repeatable  [default: the six in scenarios/stress/]",
)
@click.option("--together", is_flag=True, help="Also lay all of them over it at once.")
@click.option("--sequence", metavar="NAME@MONTH,...", help='Also in sequence, such as "mild@13,severe@49".')
@click.option(
    "--limit", type=float, default=0.1, show_default=True, help="Chance of running dry that a severity may reach."
)
@click.option("--years", type=click.IntRange(1, 20), default=5, show_default=True, help="Horizon of that chance.")
@with_options(*WORLD_OPTIONS, *RUN_OPTIONS, JSON, QUIET)
def stress(
    scenario: Path,
    stress_names: tuple[str, ...],
    together: bool,
    sequence: str | None,
    limit: float,
    years: int,
    **options: Any,
) -> None:
    """Say what bad times do, and what it takes to empty the fund.

    Every measure under each stress with its paired change, lending kept open, the smallest severity of each stress
    at which the fund runs dry with a given chance, and the mildest downturn in which it does so as likely as not.
    Simulates 1,000 paths unless --paths is given.
    """
    from simulator.cli import comparing, stressing

    asked = stressing.Asked(stress_names, together, sequence, limit, years)
    stressing.stress(scenario, comparing.Options(**options), asked)


for question in questions().values():
    main.add_command(QuestionCommand(question))
