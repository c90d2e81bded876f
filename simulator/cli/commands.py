"""The commands and their options; the work is imported when a command runs, so that `--help` is quick."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from simulator.cli.group import SafeGroup

Command = Callable[..., Any]

_FILE = click.Path(path_type=Path)

_WORLD_OPTIONS = (
    click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change one setting; repeatable."),
    click.option(
        "--overlay",
        "overlays",
        multiple=True,
        type=_FILE,
        help="Lay a file of differences over the scenario; repeatable.",
    ),
)
_RUN_OPTIONS = (
    click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of every draw."),
    click.option("--paths", type=click.IntRange(1, 10_000_000), help="Number of simulated histories."),
    click.option(
        "--out", type=_FILE, default=Path("outputs"), show_default=True, help="Folder that holds the run folders."
    ),
    click.option("--threads", type=click.IntRange(1, 1024), help="Threads to use; the result does not depend on it."),
)
_JSON = click.option("--json", "is_json", is_flag=True, help="Print the result as JSON.")
_QUIET = click.option("--quiet", "is_quiet", is_flag=True, help="Say nothing on standard error while it goes well.")


def _with(*options: Command) -> Callable[[Command], Command]:
    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


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
    130 interrupted.
    """


@main.command()
@click.argument("places", nargs=-1, required=True, type=_FILE, metavar="FILE_OR_FOLDER...")
@click.option("--base", type=_FILE, help="Scenario over which overlays are checked  [default: the Hefei scenario]")
@_with(_JSON, _QUIET)
def check(places: tuple[Path, ...], base: Path | None, is_json: bool, is_quiet: bool) -> None:
    """Check scenario, overlay and study files."""
    from simulator.cli import checking

    checking.check(places, base=base, is_json=is_json, is_quiet=is_quiet)


@main.command()
@click.argument("scenario", type=_FILE)
@click.argument("key", required=False)
@_with(*_WORLD_OPTIONS, _JSON)
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
@click.argument("scenario", type=_FILE)
@_with(*_WORLD_OPTIONS, *_RUN_OPTIONS, _JSON, _QUIET)
def run(scenario: Path, **options: Any) -> None:
    """Simulate one scenario as it stands."""
    from simulator.cli import comparing

    comparing.run(scenario, comparing.Options(**options))


@main.command()
@click.argument("scenario_or_study", type=_FILE)
@click.option("--ratios", metavar="R,R,...", help="Compensation ratios to compare, such as 0,0.35,0.7  [default: 11]")
@click.option("--fund-sizes", metavar="S,S,...", help='Fund sizes, such as "10 million,20 million"  [default: 9]')
@_with(*_WORLD_OPTIONS, *_RUN_OPTIONS, _JSON, _QUIET)
def compare(scenario_or_study: Path, ratios: str | None, fund_sizes: str | None, **options: Any) -> None:
    """Compare compensation ratios and fund sizes.

    All policies meet the same draws. Prints tables, and writes tables and figures into a new folder.
    Fund sizes are separated by commas (write 5000000 or "5 million", not 5,000,000).
    A study file names its own policies.
    """
    from simulator.cli import comparing

    comparing.compare(scenario_or_study, comparing.Options(**options), ratios=ratios, fund_sizes=fund_sizes)


@main.command()
@click.argument("scenario", type=_FILE)
@click.option("--chance", type=float, default=0.01, show_default=True, help="Largest chance of running dry.")
@click.option("--years", type=click.IntRange(1, 20), default=5, show_default=True, help="Horizon.")
@click.option(
    "--ratios", metavar="R,R,...", help="Compensation ratios beside the scenario's own  [default: 0.2,0.5,0.8]"
)
@_with(*_WORLD_OPTIONS, *_RUN_OPTIONS, _JSON, _QUIET)
def size(scenario: Path, chance: float, years: int, ratios: str | None, **options: Any) -> None:
    """Find the smallest fund that hardly ever runs dry.

    Running dry means: an approved claim is not paid in full for lack of money. Prints the size with its interval,
    what such a fund lends and leaves idle, and the yearly top-up that does the same.
    """
    from simulator.cli import comparing, sizing

    sizing.size(scenario, comparing.Options(**options), chance=chance, years=years, ratios=ratios)


@main.command()
@click.argument("scenario", type=_FILE)
@_with(*_WORLD_OPTIONS, *_RUN_OPTIONS, _JSON, _QUIET)
def attribute(scenario: Path, **options: Any) -> None:
    """Say which rule decides on the best ratio.

    Switches each rule by which more cover can lead to less lending (leverage limit, stop line, step-down, depletion,
    ...) off alone and on alone, and varies the additionality target. Simulates 1,000 paths unless --paths is given.
    """
    from simulator.cli import attributing, comparing

    attributing.attribute(scenario, comparing.Options(**options))


@main.command()
@click.argument("scenario", type=_FILE)
@click.argument("data", nargs=-1, required=True, type=_FILE, metavar="DATA.csv...")
@click.option("--rule", "rules", multiple=True, type=_FILE, help="Overlay with another rule; repeatable.")
@_with(*_WORLD_OPTIONS, _RUN_OPTIONS[2], _JSON)
def backtest(scenario: Path, data: tuple[Path, ...], **options: Any) -> None:
    """Hold rules, PDs and forecasts against what happened.

    The columns of a file say what it holds: loans with known outcomes (as for `replay`, perhaps fund_paid),
    PDs used (year, obligors, defaults, pd, perhaps grade) or forecasts (forecast, low, high, outcome).
    One file of each kind. Nothing is simulated.
    """
    from simulator.cli import backtesting

    backtesting.backtest(scenario, data, **options)


@main.command()
@click.argument("data", nargs=-1, required=True, type=_FILE, metavar="DATA.csv...")
@_with(_RUN_OPTIONS[2], _JSON)
def calibrate(data: tuple[Path, ...], out: Path, is_json: bool) -> None:
    """Learn parameters from data.

    The columns of a file say what it holds: default counts (year, obligors, defaults, perhaps grade) or
    default rates (year, default_rate). Writes learnt.toml, an overlay for `run` and `compare`, the draws
    of the uncertainty, and fit plots.
    """
    from simulator.cli import calibrating

    calibrating.calibrate(data, out=out, is_json=is_json)


@main.command()
@click.argument("outcomes", nargs=-1, type=_FILE, metavar="[OUTCOME_FILE_OR_FOLDER...]")
@_with(*_RUN_OPTIONS, _JSON, _QUIET)
def hindcast(outcomes: tuple[Path, ...], **options: Any) -> None:
    """Hold the model against published outcomes of real schemes.

    Starts from each scheme's terms and says whether its published figure lies where 95 % of the paths do.
    Simulates 500 paths unless --paths is given; without files, all of scenarios/outcomes.
    """
    from simulator.cli import comparing, hindcasting

    hindcasting.hindcast(outcomes, comparing.Options(**options))


@main.command()
@click.argument("scenario", type=_FILE)
@_with(*_WORLD_OPTIONS, _JSON)
def hurdle(scenario: Path, settings: tuple[str, ...], overlays: tuple[Path, ...], is_json: bool) -> None:
    """Print from which compensation ratio on a bank lends.

    By grade and sector, from the lender's terms; nothing is simulated.
    """
    from simulator.cli import hurdling

    hurdling.hurdle(scenario, overlays=overlays, settings=settings, is_json=is_json)


@main.command()
@click.argument("scenario", type=_FILE)
@click.option(
    "--stress",
    "stress_names",
    multiple=True,
    metavar="NAME_OR_FILE",
    help="Stress to lay over the scenario; repeatable  [default: the six in scenarios/stress/]",
)
@click.option("--together", is_flag=True, help="Also lay all of them over it at once.")
@click.option("--sequence", metavar="NAME@MONTH,...", help='Also in sequence, such as "mild@13,severe@49".')
@click.option(
    "--limit", type=float, default=0.1, show_default=True, help="Chance of running dry that a severity may reach."
)
@click.option("--years", type=click.IntRange(1, 20), default=5, show_default=True, help="Horizon of that chance.")
@_with(*_WORLD_OPTIONS, *_RUN_OPTIONS, _JSON, _QUIET)
def stress(
    scenario: Path,
    stress_names: tuple[str, ...],
    together: bool,
    sequence: str | None,
    limit: float,
    years: int,
    **options: Any,
) -> None:
    """Say what bad times do, and what it takes to empty the fund.

    Every measure under each stress with its paired change, lending kept open, the smallest severity of each stress
    at which the fund runs dry with a given chance, and the mildest downturn in which it does so as likely as not.
    Simulates 1,000 paths unless --paths is given.
    """
    from simulator.cli import comparing, stressing

    asked = stressing.Asked(stress_names, together, sequence, limit, years)
    stressing.stress(scenario, comparing.Options(**options), asked)


@main.command()
@click.argument("scenario", type=_FILE)
@click.argument("loans", type=_FILE, metavar="LOANS.csv")
@click.option("--out", type=_FILE, help="Also write the rows as CSV in a new folder inside this one.")
@_with(*_WORLD_OPTIONS, _JSON, _QUIET)
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
@click.argument("scenario", type=_FILE)
@click.option("--paths", type=click.IntRange(1, 100_000), default=5, show_default=True, help="Paths to compare.")
@click.option("--first-path", type=click.IntRange(0, 2**31), default=0, show_default=True, help="First of them.")
@click.option(
    "--scale",
    type=click.FloatRange(0, 1, min_open=True),
    help="Part of the applications and of the opening book to keep  [default: at most 20,000 a path]",
)
@_with(*_WORLD_OPTIONS, _JSON, _QUIET)
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
@click.argument("scenario", type=_FILE)
@click.option(
    "--within",
    type=click.FloatRange(0, 10_000, min_open=True),
    help="Search the fewest desks with which claims are paid (applications decided) within so many days.",
)
@click.option(
    "--share",
    type=click.FloatRange(0, 1, min_open=True),
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
@_with(*_WORLD_OPTIONS, _RUN_OPTIONS[0], _RUN_OPTIONS[2], _JSON, _QUIET)
def operations(scenario: Path, **options: Any) -> None:
    """Study the desks: waiting, days to payment, desks needed.

    Day by day, with the limited desks and service times of the scenario's section [operations].
    Writes tables, figures and lags.toml, an overlay with the lags found for `run` and `compare`.
    """
    from simulator.cli import operating

    operating.operate(scenario, operating.Options(**options))


@main.command()
@click.option("--without-engine", is_flag=True, help="Only the checks that need no simulation.")
@_with(_JSON, _QUIET)
def selftest(without_engine: bool, is_json: bool, is_quiet: bool) -> None:
    """Print our numbers beside published and exact ones.

    Exit status 3 when one is missed.
    """
    from simulator.cli import selftesting

    selftesting.selftest(include_engine=not without_engine, is_json=is_json, is_quiet=is_quiet)


@main.command()
@click.argument("source", type=_FILE, metavar="SCENARIO_OR_RUN_FOLDER")
@click.option("--path", "path", type=click.IntRange(0, 2**32 - 1), required=True, help="Number of the path, from 0.")
@click.option("--policy", metavar="NAME", help="Policy of a run folder or study  [default: its baseline]")
@click.option("--loan", metavar="NAME", help="Print one loan's case file, such as 2027-03-0017, and write nothing.")
@click.option("--lang", type=click.Choice(["en", "zh"]), help="Language of the case file  [default: en]")
@click.option("--out", type=_FILE, help="Folder that holds the run folders  [default: outputs]")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of every draw.")
@_with(*_WORLD_OPTIONS, _JSON, _QUIET)
def events(source: Path, **options: Any) -> None:
    """Open one simulated path: every event, the fund's balance, one loan's life.

    Writes the log of all events and a timeline into a new folder, or prints the case file of one loan.
    A run folder is opened with its own scenario and seed, so that a path that one of its tables calls extreme
    is found under its number.
    """
    from simulator.cli import eventing

    eventing.events(source, eventing.Options(**options))


@main.command()
@_with(*_RUN_OPTIONS, _JSON, _QUIET)
def demo(**options: Any) -> None:
    """Compare ratios for Hefei on few paths, explained."""
    from simulator.cli import comparing

    comparing.demo(comparing.Options(**options))
