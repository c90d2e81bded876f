"""The five sentences of a report: true of the numbers, and alike in both languages."""

import dataclasses
import math

import pytest
from hypothesis import given, settings

from simulator.estimate import Estimate
from simulator.questions.sensitivity.answers import answers_of
from simulator.reporting.deciding import answer, choices
from simulator.reporting.deciding.evidence import Band, Driver, Evidence, Sensitivity, Verdict
from simulator.reporting.deciding.findings import findings_of
from simulator.scenario.model import Scenario
from tests.reporting.random_comparisons import comparisons
from tests.reporting.synthetic import BASELINE, named_points, sweep_points, synthetic_comparison, synthetic_scenario

MANY = settings(max_examples=150)
NOTHING = Evidence()
ANSWERS = {measure.key: measure for measure in answers_of(synthetic_scenario())}
BANDS = {
    "additional_lending": Band(ANSWERS["additional_lending"], 6e8, 5.9e8, 6.1e8, (2e8, 7e8)),
    "best_ratio": Band(ANSWERS["best_ratio"], 0.6, 0.6, 0.7, (0.4, 0.8)),
}
DRIVERS = (Driver("calibration.additional_share", 0.2, 0.8, -4e8, 2e7), Driver("loans.ip_share", 0.5, 1.0, -1e8, 1e7))
SENSITIVITY = Sensitivity(BANDS, 64, 400, DRIVERS)
VERDICT = Verdict("each_needed", ("leverage", "depletion"), 0.6, (0.8, 1.0), ((0.2, 0.8), (0.8, 0.6)), 300)


@MANY
@given(comparisons())
def test_more_less_and_no_difference_follow_the_interval(comparison):
    """A side against the baseline is taken only where the paired interval does: in point 2 of a grid, else in 1."""
    found = findings_of(comparison)
    said = answer.sentences(found, NOTHING, "en")
    if not found.is_gain_shown:
        assert "paths do not show additional lending above zero" in said[0]
        assert "than the baseline" not in "".join(said[:2])
        return
    assert "how banks are assumed to behave" in said[3]
    is_grid = found.kind == "grid"
    told = [choices.lead_of(found).point, found.chosen] if is_grid else [found.chosen]
    known = [comparison.differences.get((point.name, "additional_lending")) for point in told]
    pairs = [pair for pair in known if pair is not None]
    where = said[1] if is_grid else said[0]
    if found.kind == "one policy":
        assert "than the baseline" not in where
        return
    more = "has more additional lending than the baseline" if is_grid else "that is more than the baseline"
    less = "has less additional lending than the baseline" if is_grid else "that is less than the baseline"
    none = "additional lending could be shown between" if is_grid else "no difference from the baseline"
    assert (more in where) == any(pair.low > 0 for pair in pairs)
    assert (less in where) == any(pair.high < 0 for pair in pairs)
    untold = [pair for pair in pairs if pair.low <= 0 <= pair.high and (pair.low, pair.high) != (0, 0)]
    assert (none in where) == bool(untold)


@MANY
@given(comparisons())
def test_sentences_are_five_whole_and_alike_in_both_languages(comparison):
    """Every sentence ends, none has a hole, and both languages say the same phrases."""
    found = findings_of(comparison)
    spoken = {language: [] for language in ("en", "zh")}
    with pytest.MonkeyPatch.context() as patch:
        for language, keys in spoken.items():
            plain = answer.Speaker.say

            def say(self, key, plain=plain, keys=keys, **values):
                keys.append(key)
                return plain(self, key, **values)

            patch.setattr(answer.Speaker, "say", say)
            sentences = answer.sentences(found, Evidence(SENSITIVITY, VERDICT), language)
            patch.setattr(answer.Speaker, "say", plain)
            assert len(sentences) == 5
            for sentence in sentences:
                assert sentence.endswith("." if language == "en" else "。")
                assert not {"{", "}"} & set(sentence)
                assert "nan" not in sentence
                assert "None" not in sentence.removeprefix("None of ")
    assert spoken["en"] == spoken["zh"]


@MANY
@given(comparisons())
def test_what_was_never_seen_is_a_bound(comparison):
    """A chance of running dry of no hits is below something, never zero."""
    found = findings_of(comparison)
    second = answer.sentences(found, NOTHING, "en")[1]
    estimate = comparison.estimates[choices.lead_of(found).point.name, "p_depleted"]
    assert ("runs dry is below" in second) == (estimate.value == 0)
    assert "runs dry is 0" not in second or estimate.value > 0


@MANY
@given(comparisons())
def test_what_is_not_shown_is_never_said_to_be_absent(comparison):
    """Where no fund is shown to be safe the answer says so of the paths there are, in both languages."""
    found = findings_of(comparison)
    third = {language: answer.sentences(found, NOTHING, language)[2] for language in ("en", "zh")}
    safe = [p for p in (found.sizes if found.kind == "grid" else comparison.points) if found.is_safe(p)]
    is_above = comparison.estimates[found.chosen.name, "p_depleted"].low > found.chance
    if not safe and not (found.kind == "one policy" and is_above):
        assert "10,000 paths" in third["en"]
        assert "10,000 条模拟路径尚不" in third["zh"]
    assert ("its interval reaches above it" in third["en"]) == (found.nearly_safe is not None)
    assert ("区间上端超出" in third["zh"]) == (found.nearly_safe is not None)


def test_few_paths_cannot_show_a_small_chance():
    """No hit in 367 paths leaves 1 - 0.025^(1/367) = 1.0001 %, in 368 paths 0.9974 %: only then is 1 % shown."""
    comparison = synthetic_comparison()
    for paths, is_said in ((367, True), (368, False)):
        third = answer.sentences(findings_of(dataclasses.replace(comparison, paths=paths)), NOTHING, "en")[2]
        assert ("with fewer than 368 paths this cannot be shown" in third) == is_said


def test_few_paths_can_show_a_large_chance():
    """Where the whole interval lies above the limit no number of paths is asked for."""
    points = named_points()[:1]
    comparison = dataclasses.replace(synthetic_comparison(points, points[0].name), paths=100)
    likely = {**comparison.estimates, (points[0].name, "p_depleted"): Estimate(0.3, 0.21, 0.4, "proportion")}
    third = answer.sentences(findings_of(dataclasses.replace(comparison, estimates=likely)), NOTHING, "en")[2]
    assert "lies above 1 %" in third
    assert "fewer than" not in third


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_breaker_is_explained_once_with_its_own_ratios(language):
    """On at 5 %, off below 3 %, as the scenario has it: at its first mention, and there alone."""
    ratio = {
        "en": "when the bank's loss of twelve months reaches 5 % of covered lending, and resumes below 3 %",
        "zh": "近十二个月银行损失达到同期纳入补偿放贷额的 5% 时暂停新增纳入补偿贷款，降至 3% 以下恢复",
    }
    grid = synthetic_comparison()
    named = synthetic_comparison(named_points(), "as it stands")
    for comparison in (grid, named, dataclasses.replace(grid, baseline="ratio 0.4, fund 20 m, breaker off")):
        said = answer.sentences(findings_of(comparison), NOTHING, language)
        assert "".join(said).count(ratio[language]) == 1


def test_without_a_fund_nothing_is_said_of_running_dry():
    """Where the budget pays what is due there is no fund to run dry or to size, and every ratio keeps the limit."""
    values = synthetic_scenario().model_dump(mode="json")
    values["fund"] = {"fund_size": 1e6, "is_unlimited": True}
    points = sweep_points((0.2, 0.4), (1e6,), (False,))
    name = points[1].name
    made = synthetic_comparison(points, name, Scenario.model_validate(values, strict=False))
    found = findings_of(dataclasses.replace(made, near_ties={"fund 1 m, breaker off": (0.4, 0.4)}))
    said = answer.sentences(found, NOTHING, "en")
    assert "there is no fund that could run dry" in said[1]
    assert "no fund whose size could be chosen" in said[2]
    assert "chance" not in "".join(said[:3])
    assert all(found.is_safe(point) for point in found.comparison.points)


def test_near_ties_are_a_range_and_one_ratio_is_not():
    """Ratios that are statistically indistinguishable are named by their ends."""
    comparison = synthetic_comparison()
    first = answer.sentences(findings_of(comparison), NOTHING, "en")[0]
    assert "ratios 0.7 to 0.9 lend most and are statistically indistinguishable" in first
    single = dataclasses.replace(comparison, near_ties=dict.fromkeys(comparison.near_ties, (0.7, 0.7)))
    first = answer.sentences(findings_of(single), NOTHING, "en")[0]
    assert "atio 0.7 lends most" in first
    assert "lend most and are statistically indistinguishable" not in first


def test_band_over_the_assumptions_comes_before_the_simulation_interval():
    """The wider truth is said first; without it the sentence says that it is missing, and how to get it."""
    found = findings_of(synthetic_comparison())
    fourth = answer.sentences(found, Evidence(SENSITIVITY), "en")[3]
    assert fourth.index("200 m yuan") < fourth.index("simulation error alone") < fourth.index("[590, 610]")
    fourth = answer.sentences(found, NOTHING, "en", answer.Commands(sensitivity="make it"))[3]
    assert "was not computed" in fourth
    assert "make it" in fourth


@pytest.mark.parametrize("kind", ["no_optimum", "one_rule", "each_needed", "moved", "together", "other", "untold"])
def test_every_verdict_has_its_sentence(kind):
    """What `attribute` can say, the report can say, with the additionality beside it."""
    rules = () if kind in ("no_optimum", "together", "other", "untold") else VERDICT.rules
    verdict = dataclasses.replace(VERDICT, kind=kind, rules=rules)
    for language in ("en", "zh"):
        fifth = answer.sentences(findings_of(synthetic_comparison()), Evidence(None, verdict), language)[4]
        for value in ("0.2", "0.6") if language == "en" else ("20%", "60%"):
            assert value in fifth


def test_deciding_rules_say_where_the_ratio_moves_without_each():
    """Rules with one ratio share a clause; where all public money bears 0.8 at most, nothing changes above it."""
    values = synthetic_scenario().model_dump(mode="json")
    values["scheme"]["stacking_limit"] = 0.8
    found = findings_of(synthetic_comparison(scenario=Scenario.model_validate(values, strict=False)))
    apart = answer.sentences(found, Evidence(None, VERDICT), "en")[4]
    assert "(0.6 on 300 paths)" in apart
    assert "without the leverage limit, it moves to 0.8, above which nothing changes; with a fund that never" in apart
    alike = dataclasses.replace(VERDICT, best_without=(0.8, 0.8))
    for language, words in (
        ("en", "without the leverage limit, or with a fund that never runs dry, it moves to 0.8, above which nothing"),
        ("zh", "不设放大倍数限额或资金永不耗尽，则变为 80%，更高的比例结果相同"),
    ):
        assert words in answer.sentences(found, Evidence(None, alike), language)[4]
    plain = answer.sentences(findings_of(synthetic_comparison()), Evidence(None, alike), "en")[4]
    assert "nothing changes" not in plain


def test_the_assumed_additionality_is_said_with_its_source_in_short():
    """74.8 % at 85 % cover, and of the source what stands before its first colon."""
    values = synthetic_scenario().model_dump(mode="json")
    values["calibration"] = {
        "additional_share": 0.748, "additional_share_at_ratio": 0.85, "observed_pd": 0.02, "observed_pd_at_ratio": 0.4,
    }  # fmt: skip
    values["sources"]["calibration.additional_share"] = {"source": "a study: its title", "confidence": "assumption"}
    found = findings_of(synthetic_comparison(scenario=Scenario.model_validate(values, strict=False)))
    fourth = answer.sentences(found, Evidence(None, VERDICT), "en")[3]
    assert "74.8 % of covered lending at 85 % cover would not exist without it (a study). Apart from add" in fourth
    assert "Apart from" not in answer.sentences(found, NOTHING, "en")[3]


def test_too_few_paths_are_no_side():
    """An interval without ends says nothing about the sign."""
    comparison = synthetic_comparison()
    name = findings_of(comparison).chosen.name
    assert name != BASELINE
    vague = {
        **comparison.differences,
        (name, "additional_lending"): Estimate(1e8, -math.inf, math.inf, "mean", "too few paths"),
    }
    second = answer.sentences(findings_of(dataclasses.replace(comparison, differences=vague)), NOTHING, "en")[1]
    assert f"could be shown between ratio {findings_of(comparison).chosen.ratio:g} and the baseline" in second
