"""The commands that simulate, check and explain; the work is imported when one runs, so that `--help` is quick."""

from pathlib import Path
from typing import Any

import click

from simulator.cli.finite import Finite
from simulator.cli.group import SafeGroup
from simulator.cli.options import (
    FILE,
    JSON,
    QUIET,
    RUN_OPTIONS,
    SHARDS,
    UNITS_RIGHT,
    WORLD_OPTIONS,
    shards_asked,
    with_options,
)


def _print_version(ctx: click.Context, _: click.Parameter, is_wanted: bool) -> None:
    if is_wanted and not ctx.resilient_parsing:
        from simulator.cli.calling import version

        click.echo(version())
        ctx.exit()


@click.group(cls=SafeGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Print the version."
)
def main() -> None:
    """Compare compensation ratios and fund sizes of funds that share banks' losses on patent-pledge loans.

    Results go to standard output, progress to standard error.
    Exit status: 0 fine, 1 a defect of this program, 2 a mistake in what was given, 3 a threshold missed,
    130 interrupted, 143 ended by SIGTERM.
    """


@main.command()
@click.argument("places", nargs=-1, required=True, type=FILE, metavar="FILE_OR_FOLDER...")
@click.option("--base", type=FILE, help="Scenario over which overlays are checked  [default: the Hefei scenario]")
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
    """Print the settings in force and who set them.

    Each with its unit and the file and line that set it. KEY narrows it to one setting, with its meaning and source,
    or to one section.
    """
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
    help="Take as many paths as bring the chance of running dry and tails within this part of their value; each at "
    "most --paths.",
)
@with_options(*WORLD_OPTIONS, *RUN_OPTIONS, *SHARDS, JSON, QUIET)
def run(scenario: Path, precision: float | None, **options: Any) -> None:
    """Simulate one scenario as it stands.

    With --precision, exit status 3 when a figure stays wider than wanted.
    With --shards, see `resume`.
    """
    from simulator.cli import comparing, precise

    shards = shards_asked(options)
    if precision is None:
        comparing.run(scenario, comparing.Options(**options), shards)
    elif shards is not None:
        raise click.UsageError("--precision: not together with --shards")
    else:
        precise.run(scenario, comparing.Options(**options), precision)


@main.command()
@click.argument("scenario_or_study", type=FILE)
@click.option("--ratios", metavar="R,R,...", help="Compensation ratios to compare, such as 0,0.35,0.7  [default: 11]")
@click.option("--fund-sizes", metavar="S,S,...", help='Fund sizes, such as "10 million,20 million"  [default: 9]')
@click.option(
    "--what-if",
    multiple=True,
    metavar="KEY=VALUE",
    help="Compare the scenario with one alternative instead; repeatable, all changes together.",
)
@click.option(
    "--lang",
    type=click.Choice(["en", "zh", "both"]),
    default="en",
    show_default=True,
    help="Language of figures and of tables for papers.",
)
@click.option(
    "--panel",
    type=click.Choice(["csv", "parquet"]),
    help="Write every measure path by path too, one row per path and policy.",
)
@with_options(*WORLD_OPTIONS, *RUN_OPTIONS, *SHARDS, JSON, QUIET)
def compare(
    scenario_or_study: Path, ratios: str | None, fund_sizes: str | None, what_if: tuple[str, ...], **options: Any
) -> None:
    """Compare compensation ratios and fund sizes, or one alternative with what is.

    All policies meet the same draws. Prints tables, and writes tables and figures into a new folder.
    Fund sizes are separated by commas (write 5000000 or "5 million", not 5,000,000).
    A study file names its own policies. With --shards, see `resume`.
    """
    from simulator.cli import comparing

    shards = shards_asked(options)
    if shards is not None and options["panel"] is not None:
        raise click.UsageError("--panel: not together with --shards, which keeps sums and no single path")
    comparing.compare(
        scenario_or_study,
        comparing.Options(**options),
        ratios=ratios,
        fund_sizes=fund_sizes,
        what_if=what_if,
        shards=shards,
    )


@main.command()
@click.argument("data", nargs=-1, required=True, type=FILE, metavar="DATA.csv...")
@with_options(UNITS_RIGHT, RUN_OPTIONS[2], JSON)
def calibrate(data: tuple[Path, ...], units_right: tuple[str, ...], out: Path, is_json: bool) -> None:
    """Learn parameters from data.

    The columns of a file say what it holds: default counts (year, obligors, defaults, perhaps grade) or
    default rates (year, default_rate). Writes learnt.toml, an overlay for `run` and `compare`, the draws
    of the uncertainty, and fit plots.
    """
    from simulator.cli import calibrating

    calibrating.calibrate(data, units_right=units_right, out=out, is_json=is_json)


@main.command()
@click.argument("scenario", type=FILE)
@click.argument("loans", type=FILE, metavar="LOANS.csv")
@click.option("--out", type=FILE, help="Also write the rows as CSV in a new folder inside this one.")
@with_options(*WORLD_OPTIONS, JSON, QUIET)
def replay(
    scenario: Path,
    loans: Path,
    out: Path | None,
    settings: tuple[str, ...],
    overlays: tuple[Path, ...],
    is_json: bool,
    is_quiet: bool,
) -> None:
    """Run known loans through the rules, loan by loan."""
    from simulator.cli import replaying

    replaying.replay(scenario, loans, overlays=overlays, settings=settings, out=out, is_json=is_json, is_quiet=is_quiet)


@main.command()
@click.argument("scenario", type=FILE)
@click.option("--paths", type=click.IntRange(1, 100_000), default=5, show_default=True, help="Paths to compare.")
@click.option("--first-path", type=click.IntRange(0, 2**31), default=0, show_default=True, help="First of them.")
@click.option(
    "--scale",
    type=Finite(0, 1, min_open=True),
    help="Part of the applications and of the opening book to keep  [default: at most 20,000 a path]",
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
    """Run both engines on the same paths and compare them to the fen.

    Exit status 3 when they differ, with the first differing month, account and loan.
    """
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
@click.argument("scenario", type=FILE)
@click.option(
    "--within",
    type=Finite(0, 10_000, min_open=True),
    help="Search the fewest desks with which claims are paid (applications decided) within so many days.",
)
@click.option(
    "--share",
    type=Finite(0, 1, min_open=True),
    default=0.9,
    show_default=True,
    help="Part of the claims (applications) for which --within shall hold.",
)
@click.option(
    "--desk",
    type=click.Choice(["appraisers", "bank_desks", "auction_slots", "claim_assessors"]),
    default="claim_assessors",
    show_default=True,
    help="Desk whose number is searched.",
)
@click.option(
    "--counted-from",
    type=click.Choice(["filing", "default"]),
    default="filing",
    show_default=True,
    help="Where the days of a claim begin (those of an application begin with it).",
)
@click.option(
    "--replications",
    type=click.IntRange(2, 10_000),
    help="Simulated histories  [default: 10, doubled until the mean days are known to 5 %]",
)
@with_options(*WORLD_OPTIONS, RUN_OPTIONS[0], RUN_OPTIONS[2], JSON, QUIET)
def operations(scenario: Path, **options: Any) -> None:
    """Study the desks: waiting, days to payment, desks needed.

    Day by day, with the limited desks and service times of the scenario's section [operations].
    Writes tables, figures and lags.toml, an overlay with the lags found for `run` and `compare`.
    """
    from simulator.cli import operating

    operating.operate(scenario, operating.Options(**options))


@main.command()
@click.option("--without-engine", is_flag=True, help="Only the checks that need no simulation.")
@with_options(JSON, QUIET)
def selftest(without_engine: bool, is_json: bool, is_quiet: bool) -> None:
    """Print our numbers beside published and exact ones.

    Exit status 3 when one is missed.
    """
    from simulator.cli import selftesting

    selftesting.selftest(include_engine=not without_engine, is_json=is_json, is_quiet=is_quiet)


@main.command()
@click.argument("source", type=FILE, metavar="SCENARIO_OR_RUN_FOLDER")
@click.option("--path", "path", type=click.IntRange(0, 2**32 - 1), required=True, help="Number of the path, from 0.")
@click.option("--policy", metavar="NAME", help="Policy of a run folder or study  [default: its baseline]")
@click.option("--loan", metavar="NAME", help="Print one loan's case file, such as 2027-03-0017, and write nothing.")
@click.option("--lang", type=click.Choice(["en", "zh"]), help="Language of the case file  [default: en]")
@click.option("--out", type=FILE, help="Folder that holds the run folders  [default: outputs]")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of every draw.")
@with_options(*WORLD_OPTIONS, JSON, QUIET)
def events(source: Path, **options: Any) -> None:
    """Open one simulated path: every event, the fund's balance, one loan's life.

    Writes the log of all events and a timeline into a new folder, or prints the case file of one loan.
    A run folder is opened with its own scenario and seed, so that a path that one of its tables calls extreme
    is found under its number.
    """
    from simulator.cli import eventing

    eventing.events(source, eventing.Options(**options))


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
    type=click.Choice(["zh", "en", "both"]),
    default="both",
    show_default=True,
    help="Language of the report; both: one file with a button.",
)
@click.option(
    "--with",
    "beside",
    multiple=True,
    type=FILE,
    metavar="RUN",
    help="Run folder of sensitivity or attribute on the same scenario; repeatable.",
)
@click.option(
    "--chance",
    type=Finite(0, 1, min_open=True, max_open=True),
    default=0.01,
    show_default=True,
    help="Chance of running dry that can be defended.",
)
@click.option("--pdf", "is_pdf", is_flag=True, help="Also print it on A4 with an installed Chromium, Chrome or Edge.")
@click.option("--docx", "is_docx", is_flag=True, help="Also write the documents that an office files.")
@click.option("--xlsx", "is_xlsx", is_flag=True, help="Also write a workbook with charts.")
@with_options(RUN_OPTIONS[2], QUIET)
def report(run: Path, **options: Any) -> None:
    """Write one HTML file for a decision from a run folder.

    RUN is a folder of compare or run. The file holds the answer in five sentences, tables, figures, assumptions with
    their sources and the command that repeats it, and asks for nothing from outside.
    """
    from simulator.cli import reporting_command

    reporting_command.report(run, reporting_command.Options(**options))


@main.command()
@click.argument("scenario", required=False, type=FILE)
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=8765, show_default=True, help="Port on this machine; 0: any."
)
@with_options(*WORLD_OPTIONS, RUN_OPTIONS[3], QUIET)
def explore(scenario: Path | None, **options: Any) -> None:
    """Move the levers by hand, on a local page.

    Serves a page on this machine alone: levers on the left, the answer on the right while they move, first on few
    paths and then on more. Without SCENARIO it starts with Hefei.
    """
    from simulator.cli import exploring

    exploring.explore(scenario, exploring.Options(**options))
