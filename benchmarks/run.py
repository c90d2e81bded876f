"""All measurements in one run, and the table that shows them beside the aims."""

import os
import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from benchmarks.book import applicants_per_path, hundred_policies, stated_book
from benchmarks.events import event_rates
from benchmarks.floor import NEVER, SEED, draw_in_lanes, draw_one_by_one
from benchmarks.memory import peak_of_own_process
from benchmarks.portfolio import TailLoss, compare_tail, one_year_portfolio, simulated_loss
from benchmarks.timing import shortest
from benchmarks.vectorised import TOTALS, Vectorised, simulate_vectorised
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import Prepared, prepare
from simulator.ledger import Ledger

AIM_TIMES_FLOOR = 15.0
AIM_NANOSECONDS_AT_100 = 1.0
AIM_SCALING = 1.8
AIM_MEMORY_BYTES = 1e9
AIM_PORTFOLIO_SECONDS = 0.5
AIM_STANDARD_ERRORS = 3.0
AIM_EVENT_SHARE = 1 / 3
COMPARISON_STANDARD_ERRORS = 4.0
MILLION = 1_000_000
FEW_PATHS = 1000
COLUMNS = ("lent_covered", "fund_paid", "bank_loss")


@dataclass(frozen=True)
class Size:
    """How much is run: paths of each piece and repetitions of the timed ones.

    Both numbers of paths of the engine are four chunks of its own choice, so that two threads share them evenly.
    """

    paths_one: int = 4096
    paths_hundred: int = 648
    paths_numpy: int = 2000
    paths_portfolio: int = 100_000
    paths_memory: int = 100_000
    policies: int = 100
    repetitions: int = 5


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured, the figure, and the aim beside it (empty and None without one)."""

    what: str
    value: float
    unit: str
    aim: str = ""
    is_met: bool | None = None


@dataclass(frozen=True)
class Agreement:
    """One mean per path from the engine and from the yardstick, and their distance in standard errors."""

    name: str
    engine: float
    vectorised: float
    standard_errors: float


@dataclass(frozen=True)
class Report:
    """Everything one run of the benchmarks found."""

    machine: str
    figures: list[Figure]
    agreement: list[Agreement]
    notes: list[str]

    def as_dict(self) -> dict[str, object]:
        """Return plain data for JSON."""
        return asdict(self)


def _at_most(what: str, value: float, unit: str, aim: float, shown: str) -> Figure:
    return Figure(what, value, unit, shown, bool(value <= aim))


def _distance(engine: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    error = float(np.sqrt(engine.var() / len(engine) + other.var() / len(other)))
    gap = float(engine.mean() - other.mean())
    return gap / error if error > 0 else (0.0 if gap == 0 else float("inf"))


def compare_means(ledger: Ledger, yardstick: Vectorised) -> list[Agreement]:
    """Return the means of engine and yardstick, in yuan, loans or months per path."""
    rows = []
    for name in TOTALS:
        unit = 1.0 if name in ("loans_covered", "defaults_covered", "months_shut") else 100.0
        engine, other = ledger.of(name)[:, 0] / unit, yardstick.totals[name] / unit
        rows.append(Agreement(name, float(engine.mean()), float(other.mean()), _distance(engine, other)))
    return rows


def _timed(size: Size, one: Prepared, hundred: Prepared) -> dict[str, float]:
    """Return the shortest wall time of every piece on the stated book, in seconds."""
    applicants = round(applicants_per_path(one.scenario))

    def engine(prepared: Prepared, paths: int, threads: int) -> Callable[[], object]:
        return partial(simulate, prepared, paths, threads=threads, columns=COLUMNS)

    return shortest(
        {
            "floor": partial(draw_in_lanes, SEED, size.paths_one, applicants),
            "floor one by one": partial(draw_one_by_one, SEED, size.paths_one, applicants, NEVER),
            "one": engine(one, size.paths_one, 1),
            "one on two": engine(one, size.paths_one, 2),
            "numpy": partial(simulate_vectorised, one, size.paths_numpy, seed=1),
            "hundred": engine(hundred, size.paths_hundred, 1),
            "hundred on two": engine(hundred, size.paths_hundred, 2),
        },
        size.repetitions,
    )


def _speed(size: Size, seconds: dict[str, float], applicants: float, policies: int) -> list[Figure]:
    each = {
        name: 1e9 * seconds[name] / (paths * applicants)
        for name, paths in {
            "floor": size.paths_one,
            "floor one by one": size.paths_one,
            "one": size.paths_one,
            "numpy": size.paths_numpy,
        }.items()
    }
    lanes = size.paths_hundred * applicants * policies
    scaling = seconds["hundred"] / seconds["hundred on two"]
    per_policy = 1e9 * seconds["hundred"] / lanes
    unit, lane_unit = "ns per applicant-path", "ns per applicant-path-policy"
    aim = f"at most {AIM_NANOSECONDS_AT_100:g}"
    return [
        Figure("floor: a Philox block per applicant, several at once in SIMD lanes", each["floor"], unit),
        Figure("floor, one block after the other", each["floor one by one"], unit),
        Figure("one policy, one thread", each["one"], unit),
        _at_most("  against the floor", each["one"] / each["floor"], "times", AIM_TIMES_FLOOR, "at most 15"),
        Figure("  against the floor, one block after the other", each["one"] / each["floor one by one"], "times"),
        Figure("the same book in vectorised NumPy", each["numpy"], unit),
        Figure("  NumPy against one policy of the engine", each["numpy"] / each["one"], "times"),
        _at_most(f"{policies} policies, one thread", per_policy, lane_unit, AIM_NANOSECONDS_AT_100, aim),
        Figure(f"{policies} policies, two threads", 1e9 * seconds["hundred on two"] / lanes, lane_unit),
        Figure("scaling on two threads, one policy", seconds["one"] / seconds["one on two"], "times"),
        Figure(
            f"scaling on two threads, {policies} policies",
            scaling,
            "times",
            f"at least {AIM_SCALING:g}",
            bool(scaling >= AIM_SCALING) if (os.cpu_count() or 1) > 1 else None,
        ),
    ]


def measure_memory(paths: int) -> Figure:
    """Return the peak memory at a million paths: measured, or drawn on from fewer paths along a straight line."""
    if paths >= MILLION:
        peak, how = float(peak_of_own_process(paths)), "measured"
    else:
        few, many = peak_of_own_process(FEW_PATHS), peak_of_own_process(paths)
        peak = few + (many - few) * (MILLION - FEW_PATHS) / (paths - FEW_PATHS)
        how = f"drawn on from {paths:,} paths; --full measures it"
    what = f"peak memory at {MILLION:,} paths ({how})"
    return _at_most(what, peak / 1e6, "MB", AIM_MEMORY_BYTES / 1e6, "below 1,000")


def measure_portfolio(size: Size) -> tuple[list[Figure], TailLoss]:
    """Return wall time and tail loss of the one-year portfolio through the public interface on two threads."""
    portfolio = one_year_portfolio()
    results: list[NDArray[np.float64]] = []

    def run() -> None:
        results[:] = [simulated_loss(portfolio, size.paths_portfolio, 2)]

    seconds = shortest({"portfolio": run}, size.repetitions)["portfolio"]
    tail = compare_tail(results[0])
    name = f"one-year portfolio, {size.paths_portfolio:,} paths, two threads"
    return [
        _at_most(f"{name}: prepare and simulate", seconds, "s", AIM_PORTFOLIO_SECONDS, "at most 0.5"),
        Figure(f"  its VaR 99.9 % (exact {tail.exact:.1f})", tail.simulated, "loans' principal"),
        _at_most("  distance from exact", tail.distance, "standard errors", AIM_STANDARD_ERRORS, "at most 3"),
    ], tail


def measure_events(prepared: Prepared, repetitions: int) -> list[Figure]:
    """Return the event engine's events per second on the stated book, beside SimPy with nothing to do."""
    engine, bare = event_rates(prepared, repetitions)
    share = engine / bare
    return [
        Figure("bare SimPy timeout loop", bare, "events per second"),
        Figure("event engine, one policy, log written", engine, "events per second"),
        Figure("  against the bare loop", share, "times", "at least 1/3", bool(share >= AIM_EVENT_SHARE)),
    ]


def measure(size: Size) -> Report:
    """Run everything once more than `size.repetitions` and return what was found."""
    book = stated_book()
    policies = hundred_policies()[: size.policies]
    one, hundred = prepare(book, [book]), prepare(book, policies)
    applicants = applicants_per_path(book)
    seconds = _timed(size, one, hundred)
    yardstick = simulate_vectorised(one, size.paths_numpy, seed=2)
    ledger = simulate(one, size.paths_one, columns=TOTALS)
    figures = _speed(size, seconds, applicants, len(policies))
    figures.append(measure_memory(size.paths_memory))
    figures += measure_portfolio(size)[0]
    figures += measure_events(one, size.repetitions)
    asked = yardstick.counts["renewals_asked"] / yardstick.counts["applications"]
    lent = yardstick.counts["renewals_lent"] / yardstick.counts["applications"]
    return Report(_machine(), figures, compare_means(ledger, yardstick), _notes(size, applicants, asked, lent))


def _machine() -> str:
    python, numpy = platform.python_version(), np.__version__
    return f"{platform.machine()}, {os.cpu_count()} processors, Python {python}, NumPy {numpy}"


def _notes(size: Size, applicants: float, asked: float, lent: float) -> list[str]:
    return [
        f"An applicant is a new application: {applicants:,.0f} per path on average. Renewals are not counted, but "
        f"their work is in the time: {asked:.2f} requests and {lent:.2f} renewed loans per applicant (NumPy's count).",
        f"Shortest of {size.repetitions} repetitions taken in turns, after one that is not timed: compiling, and on "
        "the stated book preparing its tables, are left out. Compare the ratios: nanoseconds depend on the machine.",
        "The engine also simulates the no-scheme arm, keeps every total and month sum and checks that all accounts "
        "balance; NumPy does one policy and eight totals.",
        "Memory: a small book, one policy, three totals kept of each path, two threads, in a process of its own.",
    ]


def _shown(value: float) -> str:
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 100 else 2
    return f"{value:,.{digits}f}"


def figure_table(report: Report) -> Table:
    """Return the table of figures and aims."""
    table = Table(title="Benchmarks on the stated book", caption=report.machine)
    table.add_column("measured", no_wrap=True)
    table.add_column("figure", justify="right")
    table.add_column("unit")
    table.add_column("aim")
    table.add_column("verdict")
    for figure in report.figures:
        verdict = "" if figure.is_met is None else ("met" if figure.is_met else "not met")
        table.add_row(figure.what, _shown(figure.value), figure.unit, figure.aim, verdict)
    return table


def agreement_table(report: Report) -> Table:
    """Return the table that shows that engine and yardstick simulate the same book."""
    table = Table(title="Means per path: engine and vectorised NumPy (own draws)", caption="amounts in yuan")
    for heading in ("total", "engine", "NumPy", "standard errors apart", "verdict"):
        table.add_column(heading, justify="left" if heading in ("total", "verdict") else "right")
    for row in report.agreement:
        verdict = "agree" if abs(row.standard_errors) <= COMPARISON_STANDARD_ERRORS else "differ"
        table.add_row(row.name, _shown(row.engine), _shown(row.vectorised), f"{row.standard_errors:+.2f}", verdict)
    return table
