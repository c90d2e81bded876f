"""What a report adds only where its numbers call for it, and how settings, sources and names are said."""

import dataclasses
from pathlib import Path

import pytest

from simulator.analysis.measures import known_definitions
from simulator.estimate import Estimate
from simulator.reporting import run_folder
from simulator.reporting.deciding import settings
from simulator.reporting.deciding.findings import findings_of
from simulator.reporting.html import page_words, remarks, report_tables
from simulator.scenario.model import Source
from simulator.scenario.world import Calibration
from tests.reporting.synthetic import synthetic_comparison, synthetic_scenario


def _with_equal_top(comparison):
    """Return the comparison with the figures of ratio 1 given to ratio 0.9, on the baseline's line."""
    top, below = (f"ratio {ratio}, fund 20 m, breaker on" for ratio in ("1", "0.9"))
    equal = {(below, key): estimate for (name, key), estimate in comparison.estimates.items() if name == top}
    return dataclasses.replace(comparison, estimates={**comparison.estimates, **equal})


def test_equal_rows_are_explained_by_the_stacking_limit_only_where_it_binds():
    """Ratios 0.9 and 1 alike: a limit of 0.8 is the reason, no limit is none; differing rows need no remark."""
    comparison = _with_equal_top(synthetic_comparison())
    assert any("Ratios 0.9 to 1 give the same" in text for text in remarks.remarks_of(findings_of(comparison), "en"))
    scheme = comparison.scenario.scheme.model_copy(update={"stacking_limit": 0.8})
    bound = dataclasses.replace(comparison, scenario=comparison.scenario.model_copy(update={"scheme": scheme}))
    assert any("at most 0.8 of a loss" in text for text in remarks.remarks_of(findings_of(bound), "en"))
    plain = remarks.remarks_of(findings_of(synthetic_comparison()), "en")
    assert not any("same figures" in text for text in plain)


@pytest.mark.parametrize(("share", "is_near_top"), [(0.748, True), (0.5, False)])
def test_additionality_near_the_top_of_its_range_is_said(share, is_near_top):
    """0.748 in 0.2 to 0.838 lies at 86 % of the range, 0.5 at 47 %."""
    calibration = Calibration(
        additional_share=share, additional_share_at_ratio=0.85, observed_pd=0.02, observed_pd_at_ratio=0.4
    )
    source = Source(source="a study", confidence="assumption", low=0.2, high=0.838)
    scenario = synthetic_scenario().model_copy(
        update={"calibration": calibration, "sources": {"calibration.additional_share": source}}
    )
    found = findings_of(synthetic_comparison(scenario=scenario))
    (text,) = remarks.additionality(found, "en")
    assert f"{share:g} of the loans covered at ratio 0.85" in text
    assert ("near the top of its plausible range" in text) == is_near_top


def test_without_calibration_nothing_is_said_of_additionality():
    """No figure is assumed, so none is named."""
    assert remarks.additionality(findings_of(synthetic_comparison()), "en") == ()


def test_ranges_of_amounts_have_units_and_equal_ends_are_one_value():
    """No "5e+06", and no "0.6 - 0.6"."""
    scenario = synthetic_scenario()
    assert settings.range_text("fund.fund_size", 5e6, 1.2e8, scenario, "en") == "5 m yuan – 120 m yuan"
    assert settings.range_text("fund.fund_size", 5e6, 1.2e8, scenario, "zh") == "500 万元 – 1.2 亿元"
    assert settings.joined("0.6", "0.6") == "0.6"


def test_day_of_a_run_is_read_from_its_folder():
    """A folder that was renamed has no day."""
    assert run_folder.day_of(Path("outputs/20261122-235529-hefei")) == "2026-11-22"
    assert run_folder.day_of(Path("outputs/mine")) == ""


@pytest.mark.parametrize(
    ("aim", "counts", "said"),
    [(0.02, "all", "is not the 2 % a year"), (0.02, "new_loans", "is above the 2 % a year"), (0.03, "all", "")],
)
def test_a_default_rate_that_is_not_the_one_aimed_at_is_said_and_explained(aim, counts, said):
    """3.0 % [2.8, 3.2] a year against 2 % or 3 % in the calibration."""
    plain = synthetic_scenario()
    calibration = Calibration(
        additional_share=0.5,
        additional_share_at_ratio=0.85,
        observed_pd=aim,
        observed_pd_at_ratio=0.4,
        observed_counts=counts,
    )
    comparison = synthetic_comparison(scenario=plain.model_copy(update={"calibration": calibration}))
    measure = known_definitions()["default_rate"]
    estimates = {(comparison.baseline, "default_rate"): Estimate(0.03, 0.028, 0.032, "ratio")}
    comparison = dataclasses.replace(
        comparison, measures=(*comparison.measures, measure), estimates={**comparison.estimates, **estimates}
    )
    text = " ".join(remarks.notes_of(findings_of(comparison), "en"))
    assert ("The default rate (3.0 % [2.8, 3.2])" in text) == bool(said)
    assert said in text


@pytest.mark.parametrize(
    ("text", "confidence", "said"),
    [
        ("Rules of a city, 2024: http://city.example/rules", "read", "read at the source"),
        ("Rules of a city, 2024 [read in a copy]", "read", "read in a copy"),
        ("secondary web page", "read", "read in a copy"),
        ("Rules [read in a copy]; 2018: http://city.example", "read", "read at the source, in part in a copy"),
        ("Rules [read in a copy]: 0.3 x 2", "derived", "worked out from figures read in a copy"),
        ("Rules [read in a copy]: range taken", "assumption", "assumed"),
    ],
)
def test_a_source_read_in_a_copy_is_not_said_to_be_read(text, confidence, said):
    """What stands in the source decides; an assumption stays one."""
    source = Source(source=text, confidence=confidence)
    scenario = synthetic_scenario().model_copy(update={"sources": {"fund.fund_size": source}})
    assert report_tables.terms_table(scenario, "en").rows[0][3] == said


@pytest.mark.parametrize("has_band", [True, False])
def test_limits_speak_of_a_band_only_where_there_is_one(has_band):
    """A reader without the evidence is not sent to look for it."""
    assert ("band over the assumptions" in " ".join(page_words.limits("en", has_band=has_band))) == has_band
    assert ("参数区间" in "".join(page_words.limits("zh", has_band=has_band))) == has_band
