"""The answer in words: every sentence must hold for the numbers."""

import dataclasses
import math

import pytest

from simulator.estimate import TOO_FEW, Estimate
from simulator.questions.size import QUESTION
from simulator.saying.speaker import Speaker
from tests.questions.size.made_up import amount, sized, synthetic_sizing


def answer(sizing, language="en"):
    """Return the sentences."""
    return [Speaker(language, "CNY").sentence(told) for told in QUESTION.answer(sizing).said]


def text(sizing):
    """Return the answer as one text."""
    return "\n".join(answer(sizing))


def with_own(sizing, **changes):
    """Return the sizing with changes at the scenario's own ratio."""
    ratios = tuple(dataclasses.replace(one, **changes) if one.ratio == 0.4 else one for one in sizing.ratios)
    return dataclasses.replace(sizing, ratios=ratios)


def test_fund_that_is_shown_to_do_comes_first():
    """The upper end of the interval is the size to rely on; then the estimate, with its chance: 98 of 10,000."""
    first, second = answer(synthetic_sizing())[:2]
    assert first == (
        "At ratio 0.4, 26.4 m yuan is the smallest fund that 10,000 paths show to run dry "
        "within 5 years of lending and their run-off with a chance of at most 1 %."
    )
    assert second.startswith(
        "By the point estimate 24.0 m yuan [21.6, 26.4] is enough: at that size the chance is 1.0 % [0.8, 1.2], and "
        "0.5 % [0.4, 0.6] by the end of year 5, run-off left out."
    )


def test_sizes_have_three_digits_whatever_their_interval():
    """A wide interval does not round the size, which was searched on a grid."""
    assert "By the point estimate 24.0 m yuan [2.2, 90.0] is enough" in text(
        with_own(synthetic_sizing(), size=Estimate(2.4e7, 2.2e6, 9e7, "quantile"))
    )


def test_idle_money_and_its_yearly_cost():
    """60 % of 24 m is 14.4 m; at 3 % paid less 1 % earned it costs 288,000 a year."""
    assert (
        "On average 14.4 m yuan of it (60 %) is never touched, which costs 0.288 m yuan a year (3 % paid less 1 % "
        "earned)." in text(synthetic_sizing())
    )


def test_idle_money_costs_nothing_where_it_earns_as_much():
    """Then no cost is claimed."""
    sizing = synthetic_sizing()
    fund = sizing.scenario.fund.model_copy(update={"discount_rate_per_year": 0.01})
    shown = text(dataclasses.replace(sizing, scenario=sizing.scenario.model_copy(update={"fund": fund})))
    assert "is never touched." in shown
    assert "costs" not in shown


def test_fund_as_it_stands_is_beside_it():
    """No path of 10,000 ran dry: a bound, never nought."""
    assert (
        "The chance of the fund as it stands, 20 m yuan, is below 0.04 %, and below 0.04 % by the end of year "
        "5, run-off left out; it brings 100 m yuan [98, 102]" in text(synthetic_sizing())
    )


def test_lending_that_depends_on_nothing():
    """Without a tie the same lending needs no fund at all."""
    assert "No rule ties lending to the fund's size" in text(synthetic_sizing())


def test_lending_that_the_fund_limits():
    """99 % of the fund for 99 % of the lending: no money serves safety alone."""
    assert "a fund smaller by more than 5 % brings less" in text(synthetic_sizing(is_humped=True))


def test_money_that_serves_safety_alone():
    """A fund of 24 m where 10 m would lend the same: 14 m are for safety."""
    shown = text(with_own(synthetic_sizing(is_humped=True), same_lending=amount(1e7)))
    assert "10.0 m yuan would bring 99 % of that, so 14.0 m yuan serves safety alone" in shown


def test_bracket_is_explained_where_the_chance_rises():
    """The rule, the rise (0.4 x 0.4 exp(-1.5 / 8) = 13.3 %), and both ends of the bracket."""
    shown = text(synthetic_sizing(is_humped=True))
    assert "since gate.leverage_multiple = 10" in shown
    assert "The chance does not fall throughout as the fund grows: below 0.04 % at 1.00 m yuan, 13.3 %" in shown
    assert "up to 1.00 m yuan it is at most 1 % as well" in shown
    assert "above that at 23.8 m yuan, and from 24.0 m yuan on" in shown


def test_no_bracket_where_the_chance_falls():
    """One pass needs no explanation."""
    shown = text(synthetic_sizing())
    assert "one pass gives every size" in shown
    assert "bracket" not in shown


def test_every_size_is_safe():
    """Then the smallest one tried is no smallest fund, and the sentence must not say so."""
    shown = text(with_own(synthetic_sizing(is_humped=True), fails_below=None, rise=None))
    assert (
        "every fund tried, from 24.0 m yuan up, runs dry within 5 years of lending and their "
        "run-off with a chance of at most 1 %" in shown
    )
    assert "smallest fund whose" not in shown


def test_no_size_is_safe():
    """The largest one tried is named."""
    shown = text(with_own(synthetic_sizing(), size=Estimate(math.inf, 1.0, math.inf, "quantile"), standing=None))
    assert (
        "no fund tried, up to 86.5 m yuan, brings the chance of running dry within 5 years of lending and "
        "their run-off to 1 %" in shown
    )
    assert "never touched" not in shown


def test_no_capital_is_needed():
    """A size of zero is said in words."""
    nothing = Estimate(0.0, 0.0, 0.0, "quantile")
    shown = text(with_own(synthetic_sizing(years=1), size=nothing, standing=None, curve=()))
    assert (
        "on at most 1 % of the paths do claims within 1 year of lending and its run-off exceed what comes in" in shown
    )


def test_open_upper_end_says_too_few_paths():
    """A bound that the paths cannot give is not made up: with no hit on 368 paths the chance is below 1 %.

    1 - 0.025^(1/367) = 1.0001 %, 1 - 0.025^(1/368) = 0.9974 %.
    """
    few = synthetic_sizing(paths=300)
    shown = text(with_own(few, size=Estimate(2.4e7, 2e7, math.inf, "quantile", TOO_FEW)))
    assert (
        "no fund can be shown to run dry within 5 years of lending and their run-off with a "
        "chance of at most 1 % with 300 paths: that" in shown
    )
    assert "that takes 368 paths or more." in shown
    assert "By the point estimate 24.0 m yuan (too few paths) is enough" in shown


@pytest.mark.parametrize(
    ("top_up", "words"),
    [
        (amount(2.5e5, 2e4), "a yearly top-up of 0.250 m yuan [0.230, 0.270] is enough beside the 20 m yuan"),
        (amount(0.0), "By the point estimate no yearly top-up is needed beside the 20 m yuan"),
        (
            Estimate(math.inf, 0.0, math.inf, "quantile"),
            "By the point estimate no yearly top-up is enough beside the 20 m yuan",
        ),
    ],
)
def test_yearly_top_up(top_up, words):
    """Needed, not needed, or not enough."""
    assert words in text(synthetic_sizing(top_up=top_up))


def test_within_one_year_no_top_up_is_spoken_of():
    """No January lies within the horizon."""
    assert "top-up" not in text(synthetic_sizing(years=1, top_up=None, safety=()))


def test_own_ratio_is_found_among_all():
    """The answer is about the scenario's own ratio, wherever it stands."""
    sizing = synthetic_sizing(ratios=(sized(0.4, 3e7), sized(0.9, 6e7)))
    assert answer(sizing)[0].startswith("At ratio 0.4, 33.0 m yuan is the smallest fund")


def test_own_top_up_is_mentioned():
    """A size that rests on a yearly top-up says so."""
    sizing = synthetic_sizing()
    fund = sizing.scenario.fund.model_copy(update={"top_up": "fixed", "top_up_budget": 1.7e9})
    shown = text(dataclasses.replace(sizing, scenario=sizing.scenario.model_copy(update={"fund": fund})))
    assert "at most 1 % (with the yearly top-up of 1,700 m yuan that it has)." in shown


def test_it_is_said_in_chinese():
    """The size shown, amounts in 万元, ends of an interval by 至."""
    first, second = answer(synthetic_sizing(), "zh")[:2]
    assert first == (
        "补偿比例 40% 时，10,000 条模拟路径可证实放贷 5 年及其存量消化期内耗尽概率不超过 1% 的最小资金规模为 "
        "2,640 万元。"
    )
    assert second.startswith("按点估计，2,400 万元 [2,160 至 2,640]即可：该规模下耗尽概率为1.0% [0.8 至 1.2]")
