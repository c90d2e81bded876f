"""Options that many commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from simulator.cli.output import speak_utf8

Command = Callable[..., Any]

FILE = click.Path(path_type=Path)

WORLD_OPTIONS = (
    click.option("--set", "settings", multiple=True, metavar="KEY=VALUE"),
    click.option(
        "--overlay",
        "overlays",
        multiple=True,
        type=FILE,
    ),
)
RUN_OPTIONS = (
    click.option("--seed", type=click.IntRange(0, 2**63 - 1)),
    click.option("--paths", type=click.IntRange(1, 10_000_000)),
    click.option("--out", type=FILE, default=Path("outputs"), show_default=True),
    click.option("--threads", type=click.IntRange(1, 1024)),
)

WORKERS = (
    click.option("--processes", type=click.IntRange(1, 1024)),
    click.option("--scheduler", metavar="ADDRESS"),
    click.option("--local-cluster", type=click.IntRange(1, 1024)),
)
SHARDS = (
    click.option("--shards", type=FILE, metavar="FOLDER"),
    click.option("--shard-paths", type=click.IntRange(1, 10_000_000)),
    *WORKERS,
)
UNITS_RIGHT = click.option(
    "--unit-is-right", "units_right", multiple=True, metavar="COLUMN",
)  # fmt: skip
TAPE_OPTIONS = (
    click.option("--as-of", metavar="DATE"),
    click.option("--unit", type=click.Choice(["元", "万元"])),
    click.option("--mapping", type=FILE),
    click.option("--sheet", metavar="NAME"),
    click.option("--control", type=FILE),
    UNITS_RIGHT,
)


def _utf8_for_json(_: click.Context, __: click.Parameter, is_json: bool) -> bool:
    if is_json:
        speak_utf8()
    return is_json


JSON = click.option("--json", "is_json", is_flag=True, callback=_utf8_for_json)
QUIET = click.option("--quiet", "is_quiet", is_flag=True)


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
