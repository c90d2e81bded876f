"""The timeline of one path: which panels it has, what is named, and that nothing is drawn twice."""

import pytest

import simulator.engines.kernel.records as r
from simulator.analysis.path_events import is_of
from simulator.drawing import style as figures_style
from simulator.reporting.paths.figures_timeline import figure_files, largest_claims, timeline
from tests.analysis.paths import busy_path, known_path
from tests.engines.books import loan

FREQUENT = {"clock": {"years": 3}, "scheme": {"compensation_ratio": 1.0}, "disposal": {"fixed_recovery": 0.0}}


def _titles(figure):
    return [axes.get_title(loc="left") for axes in figure.axes]


def _texts(figure):
    from matplotlib.text import Text

    return " ".join(text.get_text() for text in figure.findobj(Text))


def _drawn(events):
    with figures_style.styled():
        return timeline(events)


def test_panels_are_those_that_have_something_to_show():
    """No empty panel for claims that were never unpaid, or for a fund that nothing moved."""
    quiet = known_path(loan())
    paid = known_path(loan(default=6, proceeds=300.0))
    queued = known_path(loan(default=6), scheme={"shortage": "queue"}, fund={"fund_size": 100.0})
    assert _titles(_drawn(quiet)) == ["balance"]
    assert _titles(_drawn(paid)) == ["balance", "in and out, by month"]
    assert _titles(_drawn(queued)) == ["balance", "in and out, by month", "unpaid claims at the end of the month"]


def test_steps_and_bars_are_the_months():
    """The balance is drawn as it stands at each month's end, and June's bar is what June's claim took."""
    events = known_path(loan(default=6, proceeds=300.0), fund={"fund_size": 1000.0})
    figure = _drawn(events)
    steps = figure.axes[0].patches[-1].get_data().values
    assert list(steps[:6]) == [1000.0] * 5 + [755.0]
    bars = [bar for bar in figure.axes[1].patches if bar.get_height() != 0]
    assert [round(bar.get_height(), 2) for bar in bars] == [-245.0]
    assert bars[0].get_x() == pytest.approx(2026 + 5 / 12)


def test_largest_claims_are_named_with_their_loan():
    """The name on the figure is the one that opens the case file."""
    events = known_path(loan(default=6, proceeds=300.0))
    assert "2026-01-0001\n245 yuan" in _texts(_drawn(events))


def test_at_most_three_claims_are_named_and_never_close_together():
    """Of claims in months 4, 5, 16, 28 and 29, the larger of two neighbours is named."""
    amounts = {4: 500.0, 5: 900.0, 16: 700.0, 28: 800.0, 29: 100.0}
    book = [loan(month=m - 2, principal=p, default=m) for m, p in amounts.items()]
    events = known_path(*book, **FREQUENT)
    assert is_of(events, r.E_PAYS).sum() == 5
    assert [(month, amount) for _, month, amount in largest_claims(events)] == [
        (5, 90_000), (28, 80_000), (16, 70_000),
    ]  # fmt: skip


def test_first_month_without_money_is_marked():
    """Depletion is what a reader looks for first."""
    events = known_path(loan(default=6), fund={"fund_size": 100.0})
    assert "2026-06: first claim not paid in full" in _texts(_drawn(events))


def test_months_of_the_breaker_are_shaded_and_said():
    """Grey has a meaning on the figure's own face, and for whom the line is on."""
    figure = _drawn(busy_path("breaker by bank", 3))
    assert "the breaker is tripped for at least one bank" in _texts(figure)
    assert "breaker" not in _texts(_drawn(busy_path("plain", 3)))


def test_same_path_gives_the_same_bytes():
    """A figure can be made again."""
    events = busy_path("money", 3)
    first, second = figure_files(events), figure_files(events)
    assert first == second
    assert set(first) == {f"figures/timeline.{kind}" for kind in ("png", "svg", "pdf")}


def test_a_scheme_without_money_has_no_timeline():
    """Where insurers and guarantors pay and there is no fund, an empty figure would only puzzle."""
    assert figure_files(known_path(loan(default=6), scheme={"compensation_ratio": 0.0}, fund={"fund_size": 0.0})) == {}
