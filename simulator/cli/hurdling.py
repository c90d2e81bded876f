"""The command that shows from which compensation ratio on a bank lends: hurdle."""

from pathlib import Path

import click

from simulator.analysis.hurdle import hurdle_of
from simulator.cli import finding
from simulator.reporting import hurdle_tables, terminal


def hurdle(path: Path, *, overlays: tuple[Path, ...], settings: tuple[str, ...], is_json: bool) -> None:
    """Print the break-even ratio of every grade and sector."""
    found = hurdle_of(finding.scenario_at(path, overlays, settings).scenario)
    if is_json:
        click.echo(hurdle_tables.hurdle_json(found))
        return
    tables = (hurdle_tables.ratios_table(found), hurdle_tables.pds_table(found))
    terminal.print_result(found.scenario, hurdle_tables.answer(found), tables)
