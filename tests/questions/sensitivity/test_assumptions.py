"""Which ranges are swept, and how a value is set."""

import pytest

from simulator.questions.sensitivity.assumptions import assumptions_of
from tests.questions.sensitivity.books import book, ranges

SECTORS = tuple(
    {"name": name, "share": 0.25, "patent_decay_per_year": decay}
    for name, decay in (("a", 0.1), ("b", 0.2), ("c", 0.1), ("d", 0.1))
)


def found_in(sources, **changes):
    """Return assumptions by key, and the reasons of those left out by key."""
    scenario = book(sources, **changes).scenario
    kept, left = assumptions_of(scenario.sources, scenario.model_dump(exclude={"sources"}))
    return {a.key: a for a in kept}, {one.key: one.reason for one in left}


def test_range_of_a_list_is_for_items_without_one_of_their_own():
    """Item b has its own; the others take the value together."""
    kept, _ = found_in(
        ranges(sectors__b__patent_decay_per_year=(0.1, 0.4), sectors__patent_decay_per_year=(0.0, 0.3)),
        sectors=SECTORS,
    )
    whole = kept["sectors.patent_decay_per_year"]
    assert whole.own == (0.1, 0.1, 0.1)
    assert set(whole.at(0.3)) == {f"sectors.{name}.patent_decay_per_year" for name in "acd"}
    assert kept["sectors.b.patent_decay_per_year"].at(0.4) == {"sectors.b.patent_decay_per_year": 0.4}


@pytest.mark.parametrize(
    ("sources", "reason"),
    [
        (ranges(loans__terms=(12, 36)), "no_number"),
        (ranges(scheme__cap_per_loan=(1e6, 2e6)), "not_set"),
        (ranges(lender__loan_rate=(0.04, 0.05)), "outside"),
        (ranges(lender__loan_rate=(0.035, 0.035)), "no_width"),
        (ranges(lender__loan_rate=(0.03, None)), "one_end"),
        (ranges(sectors__patent_decay_per_year=(0.1, 0.2)), "spread"),
    ],
)
def test_what_cannot_be_swept_is_listed_with_the_reason(sources, reason):
    """Nothing is dropped silently."""
    kept, left = found_in(sources, sectors=SECTORS)
    assert kept == {}
    assert list(left.values()) == [reason]


def test_terms_are_told_from_facts():
    """What the city chooses is a term; the bank's habits and the world are facts."""
    kept, _ = found_in(
        ranges(scheme__compensation_ratio=(0.2, 0.9), lender__loan_rate=(0.03, 0.05), economy__persistence=(0.0, 0.5))
    )
    assert {key: a.is_term for key, a in kept.items()} == {
        "scheme.compensation_ratio": True, "lender.loan_rate": False, "economy.persistence": False,
    }  # fmt: skip


def test_whole_numbers_have_equal_chances_and_amounts_two_decimals():
    """Of 0, 1, 2 months each takes a third of the unit interval."""
    kept, _ = found_in(ranges(scheme__claim_lag_months=(0, 2), applications__amount_mean=(1e6, 2e6)))
    months = kept["scheme.claim_lag_months"]
    assert [months.drawn(part) for part in (0.0, 0.32, 0.34, 0.66, 0.67, 0.999)] == [0, 0, 1, 1, 2, 2]
    assert months.at(2.0) == {"scheme.claim_lag_months": 2}
    assert kept["applications.amount_mean"].at(1e6 / 0.7)["applications.amount_mean"] == 1428571.43
