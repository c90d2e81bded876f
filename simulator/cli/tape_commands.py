"""The commands on loan tapes and their options."""

from pathlib import Path
from typing import Any

import click

from simulator.cli.language import LanguageGroup
from simulator.cli.options import FILE, JSON, QUIET, TAPE_OPTIONS, with_options
from simulator.reporting.language import Language

_SCENARIO = click.option("--scenario", type=FILE, help="Scenario that names the sectors  [default: Hefei]")
_LANGUAGE = click.option(
    "--lang", "language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of headings."
)
_OUT = click.option(
    "--out", type=FILE, default=Path("outputs"), show_default=True, help="Folder that holds the run folders."
)
_READING = (
    _SCENARIO,
    *TAPE_OPTIONS,
    _OUT,
    JSON,
    QUIET,
)


@click.group(cls=LanguageGroup)
def tape() -> None:
    """Read, check and make loan tapes: a bank's loans, one a row."""


@tape.command()
@click.argument("file", type=FILE)
@with_options(*_READING)
def check(file: Path, **options: Any) -> None:
    """Check a loan tape; list every faulty cell at once.

    FILE is CSV, .xlsx or .parquet. Faults are printed (the first 200), and all are written into a new folder, with a
    copy in which the faulty cells are red.
    """
    from simulator.cli import taping

    taping.check(file, taping.Options(**options))


@tape.command()
@click.argument("file", type=FILE, metavar="FILE.xlsx")
@_SCENARIO
@click.option("--unit", type=click.Choice(["元", "万元"]), default="万元", show_default=True, help="Unit of amounts.")
@_LANGUAGE
def template(file: Path, scenario: Path | None, unit: str, language: Language) -> None:
    """Write an empty loan tape with notes and lists."""
    from simulator.cli import taping

    taping.template(file, scenario=scenario, unit=unit, language=language)


@tape.command()
@click.argument("file", type=FILE)
@with_options(*_READING)
@_LANGUAGE
def anonymise(file: Path, language: str, **options: Any) -> None:
    """Change names, amounts and days of a tape; keep its structure."""
    from simulator.cli import taping

    taping.anonymise(file, taping.Options(**options), language=language)


@tape.command()
@_SCENARIO
@click.option("--loans", type=click.IntRange(1, 100_000), default=1000, show_default=True, help="Number of loans.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=2026, show_default=True, help="Seed of every draw.")
@_OUT
@_LANGUAGE
def sample(scenario: Path | None, loans: int, seed: int, out: Path, language: str) -> None:
    """Make up a loan tape and a history, for lessons and tests."""
    from simulator.cli import taping

    taping.sample(scenario=scenario, loans=loans, seed=seed, out=out, language=language)
