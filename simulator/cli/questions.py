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
    TAPE_OPTIONS,
    WORLD_OPTIONS,
    with_options,
)
from simulator.questions.every import questions


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


@main.command()
@click.argument("scenario", type=FILE)
@click.option("--tape", type=FILE, required=True, help="The bank's loans: CSV, .xlsx or .parquet, as in tape check.")
@with_options(*TAPE_OPTIONS)
@click.option(
    "--stress",
    "stress_names",
    multiple=True,
    metavar="NAME_OR_FILE",
    help="Stress to lay over the book; repeatable  [default: mild, moderate, severe]",
)
@click.option("--ratios", metavar="R,R,...", help="Compensation ratios to try beside the scheme's own.")
@click.option(
    "--filing-days",
    type=click.IntRange(0, 3650),
    default=30,
    show_default=True,
    help="Days from lending to filing after which a claim is late.",
)
@click.option("--provisions", metavar="AMOUNT", help="Provisions held now  [default: what the rules ask for]")
@click.option("--tolerance", type=float, help="Tolerated NPL ratio, such as 0.05  [default: the scenario's, if any]")
@click.option("--new-business", is_flag=True, help="Add the scenario's own applications of two years beside the book.")
@with_options(*WORLD_OPTIONS, *RUN_OPTIONS, JSON, QUIET)
def bank(scenario: Path, tape: Path, stress_names: tuple[str, ...], **options: Any) -> None:
    """Say what bad times do to a bank's own loans.

    The book of a loan tape with and without the scheme, under each stress: NPL ratio, loan classes, losses after
    compensation, provisions, capital, return; claims that may be refused; how bad it must get until margin,
    provisions and capital are gone. Simulates 1,000 paths unless --paths is given.
    """
    from simulator.cli import banking, comparing

    reading = {name: options.pop(name) for name in ("as_of", "unit", "mapping", "sheet", "control", "units_right")}
    own = {name: options.pop(name) for name in ("ratios", "filing_days", "provisions", "tolerance", "new_business")}
    asked = banking.Asked(tape, reading, stress_names, **own)
    banking.bank(scenario, comparing.Options(**options), asked)


for question in questions().values():
    main.add_command(QuestionCommand(question))
