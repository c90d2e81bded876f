"""Terms in force that no draft clause words are said, every one of them; what is off is not."""

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import matplotlib
import pytest

from simulator.reporting.deciding.evidence import Evidence
from simulator.reporting.deciding.findings import findings_of
from simulator.reporting.deciding.speaker import Speaker
from simulator.reporting.office import documents, left_out
from simulator.reporting.office.option_pages import clauses
from simulator.scenario.fields import scenario_fields
from simulator.scenario.policy import Tool
from tests.reporting.synthetic import named_points, synthetic_comparison

FONT = Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"
POINT = named_points()[0]
SECTIONS = [
    info for name, info in scenario_fields().fields.items()
    if info.side == "policy" and info.kind == "table" and name not in left_out.NO_TERMS
]  # fmt: skip
ALWAYS = {"scheme.recovery_rule", "gate.refused_cover"}
"""Choices without a clause: either way something holds."""


def terms(settings, language="en"):
    """Return what is left out under a policy with these settings, which are not checked against each other."""
    scenario = POINT.scenario
    for key, value in settings.items():
        section, _, name = key.partition(".")
        new = getattr(scenario, section).model_copy(update={name: value}) if name else value
        scenario = scenario.model_copy(update={section: new})
    point = replace(POINT, scenario=scenario, settings=dict(settings))
    speaker = Speaker(findings_of(synthetic_comparison((POINT,), POINT.name)), language)
    worded = {key for clause in clauses(speaker, point) for key in clause.keys}
    return left_out.left_out(speaker, point, worded), worded


def other_value(info):
    """Return a value that differs from the default."""
    if info.kind == "choice":
        return next(choice for choice in info.choices if choice != info.default)
    if info.kind == "truth":
        return not info.default
    if info.kind == "list":
        return ("fund",) if "public" in info.key else ("chips",)
    if info.kind == "tables":
        return POINT.scenario.scheme.tiers
    return 3 if info.kind == "whole number" or info.unit == "multiple" else 0.25


@pytest.mark.parametrize("info", [i for s in SECTIONS for i in s.fields.values() if i.key not in left_out.NO_TERMS
                                  and s.key != "operations"], ids=lambda info: info.key)  # fmt: skip
def test_no_term_that_is_on_is_forgotten(info):
    """Each setting of scheme, fund, gate and breaker, also one that is new, is worded in a clause or left out aloud."""
    owners = {owner: True if wanted is ... else wanted for owner, wanted in left_out.RESTS_ON.get(info.key, ())[:1]}
    on = {"gate.leverage_multiple": 5.0, "scheme.tiers": POINT.scenario.scheme.tiers, "scheme.stacking_limit": 0.5,
          "scheme.budget_per_year": 1e6, "scheme.fee_upfront": 0.01, "fund.top_up": "fixed"}  # fmt: skip
    owners = {owner: on.get(owner, value) if value is True else value for owner, value in owners.items()}
    said, worded = terms({**owners, info.key: other_value(info)})
    assert info.key in worded or any(f"({info.key})" in term for term in said)


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ({"scheme.bank_line_per_year": 5e6}, "bank line per year (scheme.bank_line_per_year): 5 m yuan"),
        ({"gate.leverage_multiple": 8.0}, "leverage multiple (gate.leverage_multiple): 8"),
        ({"gate.leverage_multiple": 8.0}, "leverage base (gate.leverage_base): net"),
        ({"fund.interest_per_year": 0.015}, "interest per year (fund.interest_per_year): 1.5 % a year"),
        ({"scheme.first_loan_bonus": 0.07}, "first loan bonus (scheme.first_loan_bonus): 7 %"),
        ({"scheme.tiers": POINT.scenario.scheme.tiers}, "tiers (scheme.tiers): above 10 m yuan, factor 50 %"),
        ({"gate.excluded_sectors": ("chips", "drugs")}, "excluded sectors (gate.excluded_sectors): chips, drugs"),
        ({"lender.loan_rate": 0.04}, "loan rate (lender.loan_rate): 4 % a year"),
        ({"tools": (Tool(name="patent pool"),)}, "tools (tools): patent pool"),
    ],
)
def test_a_term_is_told_with_its_value_in_words(settings, wanted):
    """Shares in per cent, amounts with their currency, lists one by one; also what a policy sets for the bank."""
    assert any(term.endswith(wanted) for term in terms(settings)[0]), terms(settings)[0]


def test_what_is_off_is_not_told():
    """What happens beyond a budget is no term where there is no budget; the bank's own terms are none of the fund's."""
    told = {re.search(r"\(([\w.]+)\)", term)[1] for term in terms({"scheme.tiers": (), "breaker.is_on": False})[0]}
    assert told == ALWAYS


def test_documents_say_in_red_what_their_clauses_leave_out():
    """The tier of the made-up scheme has no clause: the page of each option says so, in red, in both languages."""
    comparison = synthetic_comparison(named_points(), "as it stands")
    for language, words in (("en", "LEFT OUT"), ("zh", "未写入")):
        files = documents.documents(findings_of(comparison), Evidence(), language, FONT)
        name = "options.docx" if language == "en" else "options.zh.docx"
        with zipfile.ZipFile(io.BytesIO(files[name])) as archive:
            xml = archive.read("word/document.xml").decode()
        runs = [run for run in re.findall(r"<w:r>.*?</w:r>", xml) if 'w:val="C00000"' in run]
        assert sum(words in run for run in runs) == 3
        assert sum("scheme.tiers" in run for run in runs) == 3
