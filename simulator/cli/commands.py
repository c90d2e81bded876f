"""The commands that simulate, check and explain; the work is imported when one runs, so that `--help` is quick."""

from pathlib import Path
from typing import Any

import click

from simulator.cli.click_words import speak_click
from simulator.cli.finite import Finite
from simulator.cli.group import SafeGroup
from simulator.cli.options import (
    FILE,
    JSON,
    QUIET,
    RUN_OPTIONS,
    SHARDS,
    WORLD_OPTIONS,
    shards_asked,
    with_options,
)
from simulator.errors import wrong
from simulator.saying.speaker import said
from simulator.saying.words import LANGUAGES
from simulator.values import Phrase


def _print_version(ctx: click.Context, _: click.Parameter, is_wanted: bool) -> None:
    if is_wanted and not ctx.resilient_parsing:
        from simulator.cli.calling import version

        click.echo(version())
        ctx.exit()


def _not_with_shards(option: str) -> Phrase:
    return wrong("faults.at", place=option, what=wrong("faults.options.no_single_path", other="--shards"))


speak_click()


@click.group(cls=SafeGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version)
def main() -> None:
    """Compare compensation ratios and fund sizes of funds that share banks' losses on patent-pledge loans."""


@main.command()
@click.argument("places", nargs=-1, required=True, type=FILE, metavar="FILE_OR_FOLDER...")
@click.option("--base", type=FILE)
@with_options(JSON, QUIET)
def check(places: tuple[Path, ...], base: Path | None, is_json: bool, is_quiet: bool) -> None:
    """Check scenario, overlay and study files."""
    from simulator.cli import checking

    checking.check(places, base=base, is_json=is_json, is_quiet=is_quiet)


@main.command()
@click.argument("scenario", type=FILE)
@click.argument("key", required=False)
@with_options(*WORLD_OPTIONS, JSON)
def explain(
    scenario: Path, key: str | None, settings: tuple[str, ...], overlays: tuple[Path, ...], is_json: bool
) -> None:
    """Print the settings in force and who set them."""
    from simulator.cli import explaining

    explaining.explain(scenario, key, overlays=overlays, settings=settings, is_json=is_json)


@main.command()
@click.option(
    "--format", "form", type=click.Choice(["table", "markdown", "json-schema"]), default="table", show_default=True
)
def dictionary(form: str) -> None:
    """Print what can be set: meaning, unit, range, default."""
    from simulator.cli import explaining

    explaining.dictionary(form)


@main.command()
@click.argument("scenario", type=FILE)
@click.option(
    "--precision",
    type=float,
    metavar="PART",
)
@with_options(*WORLD_OPTIONS, *RUN_OPTIONS, *SHARDS, JSON, QUIET)
def run(scenario: Path, precision: float | None, **options: Any) -> None:
    """Simulate one scenario as it stands."""
    from simulator.cli import comparing, precise

    shards = shards_asked(options)
    if precision is None:
        comparing.run(scenario, comparing.Options(**options), shards)
    elif shards is not None:
        raise click.UsageError(said(_not_with_shards("--precision")))
    else:
        precise.run(scenario, comparing.Options(**options), precision)


@main.command()
@click.argument("scenario_or_study", type=FILE)
@click.option("--ratios", metavar="R,R,...")
@click.option("--fund-sizes", metavar="S,S,...")
@click.option(
    "--what-if",
    multiple=True,
    metavar="KEY=VALUE",
)
@click.option("--lang", type=click.Choice([*LANGUAGES, "both"]))
@click.option(
    "--panel",
    type=click.Choice(["csv", "parquet"]),
)
@with_options(*WORLD_OPTIONS, *RUN_OPTIONS, *SHARDS, JSON, QUIET)
def compare(
    scenario_or_study: Path, ratios: str | None, fund_sizes: str | None, what_if: tuple[str, ...], **options: Any
) -> None:
    """Compare compensation ratios and fund sizes, or one alternative with what is."""
    from simulator.cli import comparing

    shards = shards_asked(options)
    if shards is not None and options["panel"] is not None:
        raise click.UsageError(said(_not_with_shards("--panel")))
    comparing.compare(
        scenario_or_study,
        comparing.Options(**options),
        ratios=ratios,
        fund_sizes=fund_sizes,
        what_if=what_if,
        shards=shards,
    )


@main.command()
@click.argument("scenario", type=FILE)
@click.option("--paths", type=click.IntRange(1, 100_000), default=5, show_default=True)
@click.option("--first-path", type=click.IntRange(0, 2**31), default=0, show_default=True)
@click.option(
    "--scale",
    type=Finite(0, 1, min_open=True),
)
@with_options(*WORLD_OPTIONS, JSON, QUIET)
def crosscheck(
    scenario: Path,
    paths: int,
    first_path: int,
    scale: float | None,
    settings: tuple[str, ...],
    overlays: tuple[Path, ...],
    is_json: bool,
    is_quiet: bool,
) -> None:
    """Run both engines on the same paths and compare them to the fen."""
    from simulator.cli import crosschecking

    crosschecking.check(
        scenario,
        overlays=overlays,
        settings=settings,
        paths=paths,
        first_path=first_path,
        scale=scale,
        is_json=is_json,
        is_quiet=is_quiet,
    )


@main.command()
@with_options(JSON)
def selftest(is_json: bool) -> None:
    """Print our numbers beside published and exact ones."""
    from simulator.cli import selftesting

    selftesting.selftest(is_json=is_json)


@main.command()
@with_options(*RUN_OPTIONS, JSON, QUIET)
def demo(**options: Any) -> None:
    """Compare ratios for Hefei on few paths, explained."""
    from simulator.cli import comparing

    comparing.demo(comparing.Options(**options))


@main.command()
@click.argument("run", type=FILE, metavar="RUN")
@click.option(
    "--lang",
    type=click.Choice([*LANGUAGES, "both"]),
    default="both",
    show_default=True,
)
@click.option(
    "--with",
    "beside",
    multiple=True,
    type=FILE,
    metavar="RUN",
)
@click.option(
    "--chance",
    type=Finite(0, 1, min_open=True, max_open=True),
    default=0.01,
    show_default=True,
)
@click.option("--pdf", "is_pdf", is_flag=True)
@click.option("--docx", "is_docx", is_flag=True)
@click.option("--xlsx", "is_xlsx", is_flag=True)
@with_options(RUN_OPTIONS[2], QUIET)
def report(run: Path, **options: Any) -> None:
    """Write one HTML file for a decision from a run folder."""
    from simulator.cli import reporting_command

    reporting_command.report(run, reporting_command.Options(**options))


@main.command()
@click.argument("scenario", required=False, type=FILE)
@click.option("--port", type=click.IntRange(0, 65_535), default=8765, show_default=True)
@with_options(*WORLD_OPTIONS, RUN_OPTIONS[3], QUIET)
def explore(scenario: Path | None, **options: Any) -> None:
    """Move the levers by hand, on a local page."""
    from simulator.cli import exploring

    exploring.explore(scenario, exploring.Options(**options))
