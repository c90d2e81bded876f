"""The command `selftest`: our numbers beside others' numbers."""

import dataclasses
import json

import click

from simulator.analysis.selftesting.selftest import selftest_rows
from simulator.analysis.selftesting.selftest_row import SelfTestRow
from simulator.cli import progress
from simulator.cli.group import THRESHOLD_MISSED
from simulator.reporting import json_text, tables, terminal


def selftest(*, include_engine: bool, is_json: bool, is_quiet: bool) -> None:
    """Print every row with its verdict.

    Raises
    ------
    click.exceptions.Exit
        With status 3 when a row is missed.
    """
    if include_engine:
        progress.announce_compiling(is_quiet=is_quiet)
    rows = selftest_rows(include_engine=include_engine)
    missed = sum(not row.is_met for row in rows)
    if is_json:
        plain = json_text.plain([dataclasses.asdict(row) for row in rows])
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2))
    else:
        terminal.print_table(terminal.result_console(), _table(rows))
        click.echo(f"{len(rows) - missed} of {len(rows)} met")
    if missed:
        raise click.exceptions.Exit(THRESHOLD_MISSED)


def _table(rows: tuple[SelfTestRow, ...]) -> tables.Table:
    return tables.Table(
        name="selftest",
        title="Our numbers beside references",
        columns=("quantity", "ours", "reference", "difference", "allowed", "verdict", "source"),
        rows=tuple(
            (
                row.quantity, f"{row.ours:.8g}", f"{row.reference:.8g}", f"{row.difference:+.2g}",
                f"{row.tolerance:.2g}", "met" if row.is_met else "MISSED", row.source,
            )
            for row in rows
        ),
        notes=(),
        text_columns=("quantity", "source"),
    )  # fmt: skip
