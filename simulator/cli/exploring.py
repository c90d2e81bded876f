"""The command that serves a page on which levers are moved: explore."""

from dataclasses import dataclass
from pathlib import Path

import click

from simulator.cli import finding, progress
from simulator.cli.ending import TERMINATED, Terminated
from simulator.errors import wrong
from simulator.saying.speaker import said
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
    """Serve the page until Ctrl-C.

    Raises
    ------
    click.exceptions.Exit
        With status 143 when SIGTERM ended it.
    """
    from simulator.explorer.question import Source, read_source
    from simulator.explorer.server import Shelf
    from simulator.explorer.serving import serve

    path = scenario or shipped.hefei()
    finding.scenario_at(path, options.overlays, options.settings)
    start = Source(path, options.overlays, options.settings)
    read_source(start)
    progress.announce_compiling(is_quiet=options.is_quiet)
    status = 0
    try:
        serve(
            Shelf(start, shipped.scenario_files(), shipped.stress_files()),
            options.port,
            threads=options.threads,
            ready=lambda address: click.echo(said(wrong("notes.explore.open", address=address))),
        )
    except KeyboardInterrupt as error:
        # Ctrl-C is how the page is meant to be ended; whoever sends SIGTERM asks for the status.
        status = TERMINATED if isinstance(error, Terminated) else 0
    progress.say(wrong("notes.explore.stopped"), is_quiet=options.is_quiet)
    if status:
        raise click.exceptions.Exit(status)
