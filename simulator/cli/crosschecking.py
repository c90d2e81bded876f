"""The command `crosscheck`: both engines on a user's own scenario."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from simulator.analysis.crosscheck import Difference, PathCheck, crosscheck, expected_applications, scaled
from simulator.cli import finding, progress
from simulator.cli.group import THRESHOLD_MISSED
from simulator.errors import wrong
from simulator.faults import counted
from simulator.ledger import TOTALS

MOST_APPLICATIONS = 20_000


def check(
    path: Path,
    *,
    overlays: tuple[Path, ...],
    settings: tuple[str, ...],
    paths: int,
    first_path: int,
    scale: float | None,
    is_json: bool,
    is_quiet: bool,
) -> None:
    """Compare the engines path by path; exit with 3 at the first difference."""
    scenario = finding.scenario_at(path, overlays, settings).scenario
    factor = scale or min(1.0, MOST_APPLICATIONS / max(1.0, expected_applications(scenario)))
    if factor < 1:
        scenario = scaled(scenario, factor)
    progress.announce_compiling(is_quiet=is_quiet)
    checks: list[PathCheck] = []
    with progress.bar(wrong("progress.paths"), is_quiet=is_quiet) as show:
        for result in crosscheck(scenario, first_path, paths):
            checks.append(result)
            if show is not None:
                show(len(checks), paths)
            if result.difference is not None:
                break
    difference = checks[-1].difference
    if is_json:
        content = {
            "scenario": scenario.about.title,
            "scale": factor,
            "paths": [asdict(result) for result in checks],
            "is_equal": difference is None,
        }
        click.echo(json.dumps(content, ensure_ascii=False, indent=2))
    else:
        _print(scenario.about.title, factor, checks, difference)
    if difference is not None:
        click.get_current_context().exit(THRESHOLD_MISSED)


def _print(title: str, factor: float, checks: list[PathCheck], difference: Difference | None) -> None:
    click.echo(title)
    if factor < 1:
        click.echo(f"Scaled down: {factor:.3g} of the applications and of the opening book; the rules as they stand.")
    if difference is not None:
        click.echo(sentence(difference))
        return
    rows = sum(result.loan_rows for result in checks)
    click.echo(
        f"No difference. Compiled engine and event engine agree to the fen on {counted(len(checks), 'path')}: "
        f"{len(TOTALS)} totals of the policy and of the no-scheme arm, "
        f"{counted(checks[0].months, 'month')} of accounts, {counted(rows, 'row')} of loans."
    )


def sentence(difference: Difference) -> str:
    """Return a difference in words: path, month, account, loan, both amounts."""
    where = f"path {difference.path}"
    if difference.month is not None:
        where += f", month {difference.month}"
    if difference.loan is not None:
        month, number, generation, book = difference.loan
        name = f"number {number} of the opening book" if book else f"number {number} of month {month}"
        where += f", loan {name}" + (f", renewal {generation}" if generation else "")
    sides = [("compiled engine", difference.monte_carlo), ("event engine", difference.events)]
    amounts = ", ".join(f"{name}: {'no such entry' if value is None else value}" for name, value in sides)
    return f"DIFFERENCE at {where}, {difference.account}: {amounts} (amounts in fen)"
