"""The timeline of one path: which panels it has, what is named, and that nothing is drawn twice."""

import pytest

import simulator.engines.kernel.records as r
from simulator.analysis.bearing import bearing
from simulator.analysis.path_events import is_of
from simulator.drawing.figure import chart_files
from simulator.questions.events.ask import OpenedPath
from simulator.questions.events.draw import draw, largest_claims
from simulator.questions.events.tell import basis_of_path
from simulator.saying.speaker import Speaker
from simulator.saying.words import LANGUAGES
from simulator.scenario.study import Policy, Study
from tests.analysis.paths import busy_path, known_path
from tests.engines.books import loan

FREQUENT = {"clock": {"years": 3}, "scheme": {"compensation_ratio": 1.0}, "disposal": {"fixed_recovery": 0.0}}


ENGLISH = Speaker("en", "CNY")


def _drawn(events):
    study = Study("test", "?", events.policy, (Policy(events.policy, {}, events.scenario),))
    return draw(OpenedPath(study, events, bearing(events), None))


def _titles(events):
    (chart,) = _drawn(events)
    return [ENGLISH.say(panel.title) for panel in chart.panels]


def test_panels_are_those_that_have_something_to_show():
    """No empty panel for claims that were never unpaid, or for a fund that nothing moved."""
    quiet = known_path(loan())
    paid = known_path(loan(default=6, proceeds=300.0))
    queued = known_path(loan(default=6), scheme={"shortage": "queue"}, fund={"fund_size": 100.0})
    assert _titles(quiet) == ["balance"]
    assert _titles(paid) == ["balance", "in and out, by month"]
    assert _titles(queued) == ["balance", "in and out, by month", "unpaid claims at the end of the month"]


def test_steps_and_bars_are_the_months():
    """The balance is drawn as it stands at each month's end, and June's bar is what June's claim took."""
    events = known_path(loan(default=6, proceeds=300.0), fund={"fund_size": 1000.0})
    ((balance, flows),) = [chart.panels for chart in _drawn(events)]
    assert balance.lines[0].y[:6] == (1000.0,) * 5 + (755.0,)
    (claims,) = flows.groups
    assert {place: size for place, size in enumerate(claims.sizes) if size is not None} == {5: -245.0}
    assert flows.places[5] - 1 / 24 == pytest.approx(2026 + 5 / 12)


def test_largest_claims_are_named_with_their_loan():
    """The name on the figure is the one that opens the case file."""
    (chart,) = _drawn(known_path(loan(default=6, proceeds=300.0)))
    assert [(place, ENGLISH.say(words)) for place, words in chart.panels[1].labels] == [(5, "2026-01-0001\n245 yuan")]


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
    (chart,) = _drawn(known_path(loan(default=6), fund={"fund_size": 100.0}))
    (mark,) = chart.panels[0].references
    assert ENGLISH.say(mark.name) == "2026-06: first claim not paid in full"
    assert mark.at == pytest.approx(2026 + 5.5 / 12)


def test_months_of_the_breaker_are_shaded_and_said():
    """Grey has a meaning on the figure's own face, and for whom the line is on."""
    (shaded,), (plain,) = _drawn(busy_path("breaker by bank", 3)), _drawn(busy_path("plain", 3))
    assert all(panel.spans for panel in shaded.panels)
    assert "the breaker is tripped for at least one bank" in ENGLISH.say(shaded.notes[-1])
    assert len(plain.notes) == 1 and not any(panel.spans for panel in plain.panels)


def test_timeline_is_drawn_in_every_language():
    """With top-ups, interest and claims; PNG, SVG and PDF."""
    events = busy_path("money", 3)
    (chart,) = _drawn(events)
    kinds = {f"figures/timeline.{kind}" for kind in ("png", "svg", "pdf")}
    for language in LANGUAGES:
        assert set(chart_files(chart, basis_of_path(events), Speaker(language, "CNY"))) == kinds


def test_a_scheme_without_money_has_no_timeline():
    """Where insurers and guarantors pay and there is no fund, an empty figure would only puzzle."""
    empty = known_path(loan(default=6), scheme={"compensation_ratio": 0.0}, fund={"fund_size": 0.0})
    assert _drawn(empty) == ()
