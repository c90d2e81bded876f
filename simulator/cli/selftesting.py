"""The command `selftest`: our numbers beside others' numbers."""

import json
from dataclasses import asdict

import click

from simulator.analysis.selftesting.selftest import selftest_rows
from simulator.analysis.selftesting.selftest_row import SelfTestRow
from simulator.answer import Column, Row, Table
from simulator.cli.group import THRESHOLD_MISSED
from simulator.errors import wrong
from simulator.places.reading import print_table
from simulator.saying.speaker import Speaker, said
from simulator.values import Own, phrase

COLUMNS = ("quantity", "ours", "reference", "difference", "tolerance", "verdict", "source")


def selftest(*, is_json: bool) -> None:
    """Print every row with its verdict.

    Raises
    ------
    click.exceptions.Exit
        With status 3 when a row is missed.
    """
    rows = selftest_rows()
    met = sum(row.is_met for row in rows)
    if is_json:
        english = Speaker("en", "CNY")
        plain = [
            {**asdict(row), "quantity": english.say(row.quantity), "source": english.say(row.source)} for row in rows
        ]
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2))
    else:
        print_table(_table(rows), ("quantity", "source"))
        click.echo(said(wrong("selftest.met", met=met, all=len(rows))))
    if met < len(rows):
        raise click.exceptions.Exit(THRESHOLD_MISSED)


def _table(rows: tuple[SelfTestRow, ...]) -> Table:
    return Table(
        "selftest",
        phrase("selftest.title"),
        tuple(Column(key, phrase(f"selftest.column.{key}")) for key in COLUMNS),
        tuple(_row(number, row) for number, row in enumerate(rows)),
    )


def _row(number: int, row: SelfTestRow) -> Row:
    """Return a row; its numbers have as many digits as tell ours from the reference."""
    numbers = (f"{row.ours:.8g}", f"{row.reference:.8g}", f"{row.difference:+.2g}", f"{row.tolerance:.2g}")
    verdict = phrase("selftest.is_met" if row.is_met else "selftest.is_missed")
    return Row(str(number), (row.quantity, *map(Own, numbers), verdict, row.source))
