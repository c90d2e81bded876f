"""The fund's balance over the years, and who bears the loss under each policy."""

from collections.abc import Sequence

from simulator.analysis.compare import Comparison
from simulator.charts import Axis, Band, BarGroup, Bars, Chart, Line, Numbers, Plot, Reference
from simulator.questions.compare import points as policies
from simulator.questions.names import party_name
from simulator.values import Number, Phrase, Value, phrase

MOST_FANS = 4
MOST_BARS = 14


def fan_chart(comparison: Comparison) -> Chart:
    """Return the fund's balance by month: median, half of all paths, nine tenths of all paths."""
    shown = fan_names(comparison)
    panels = tuple(fan_panel(comparison, name, names_base=True) for name in shown)
    notes = (phrase("compare.fund.note"), *_more(len(comparison.balance_fan) - len(shown)))
    title, columns = phrase("compare.fund.title"), min(2, len(shown))
    return Chart("fund_balance", title, panels, notes, columns, shares=frozenset({"x", "y"}))


def fan_names(comparison: Comparison) -> tuple[str, ...]:
    """Return the policies whose balance is drawn: the baseline first, at most four."""
    found = sorted(comparison.balance_fan, key=lambda name: name != comparison.baseline)
    return tuple(found[:MOST_FANS])


def _more(left_out: int) -> tuple[Phrase, ...]:
    return (phrase("compare.more", count=Number(left_out, "count")),) if left_out else ()


def fan_panel(comparison: Comparison, name: str, *, names_base: bool) -> Plot:
    """Return the balance under one policy, with the end of lending where the book runs off afterwards."""
    clock = comparison.scenario.clock
    start = int(clock.start[:4])
    levels: list[Numbers] = [tuple(map(float, level)) for level in comparison.balance_fan[name]]
    years = tuple(start + (month + 1) / 12 for month in range(len(levels[0])))
    bands = (
        Band(levels[0], levels[4], (_percent(0.05), _percent(0.95))),
        Band(levels[1], levels[3], (_percent(0.25), _percent(0.75))),
    )
    last = start + clock.years
    has_run_off = years[-1] > last + 1 / 24
    is_marked = names_base and name == comparison.baseline
    said = policies.said_policy(policies.point_named(comparison, name))
    return Plot(
        Axis(phrase("compare.axis.start_of_year"), "year", low=start),
        Axis(phrase("compare.axis.balance"), "currency"),
        (Line(phrase("compare.fund.median"), years, levels[2], 0, bands),),
        references=(Reference(last, "upright", phrase("compare.fund.last_loans")),) if has_run_off else (),
        title=phrase("compare.is_baseline", name=said) if is_marked else said,
    )


def _percent(share: float) -> Value:
    return Number(share, "share")


def loss_split(comparison: Comparison) -> Chart:
    """Return one stacked bar per policy: what each party bears of the loss, on average over the paths."""
    shown = split_names(comparison)
    rows = [(name, policies.said_policy(policies.point_named(comparison, name))) for name in shown]
    notes = (phrase("compare.losses.note"), *_more(len(comparison.loss_split) - len(shown)))
    return Chart("loss_split", phrase("compare.losses.title"), (split_panel(comparison, rows),), notes)


def split_names(comparison: Comparison) -> tuple[str, ...]:
    """Return the policies that get a bar: those on the baseline's line first, at most fourteen."""
    line = [point.name for point in policies.baseline_line(comparison) if point.name in comparison.loss_split]
    return tuple(line[:MOST_BARS] or list(comparison.loss_split)[:MOST_BARS])


def split_panel(comparison: Comparison, rows: Sequence[tuple[str, Value]]) -> Bars:
    """Return the bars of some policies, each with the words that stand beside it; parties that bear nothing are out."""
    split = [comparison.loss_split[name] for name, _ in rows]
    every = dict.fromkeys(party for parties in comparison.loss_split.values() for party in parties)
    parties = [party for party in every if any(parts.get(party, 0.0) > 0 for parts in split)]
    return Bars(
        Axis(phrase("compare.axis.mean_loss"), "currency"),
        tuple(phrase("compare.starred", name=said) if n == comparison.baseline else said for n, said in rows),
        tuple(
            BarGroup(party_name(party), tuple(parts.get(party, 0.0) for parts in split), look)
            for look, party in enumerate(parties)
        ),
        "stacked",
        shows="parts",
    )
