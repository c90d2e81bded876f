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
    SHARDS,
    TAPE_OPTIONS,
    WORLD_OPTIONS,
    shards_asked,
    with_options,
)
from simulator.questions.every import questions


@main.command()
@click.argument("scenario", type=FILE)
@click.option("--chance", type=float, default=0.01, show_default=True, help="Largest chance of running dry.")
@click.option("--years", type=click.IntRange(1, 20), default=5, show_default=True, help="Horizon.")
@click.option(
    "--ratios", metavar="R,R,...", help="Compensation ratios beside the scenario's own  [default: 0.2,0.5,0.8]"
)
@with_options(*WORLD_OPTIONS, *RUN_OPTIONS, JSON, QUIET)
def size(scenario: Path, chance: float, years: int, ratios: str | None, **options: Any) -> None:
    """Find the smallest fund that hardly ever runs dry.

    Running dry means: an approved claim is not paid in full for lack of money. Prints the size with its interval,
    what such a fund lends and leaves idle, and the yearly top-up that does the same.
    """
    from simulator.cli import comparing, sizing

    sizing.size(scenario, comparing.Options(**options), chance=chance, years=years, ratios=ratios)


@main.command()
@click.argument("outcomes", nargs=-1, type=FILE, metavar="[OUTCOME_FILE_OR_FOLDER...]")
@with_options(*RUN_OPTIONS, JSON, QUIET)
def hindcast(outcomes: tuple[Path, ...], **options: Any) -> None:
    """Hold the model against published outcomes of real schemes."""
    from simulator.cli import comparing, hindcasting

    hindcasting.hindcast(outcomes, comparing.Options(**options))


@main.command()
@click.argument("study", type=FILE, metavar="STUDY.toml")
@with_options(*WORLD_OPTIONS, *RUN_OPTIONS, JSON, QUIET)
def design(study: Path, **options: Any) -> None:
    """Find the policies that no other beats.

    Searches the levers of a design study for the policies that no other beats on additional lending, public cost and
    chance of running dry, within its limits. Each of them is run again on fresh paths (--paths), and written as a
    scenario file.
    """
    from simulator.cli import comparing, designing

    designing.design(study, comparing.Options(**options))


@main.command()
@click.argument("study", type=FILE)
@with_options(WORLD_OPTIONS[0], *RUN_OPTIONS, *SHARDS, JSON, QUIET)
def pool(study: Path, **options: Any) -> None:
    """Say which of several funds run dry together.

    STUDY names cities with [[city]] tables. Compares their funds with one pot of the same money, one economy for all
    with an economy for each, and says what a centre behind them must hold.
    With --shards, see `resume`.
    """
    from simulator.cli import comparing, pooling

    shards = shards_asked(options)
    pooling.pool(study, comparing.Options(**options), shards)


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
