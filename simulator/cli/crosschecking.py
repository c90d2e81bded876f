"""The command `crosscheck`: both engines on a user's own scenario."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from simulator.analysis.crosscheck import Difference, PathCheck, crosscheck, expected_applications, scaled
from simulator.cli import finding, progress
from simulator.cli.group import THRESHOLD_MISSED
from simulator.errors import wrong
from simulator.ledger import TOTALS
from simulator.questions.names import title_of
from simulator.saying.speaker import said
from simulator.values import Listed, Number, Own, Phrase, Value, phrase

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
    with progress.bar(wrong("crosscheck.paths"), is_quiet=is_quiet) as show:
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
        _print(title_of(scenario), factor, checks, difference)
    if difference is not None:
        click.get_current_context().exit(THRESHOLD_MISSED)


def _print(title: Value, factor: float, checks: list[PathCheck], difference: Difference | None) -> None:
    click.echo(said(title))
    if factor < 1:
        click.echo(said(phrase("crosscheck.scaled", factor=Number(factor))))
    if difference is not None:
        click.echo(said(sentence(difference)))
        return
    months = phrase("count.months", n=Number(checks[0].months, "count"))
    paths = phrase("count.paths", n=Number(len(checks), "count"))
    rows = wrong("crosscheck.rows", n=sum(result.loan_rows for result in checks))
    click.echo(said(wrong("crosscheck.equal", paths=paths, totals=len(TOTALS), months=months, rows=rows)))


def sentence(difference: Difference) -> Phrase:
    """Return a difference in words: path, month, account, loan, both amounts."""
    return wrong(
        "crosscheck.difference",
        where=Listed(tuple(_where(difference)), "comma"),
        account=difference.account,
        compiled=_side(difference.monte_carlo),
        events=_side(difference.events),
    )


def _where(difference: Difference) -> Iterator[Phrase]:
    yield wrong("crosscheck.path", path=str(difference.path))
    if difference.month is not None:
        yield wrong("crosscheck.month", month=str(difference.month))
    if difference.loan is not None:
        month, number, generation, book = difference.loan
        yield wrong(f"crosscheck.loan_of_{'book' if book else 'month'}", number=str(number), month=str(month))
        if generation:
            yield wrong("crosscheck.renewal", number=str(generation))


def _side(amount: int | None) -> Value:
    return phrase("crosscheck.no_entry") if amount is None else Own(str(amount))
