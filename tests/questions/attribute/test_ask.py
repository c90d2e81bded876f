"""Which rule decides, on schemes where it is known, and the verdict on curves made by hand."""

import numpy as np
import pytest

from simulator.questions.attribute.ask import TARGETS, ask, optimum_of
from simulator.questions.attribute.switches import RULES
from tests.questions.attribute.books import (
    BREAKER,
    CALIBRATION,
    FAR,
    HIGHEST,
    INTERIOR,
    LEVERAGE,
    UNTOLD,
    ZERO,
    curve,
    made_up,
    reading_of,
    scheme,
)

MOVED = curve(0.6, FAR, "interior")


def attributed(*changes):
    """Return the attribution of a plain scheme with changes."""
    return ask(reading_of(scheme(*changes)), threads=1)


@pytest.fixture(scope="module")
def plain():
    """Return the attribution of the plain scheme."""
    return attributed()


def test_without_any_rule_there_is_no_interior_optimum(plain):
    """Unlimited fund, every feedback off: the highest ratio lends most, and nothing is blamed."""
    assert (plain.verdict.kind, plain.verdict.effects, plain.effects) == ("no_optimum", (), ())
    assert plain.as_it_stands.best == 1.0


def test_lending_rises_where_one_more_grade_pays(plain):
    """Break-even ratios 0.32, 0.76 and 0.93 (see the books): steps of equal height there, nothing between."""
    lent = {r: e.value for r, e in zip(plain.ratios, plain.as_it_stands.lending, strict=True)}
    assert lent[0.0] == lent[0.3] == 0
    assert 0 < lent[0.35] == lent[0.7]
    assert lent[0.35] < lent[0.8] == lent[0.9] < lent[1.0]
    # a quarter of 150 applications of a million a month, three years
    assert lent[0.35] == pytest.approx(150 / 4 * 36 * 1e6, rel=4 / (1350 * 40) ** 0.5)


def test_breaker_is_named_where_only_it_creates_an_optimum():
    """The payout at ratio 1 passes its line and stops lending; switched off, ratio 1 is best again."""
    found = attributed(BREAKER)
    (effect,) = found.verdict.effects
    assert (found.verdict.kind, effect.rule.key) == ("one_rule", "breaker")
    assert found.as_it_stands.best in (0.8, 0.9)
    assert (effect.off.best, effect.off.is_interior, effect.alone.is_interior) == (1.0, False, True)
    assert effect.gain.low > 0


def test_rules_that_do_not_bind_are_not_named():
    """A leverage limit and a fund of a billion change no path here; the breaker is named all the same."""
    found = attributed(BREAKER, LEVERAGE)
    assert [effect.rule.key for effect in found.effects] == ["leverage", "breaker", "depletion"]
    assert [effect.rule.key for effect in found.verdict.effects] == ["breaker"]
    for effect in found.effects:
        same = (effect.change_at_own.low, effect.change_at_own.high) == (0, 0)
        assert same, effect.rule.key
        assert effect.alone.is_interior == (effect.rule.key == "breaker")


def test_rule_of_the_world_meets_the_same_draws():
    """Without renewals refinancing default does nothing: its own world gives the same paths, to the yuan."""
    found = attributed({"loans": {"refinancing_default_probability": 0.2}})
    (effect,) = found.effects
    assert effect.off == found.as_it_stands
    # renewals that find no room under the limit then default, and eat the capital that the limit is a multiple of
    tight = {"gate": {"leverage_multiple": 10.0, "refused_cover": "not_lent"}, "scheme": {"compensation_ratio": 0.8}}
    small = {"fund": {"is_unlimited": False, "fund_size": 2e7}}
    renewed = {"loans": {"refinancing_default_probability": 0.5, "renewal_probability": 0.9}}
    (effect,) = [effect for effect in attributed(tight, small, renewed).effects if effect.rule.is_of_world]
    assert effect.change_at_own.low > 0


def test_targets_need_a_calibration_and_hold_the_own_one(plain):
    """Each target is the world that a scenario of that target would have; the own one is not simulated twice."""
    assert plain.targets == ()
    terms = {"lender": {"signal_noise": 0.8}, "scheme": {"compensation_ratio": 0.5}}
    found = attributed({"calibration": CALIBRATION}, terms)
    assert [t.additional_share for t in found.targets] == list(TARGETS)
    (own,) = [t for t in found.targets if t.is_own]
    assert (own.additional_share, own.curve) == (0.5, found.as_it_stands)
    other = attributed({"calibration": {**CALIBRATION, "additional_share": 0.6}}, terms)
    (same,) = [t for t in found.targets if t.additional_share == 0.6]
    assert same.curve == other.as_it_stands != own.curve


@pytest.mark.parametrize(
    ("attribution", "kind", "named"),
    [
        (made_up([(HIGHEST, FAR)], now=HIGHEST), "no_optimum", []),
        (made_up([(HIGHEST, FAR)], now=curve(0.0, FAR)), "no_optimum", []),
        (made_up([(HIGHEST, FAR), (INTERIOR, ZERO)]), "one_rule", [0]),
        (made_up([(HIGHEST, FAR), (INTERIOR, ZERO), (HIGHEST, FAR)]), "each_needed", [0, 2]),
        (made_up([(MOVED, FAR), (curve(0.2, FAR, "interior"), FAR)]), "moved", [1]),
        (made_up([(curve(0.9, FAR, "interior"), ZERO), (MOVED, FAR)]), "moved", [1]),
        (made_up([(INTERIOR, ZERO), (INTERIOR, ZERO)]), "together", []),
        (made_up([(INTERIOR, ZERO)], all_off=INTERIOR), "other", []),
        (made_up([(HIGHEST, FAR)], now=UNTOLD), "untold", []),
        (made_up([(UNTOLD, ZERO), (INTERIOR, ZERO)]), "untold", []),
        (made_up([(UNTOLD, ZERO), (MOVED, FAR)]), "untold", []),
        (made_up([(UNTOLD, ZERO), (HIGHEST, FAR)]), "one_rule", [1]),
        (made_up([(INTERIOR, ZERO)], all_off=UNTOLD), "untold", []),
    ],
)
def test_verdict_follows_from_the_curves(attribution, kind, named):
    """Each case by hand; a move that the interval does not bear out is none."""
    assert attribution.verdict.kind == kind
    assert [RULES.index(effect.rule) for effect in attribution.verdict.effects] == named


@pytest.mark.parametrize(
    ("rows", "optimum"),
    [
        ([[0, 0, 0, 0], [9, 10, 11, 10], [5, 6, 7, 6]], "interior"),
        ([[0, 0, 0, 0], [9, 10, 11, 10], [9, 9, 12, 6]], "untold"),
        ([[9, 9, 12, 6], [9, 10, 11, 10], [5, 6, 7, 6]], "untold"),
        ([[0, 0, 0, 0], [5, 6, 7, 6], [9, 10, 11, 10]], "none"),
        ([[0, 0, 0, 0], [9, 10, 11, 10], [9, 10, 11, 10]], "none"),
        ([[9, 10, 11, 10], [5, 6, 7, 6], [0, 0, 0, 0]], "none"),
        ([[0, 0, 0, 0], [9, 10, 11, 10], [9, 11, 12, 9]], "untold"),
    ],
)
def test_an_optimum_is_told_only_where_paired_intervals_do(rows, optimum):
    """By hand, four paths at three ratios: a lead of 4 on each path, leads of 0, 1, -1, 4, leads of 0, 1, 1, -1."""
    assert optimum_of(np.array(rows, dtype=float)) == optimum
