"""The command that serves a page on which levers are moved: explore."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

import click

from simulator.cli import finding, progress
from simulator.scenario import shipped


@dataclass(frozen=True)
class Options:
    """What the user asked for; the names are those of the options."""

    settings: tuple[str, ...] = ()
    overlays: tuple[Path, ...] = ()
    port: int = 0
    threads: int | None = None
    is_quiet: bool = False


def explore(scenario: Path | None, options: Options) -> None:
    """Serve the page until Ctrl-C."""
    from simulator.explorer.question import Source, read_source
    from simulator.explorer.server import Shelf
    from simulator.explorer.serving import serve

    path = scenario or shipped.hefei()
    finding.scenario_at(path, options.overlays, options.settings)
    start = Source(path, options.overlays, options.settings)
    read_source(start)
    progress.announce_compiling(is_quiet=options.is_quiet)
    with contextlib.suppress(KeyboardInterrupt):
        serve(
            Shelf(start, shipped.scenario_files(), shipped.stress_files()),
            options.port,
            threads=options.threads,
            ready=lambda address: click.echo(f"Open {address} in a browser; Ctrl-C ends it."),
        )
    progress.say("stopped", is_quiet=options.is_quiet)
