"""A bank's stress test in words: every sentence follows from the numbers."""

import dataclasses
import math

import pytest

from simulator.estimate import Estimate
from simulator.questions.bank.limits import PD_MULTIPLIER, SALE_PROCEEDS
from simulator.questions.bank.names import harshest
from simulator.questions.bank.said import break_even_value, emptied_value, said
from simulator.questions.bank.tell import tell
from simulator.questions.bank.tested import NO_STRESS, WITHOUT_SCHEME, Emptied, TapeFacts
from simulator.saying.speaker import Speaker
from tests.questions.bank.made_up import around, business, synthetic_bank

ENGLISH, CHINESE = Speaker("en", "CNY"), Speaker("zh", "CNY")


def told(speaker=ENGLISH, **changes):
    """Return the answer as one text."""
    return " ".join(map(speaker.sentence, said(synthetic_bank(**changes))))


def notes_of(test):
    """Return what stands under every table."""
    return ENGLISH.basis(tell(test).basis)


def test_npl_ratio_is_told_first_now_and_under_each_stress():
    """2 m of 100 m now; 2 % and 6 % after a year, half as much again at the worst."""
    assert told().startswith(
        "The book of 100 m yuan has an NPL ratio of 2 % on 2026-06-30; twelve months on it is on average "
        "2.0 % [1.8, 2.2] without stress and 6.0 % [5.4, 6.6] under severe, with bad loans sold or written off "
        "meanwhile. At its highest month end within two years it is on average 3.0 % [2.7, 3.3] without stress and "
        "9.0 % [8.1, 9.9] under severe."
    )


def test_answer_in_chinese():
    """Amounts in 万元 or 亿元, intervals with 至."""
    text = told(CHINESE)
    assert text.startswith(
        "贷款组合余额 10,000 万元，2026-06-30 不良贷款率为 2%；十二个月后平均：无压力时 2.0% [1.8 至 2.2]"
    )
    assert "1 笔已备案贷款（300 万元）的补偿申请可能被拒" in text


def test_chance_never_seen_is_a_bound():
    """None of 1,000 futures: 3.7 / 1,000 at most."""
    assert "some month end is below 0.4 % without stress and 5 % [4, 7] under severe;" in told()


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (around(0.03), "it is on average 3.0 percentage points [2.7, 3.3] below it without stress"),
        (around(-0.02), "it is on average 2.0 percentage points [1.8, 2.2] above it without stress"),
        (Estimate(0.001, -0.001, 0.003, "mean"), "statistically indistinguishable from it without stress"),
    ],
)
def test_distance_to_what_is_tolerated(distance, words):
    """Below, above, or not to be told."""
    test = synthetic_bank()
    cases = tuple(dataclasses.replace(c, estimates={**c.estimates, "distance_12": distance}) for c in test.cases)
    assert words in told(cases=cases)


def test_figures_without_the_scheme_stand_beside_those_with_it():
    """Of the harshest stress; a reason is given only where the ratio is the lower one without the scheme."""
    test = synthetic_bank()
    told_of = {case.cover: case for case in test.cases if case.stress == "severe"}
    peak = told_of[WITHOUT_SCHEME].estimates["npl_ratio_peak"]
    lower = dataclasses.replace(
        told_of[WITHOUT_SCHEME],
        estimates={**told_of[WITHOUT_SCHEME].estimates, "npl_ratio_peak": around(0.01)},
    )
    assert f"{100 * peak.value:.1f} %" in told()
    assert "Without the scheme it would be, under severe," in told()
    cases = tuple(lower if case is told_of[WITHOUT_SCHEME] else case for case in test.cases)
    assert "is written off sooner" in told(cases=cases)


@pytest.mark.parametrize(
    ("limit", "words"), [(0.8, "all public money together pays at most 80 % of a loss"), (1.0, "The scheme's own is")]
)
def test_limit_on_public_money_stands_beside_the_break_even_ratio(limit, words):
    """A ratio above it pays no more."""
    test = synthetic_bank()
    scheme = test.scenario.scheme.model_copy(update={"stacking_limit": limit})
    text = told(scenario=test.scenario.model_copy(update={"scheme": scheme}))
    assert words in text
    assert ("all public money" in text) == (limit < 1)


def test_no_tolerance_no_sentence():
    """Nothing is said of a limit that nobody named."""
    assert "tolerated" not in told(tolerance=None)


def test_harshest_stress_has_the_largest_net_loss():
    """6 m against 2 m."""
    assert harshest(synthetic_bank()) == "severe"


@pytest.mark.parametrize(
    ("saved", "words"),
    [
        (around(1e6), "the scheme saves the bank 1.0 m yuan [0.9, 1.1] without stress"),
        (
            Estimate(1e5, -1e5, 3e5, "mean"),
            "saves the bank nothing that can be shown without stress and 2.0 m yuan",
        ),
        (
            Estimate(-1e6, -1.2e6, -8e5, "mean"),
            "saves the bank nothing, but costs it 1.0 m yuan [0.8, 1.2] without stress",
        ),
    ],
)
def test_what_the_scheme_saves_says_what_its_interval_shows(saved, words):
    """More, none that can be shown, or less than nothing."""
    assert words in told(saved={NO_STRESS: saved, "severe": around(2e6)})


def test_break_even_ratio_is_said_for_each_stress():
    """A number, or in words where no ratio does."""
    assert (
        "30 % [27, 33] without stress and not even full compensation is enough under severe. The scheme's own is 40 %."
        in told()
    )


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (Estimate(0.0, 0.0, 0.0, "quantile"), "none is needed"),
        (Estimate(0.9, 0.8, math.inf, "quantile"), "90 % [80 %, perhaps not even full compensation]"),
        (
            Estimate(math.inf, 0.0, math.inf, "quantile"),
            "not even full compensation is enough [at best none is needed]",
        ),
        (Estimate(math.inf, 0.95, math.inf, "quantile"), "not even full compensation is enough [at best 95 %]"),
    ],
)
def test_break_even_at_its_ends(found, text):
    """What was not reached is never a number."""
    assert ENGLISH.say(break_even_value(found)) == text


@pytest.mark.parametrize(
    ("driver", "ends", "text"),
    [
        (PD_MULTIPLIER, (2.0, 1.8, 2.2), "x 2.0 [1.8, 2.2]"),
        (PD_MULTIPLIER, (1.0, 1.0, 1.0), "gone as things stand"),
        (PD_MULTIPLIER, (math.inf, math.inf, math.inf), "beyond x 40"),
        (PD_MULTIPLIER, (math.inf, 38.0, math.inf), "beyond x 40 [from 38.0]"),
        ("severe", (0.0, 0.0, 0.0), "gone as things stand"),
        ("severe", (0.04, 0.0, 0.12), "x 0.04 [0.00, 0.12]"),
        (SALE_PROCEEDS, (0.5, 0.4, 0.6), "x 0.50 [0.40, 0.60]"),
        (SALE_PROCEEDS, (1.0, 1.0, 1.0), "gone as things stand"),
        (SALE_PROCEEDS, (math.inf, math.inf, math.inf), "not even when sales bring nothing"),
        (SALE_PROCEEDS, (math.inf, 0.1, math.inf), "not even when sales bring nothing [at worst x 0.10]"),
    ],
)
def test_what_empties_a_buffer(driver, ends, text):
    """Sale proceeds run downwards, the others upwards."""
    assert ENGLISH.say(emptied_value(Emptied("margin", 1e6, driver, Estimate(*ends, "quantile"), 40.0))) == text


def test_margin_below_nothing_is_gone_before_any_loss():
    """A book that earns less than it costs."""
    found = Emptied("margin", -1.0, PD_MULTIPLIER, Estimate(1.0, 1.0, 1.0, "quantile"), 40.0)
    assert ENGLISH.say(emptied_value(found)) == "gone before any loss"


def test_claims_at_risk_are_summed_without_names():
    """One loan of 3 m with 0.4 m at stake; the loan is named in the file alone."""
    assert "The claim on 1 filed loan (3.00 m yuan) may be refused" in told()
    assert "0.400 m yuan of compensation if it defaulted today" in told()
    assert "L2" not in told()


def test_no_claim_at_risk_is_said_for_what_it_is():
    """None filed late, and none filed at all, are two things."""
    assert "None of the filed loans was filed late or lacks" in told(at_risk=())
    facts = TapeFacts("2026-06-30", 20, 0, 20, 15, 1e8, 0.0, 2e6, 5, 0.0)
    unfiled = told(at_risk=(), facts=facts)
    assert "No loan is filed with the scheme" in unfiled
    assert "saves" not in unfiled


def test_book_in_default_has_no_defaults_to_come():
    """Losses to come, ratios and multipliers of PDs would be empty words."""
    facts = TapeFacts("2026-06-30", 20, 0, 20, 15, 1e8, 9e7, 1e8, 0, 0.0)
    text = told(facts=facts)
    assert text.startswith("Every loan of the book (100 m yuan) is in default on 2026-06-30: no default is left")
    assert "cost the bank 1.00 m yuan after compensation" in text
    assert "PDs" not in text


def test_settled_loans_are_said_to_be_history():
    """30 of 50 rows have no balance, three of them with a claim; nothing is said where all have one."""
    (note,) = (note for note in notes_of(synthetic_bank()) if "history" in note)
    assert note.startswith("Of the tape's 50 loans, 30 have no balance (repaid or written off, 3 of them with a claim")
    facts = TapeFacts("2026-06-30", 20, 0, 20, 15, 1e8, 9e7, 2e6, 5, 0.0)
    assert not [note for note in notes_of(synthetic_bank(facts=facts)) if "history" in note]


def test_new_business_is_told_beside_the_book():
    """60 m lent, 40 m of it covered; 3 m lost on it and 9 m together under severe; not a word where not asked for."""
    assert (
        "Under severe the bank lends another 60 m yuan [54, 66] within two years, 40 m yuan [36, 44] with cover; that "
        "costs it 3.0 m yuan [2.7, 3.3] after compensation, and book and new business together 9.0 m yuan [8.1, 9.9]; "
        "the NPL ratio of both after twelve months is on average 2.0 % [1.8, 2.2]."
    ) in told(business=business())
    assert "none of it with cover" in told(business=business(new_covered=0.0))
    assert "the bank lends another" not in told()


def test_return_is_left_out_where_there_is_none():
    """A book without capital in use has no return on it."""
    test = synthetic_bank()
    cases = tuple(
        dataclasses.replace(case, estimates={k: v for k, v in case.estimates.items() if k != "raroc"})
        for case in test.cases
    )
    assert "return" not in told(cases=cases)


def test_fund_as_guarantor_is_told_as_a_change():
    """72 of 80 m: a tenth smaller."""
    assert "risk-weighted assets would be 10 % smaller." in told()
