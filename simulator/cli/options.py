"""Options that many commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from simulator.cli.output import speak_utf8

Command = Callable[..., Any]

FILE = click.Path(path_type=Path)

WORLD_OPTIONS = (
    click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change one setting; repeatable."),
    click.option(
        "--overlay",
        "overlays",
        multiple=True,
        type=FILE,
        help="Lay a file of differences over the scenario; repeatable.",
    ),
)
RUN_OPTIONS = (
    click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of every draw."),
    click.option("--paths", type=click.IntRange(1, 10_000_000), help="Number of simulated histories."),
    click.option(
        "--out", type=FILE, default=Path("outputs"), show_default=True, help="Folder that holds the run folders."
    ),
    click.option("--threads", type=click.IntRange(1, 1024), help="Threads to use; the result does not depend on it."),
)

WORKERS = (
    click.option("--processes", type=click.IntRange(1, 1024), help="Run shards in so many processes."),
    click.option("--scheduler", metavar="ADDRESS", help="Run shards on the Dask cluster of this scheduler."),
    click.option("--local-cluster", type=click.IntRange(1, 1024), help="Run shards on a Dask cluster made here."),
)
SHARDS = (
    click.option("--shards", type=FILE, metavar="FOLDER", help="Simulate in shards, each kept here when finished."),
    click.option("--shard-paths", type=click.IntRange(1, 10_000_000), help="Paths of a shard  [default: what fits]"),
    *WORKERS,
)
UNITS_RIGHT = click.option(
    "--unit-is-right", "units_right", multiple=True, metavar="COLUMN",
    help="Confirm the unit of a column whose numbers are unusual; repeatable.",
)  # fmt: skip
TAPE_OPTIONS = (
    click.option("--as-of", metavar="DATE", help="Day of the tape; no date in it can be later  [default: today]"),
    click.option("--unit", type=click.Choice(["元", "万元"]), help="Unit of amounts whose heading states none."),
    click.option("--mapping", type=FILE, help="File that says what the bank's own headings and words stand for."),
    click.option("--sheet", metavar="NAME", help="Sheet of the workbook that holds the loans."),
    click.option("--control", type=FILE, help="Table of totals, when it is not a sheet of the workbook."),
    UNITS_RIGHT,
)


def _utf8_for_json(_: click.Context, __: click.Parameter, is_json: bool) -> bool:
    if is_json:
        speak_utf8()
    return is_json


JSON = click.option(
    "--json", "is_json", is_flag=True, callback=_utf8_for_json, help="Print the result as JSON, in UTF-8."
)
QUIET = click.option("--quiet", "is_quiet", is_flag=True, help="Say nothing on standard error while it goes well.")


def with_options(*options: Command) -> Callable[[Command], Command]:
    """Return a decorator that gives a command several options, in this order."""

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def shards_asked(options: dict[str, Any]) -> Any:
    """Take the options of shards out of the others and return what they ask for."""
    from simulator.cli import sharding

    names = ("shards", "shard_paths", "processes", "scheduler", "local_cluster")
    return sharding.options_of(**{name: options.pop(name) for name in names}, threads=options["threads"])
