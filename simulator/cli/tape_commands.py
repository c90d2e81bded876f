"""The commands on loan tapes and their options."""

from pathlib import Path
from typing import Any

import click

from simulator.cli.options import FILE, JSON, QUIET, TAPE_OPTIONS, with_options
from simulator.cli.spoken import SpokenCommand, SpokenGroup
from simulator.saying.words import language_in_force

_SCENARIO = click.option("--scenario", type=FILE)
_OUT = click.option("--out", type=FILE, default=Path("outputs"), show_default=True)
_READING = (
    _SCENARIO,
    *TAPE_OPTIONS,
    _OUT,
    JSON,
    QUIET,
)


class TapeCommand(SpokenCommand):
    """A command on loan tapes."""

    owner = "tape"


class TapeGroup(SpokenGroup):
    """The commands on loan tapes."""

    command_class = TapeCommand


@click.group(cls=TapeGroup)
def tape() -> None:
    """Read, check and make loan tapes: a bank's loans, one a row."""


@tape.command()
@click.argument("file", type=FILE)
@with_options(*_READING)
def check(file: Path, **options: Any) -> None:
    """Check a loan tape; list every faulty cell at once."""
    from simulator.cli import taping

    taping.check(file, taping.Options(**options))


@tape.command()
@click.argument("file", type=FILE, metavar="FILE.xlsx")
@_SCENARIO
@click.option("--unit", type=click.Choice(["元", "万元"]), default="万元", show_default=True)
def template(file: Path, scenario: Path | None, unit: str) -> None:
    """Write an empty loan tape with notes and lists."""
    from simulator.cli import taping

    taping.template(file, scenario=scenario, unit=unit, language=language_in_force())


@tape.command()
@click.argument("file", type=FILE)
@with_options(*_READING)
def anonymise(file: Path, **options: Any) -> None:
    """Change names, amounts and days of a tape; keep its structure."""
    from simulator.cli import taping

    taping.anonymise(file, taping.Options(**options), language=language_in_force())


@tape.command()
@_SCENARIO
@click.option("--loans", type=click.IntRange(1, 100_000), default=1000, show_default=True)
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=2026, show_default=True)
@_OUT
def sample(scenario: Path | None, loans: int, seed: int, out: Path) -> None:
    """Make up a loan tape and a history, for lessons and tests."""
    from simulator.cli import taping

    taping.sample(scenario=scenario, loans=loans, seed=seed, out=out, language=language_in_force())
