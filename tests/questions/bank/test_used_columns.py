"""Every optional column of a tape moves a figure of the stress test, or the test says that it does not use it."""

import dataclasses
from pathlib import Path

import pytest

from simulator.inputs.tape import Tape, read_tape
from simulator.inputs.tape_check import Terms
from simulator.inputs.tape_fields import FIELDS
from simulator.questions.bank.said import said
from simulator.questions.bank.stressed_book import BankQuestion, stressed_book
from simulator.questions.bank.used_columns import USED, unused_of
from simulator.saying.speaker import Speaker
from simulator.scenario.read import read_scenario
from tests.questions.bank.bank_books import AS_OF

HEFEI = Path(__file__).parents[3] / "scenarios" / "hefei.toml"
SETTINGS = (
    "run.paths=60",
    "scheme.bank_line_per_year=200000",
    "loans.other_collateral_recovery=0.5",
    "patents.challenge_per_year=1",
)
"""A line for each bank, so that the bank of a loan counts; many challenges, so that the type of its patents does."""
PLAIN = {
    "loan": "L1", "borrower": "F1", "sector": "AI", "grade": "C1", "pd": "", "principal (yuan)": "2000000",
    "balance (yuan)": "1200000", "lent_on": "2025-12-31", "due_on": "2027-06-30", "days_past_due": "0",
    "filed_on": "2025-12-31", "registration": "R1", "ip_part (yuan)": "1500000", "appraised_value (yuan)": "5000000",
    "patent_type": "invention",
}  # fmt: skip
TWO_VALUES = {
    "bank": ("institution 1", "institution 2"), "branch": ("east", "west"), "product": ("x", "y"),
    "grade": ("C1", "D2"),
    "pd": ("0.3", "0.6"), "rate": ("0.04", "0.06"), "repayment": ("bullet", "equal_principal"),
    "security": ("pledge", "unsecured"), "ip_part": ("500000", "2000000"), "other_collateral": ("0", "900000"),
    "guarantor": ("G1", "G2"), "is_renewal": ("no", "yes"), "filed_on": ("2025-12-31", "2026-03-31"),
    "registration": ("R1", "无"), "claim_filed_on": ("2026-02-01", "2026-03-01"), "claim_filed": ("100", "900"),
    "claim_accepted_on": ("2026-04-01", "2026-05-01"), "claim_accepted": ("50", "80"),
    "claim_refused_on": ("2026-04-01", "2026-05-01"), "claim_refused": ("10", "20"),
    "claim_received_on": ("2026-05-02", "2026-06-01"), "claim_received": ("40", "50"), "patents": ("1", "9"),
    "patent_type": ("invention", "design"), "appraised_value": ("2000000", "9000000"),
    "patent_life_months": ("20", "120"),
}  # fmt: skip
CLAIM = {
    "claim_filed_on": "2026-02-01", "claim_filed (yuan)": "100", "claim_accepted_on": "2026-04-01",
    "claim_accepted (yuan)": "50",
}  # fmt: skip
OPTIONAL = [field.key for field in FIELDS if not field.is_required]


def tape_with(folder, key, value) -> Tape:
    """Return a tape of two loans of which the first holds this value in this column."""
    claim = CLAIM if key.startswith("claim") else {}
    cells = {**PLAIN, **claim}
    other = {**cells, "loan": "L2", "borrower": "F2", "registration": "R2", "balance (yuan)": "1000000", "pd": "0.5"}
    if key != "grade":
        cells["pd"] = "0.5"
    heading = next((name for name in cells if name.split(" ")[0] == key), None)
    field = next(field for field in FIELDS if field.key == key)
    heading = heading or (f"{key} (yuan)" if field.kind == "amount" else key)
    pair = {"claim_refused_on": "claim_refused (yuan)", "claim_refused": "claim_refused_on",
            "claim_received_on": "claim_received (yuan)", "claim_received": "claim_received_on"}.get(key)  # fmt: skip
    if pair:
        cells[pair] = "10" if "yuan" in pair else "2026-05-20"
    cells[heading] = value
    rows = [list(cells), list(cells.values()), [other.get(name, "") for name in cells]]
    path = folder / "tape.csv"
    path.write_text("\n".join(",".join(row) for row in rows), "utf-8")
    return read_tape(path, Terms(AS_OF, ("AI",), units_right=frozenset(("pd", "rate"))))


def answer_on(folder, key, value):
    """Return the figures of the test of such a tape, and what it says that it does not use."""
    own = read_scenario(HEFEI, settings=SETTINGS).scenario
    test = stressed_book(own, tape_with(folder, key, value), BankQuestion(), threads=1)
    figures = (
        [case.estimates for case in test.cases],
        [dataclasses.astuple(row) for row in test.breakdown],
        test.at_risk,
        test.concentration,
    )
    return repr(figures), test


def sentences(test):
    """Return the answer in words."""
    return [Speaker("en", "CNY").sentence(told) for told in said(test)]


def test_two_values_are_given_for_every_optional_column():
    """No column escapes the test below."""
    assert set(TWO_VALUES) == set(OPTIONAL)
    assert {field.key for field in FIELDS} > USED


@pytest.mark.slow
@pytest.mark.parametrize("key", OPTIONAL)
def test_a_column_moves_a_figure_or_is_named_as_not_used(tmp_path, key):
    """Two tapes that differ in one column have different figures, or the test names the column."""
    (one, first), (two, second) = (answer_on(tmp_path, key, value) for value in TWO_VALUES[key])
    is_named = key in first.facts.unused and key in second.facts.unused
    assert (one != two) != is_named
    if is_named:
        assert any(key in sentence for sentence in sentences(first))


def test_only_filled_columns_are_named(tmp_path):
    """A column of a guarantor that is empty says nothing that could be left out; in the singular where it is one."""
    _, test = answer_on(tmp_path, "guarantor", "G1")
    assert test.facts.unused == ("guarantor",)
    sentence = "No figure uses this column of the tape, whatever it says: guarantor (担保人)."
    assert sentence in sentences(test)
    assert answer_on(tmp_path, "guarantor", "无")[1].facts.unused == ()


def test_what_no_rule_of_the_scenario_reads_is_named_too(tmp_path):
    """With fixed recovery patents are not priced; without a rule by bank, and no new business, the bank is idle."""
    tape = tape_with(tmp_path, "bank", "institution 2")
    fixed = read_scenario(HEFEI, settings=("disposal.method=fixed", "disposal.fixed_recovery=0.2")).scenario
    assert unused_of(fixed, dict(tape.arrays)) == ("bank", "patent_type", "appraised_value")
    assert "bank" not in unused_of(fixed, dict(tape.arrays), is_with_new_business=True)
