"""The fitted sector and other income meet both targets, recomputed by integrating the bank's decision."""

import dataclasses
import itertools

import numpy as np
import pytest

from simulator.errors import NoAnswerError
from simulator.rules.calibration import Fitted, LendingTerms, ScoreTable, SectorApplicants, Targets, fit, largest_pd_of
from simulator.rules.renewal import Renewals, TermOfLoans

TERMS = LendingTerms(
    margin=0.005, rate=0.035, covered_loss=0.45, uncovered_loss=0.2, carry=0.004, noise=0.6,
    screening_response=0.5, monitoring_response=0.8,
)  # fmt: skip
ONCE = Renewals((TermOfLoans(12, 1.0, 0.0, (1.0,)),), 0.0, 1, True)
"""Loans of a year that nobody renews."""
TARGETS = Targets(additional_share=0.748, additional_cover=0.85, observed_pd=0.021, observed_cover=0.5)
WEIGHTS = np.array([0.2, 0.35, 0.3, 0.15])
APPLICANTS = [
    SectorApplicants(np.array([0.005, 0.012, 0.03, 0.08]), WEIGHTS, 0.6),
    SectorApplicants(np.array([0.008, 0.02, 0.05, 0.12]), WEIGHTS, 0.4),
]


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    """Return the calibration to the targets."""
    return fit(APPLICANTS, TERMS, TARGETS, ONCE)


def lent(fitted: Fitted, share: float) -> tuple[float, float]:
    """Return the part of applicants that get a loan at a share, and its mean PD, by a sum over fine scores."""
    noise = TERMS.noise * (1 + TERMS.screening_response * share**2)
    total = defaults = 0.0
    for sector in APPLICANTS:
        odds = sector.pds / (1 - sector.pds) * fitted.pd_scale
        pds = odds / (1 + odds)
        score = np.linspace(np.log(odds).min() - 10 * noise, np.log(odds).max() + 10 * noise, 200_001)
        density = sector.weights * np.exp(-0.5 * ((score[:, None] - np.log(odds)) / noise) ** 2)
        mean_pd = density @ pds / density.sum(axis=1)
        loss = TERMS.covered_loss * (1 - share) + TERMS.uncovered_loss
        result = TERMS.margin + fitted.other_income - mean_pd * (TERMS.rate + loss + share * TERMS.carry)
        step = (score[1] - score[0]) / (noise * np.sqrt(2 * np.pi))
        accepted = density[result >= 0].sum(axis=0) * step
        total += sector.share * accepted.sum()
        defaults += sector.share * accepted @ (1 - (1 - pds) ** (1 + TERMS.monitoring_response * share**2))
    return float(total), float(defaults / total)


RESPONSES = np.linspace(0, 3, 13)
COVERS = (0.35, 0.7, 1.0)


def lending_of(
    applicants: list[SectorApplicants], terms: LendingTerms, income: float, share: float
) -> tuple[float, float, float]:
    """Return the part of applicants lent to, its mean PD, and the bank's expected result per applicant."""
    noise = terms.noise * (1 + terms.screening_response * share**2)
    largest = largest_pd_of(terms, share, income)
    lent = [sector.share * sector.weights * ScoreTable(sector, noise).acceptance(largest) for sector in applicants]
    total = sum(float(part.sum()) for part in lent)
    defaults = sum(float(part @ sector.pds) for part, sector in zip(lent, applicants, strict=True))
    cost = terms.rate + terms.covered_loss * (1 - share) + terms.uncovered_loss + share * terms.carry
    return total, defaults / total, (terms.margin + income) * total - cost * defaults


@pytest.mark.parametrize("share", COVERS)
@pytest.mark.parametrize("scale", [0.5, 1.0, 2.7])
def test_a_bank_that_sees_less_is_never_better_off(scale, share):
    """Over the whole range of the response, in good and bad applicants, the result falls (Blackwell: noise is no news).

    So more lending at a lower default rate, which would raise it, cannot come about.
    """
    applicants = [sector.scaled(scale) for sector in APPLICANTS]
    found = [lending_of(applicants, dataclasses.replace(TERMS, screening_response=x), 0.004, share) for x in RESPONSES]
    results = [result for _, _, result in found]
    assert np.all(np.diff(results) <= 1e-12)
    assert not any(b[0] > a[0] and b[1] < a[1] for a, b in itertools.pairwise(found))


@pytest.mark.parametrize("share", COVERS)
def test_fitted_anew_a_bank_that_sees_less_does_not_lend_more_at_a_lower_default_rate(share):
    """The sector is inferred from what is lent; still weaker screening costs lending or defaults in the whole range."""
    found = []
    for response in RESPONSES[::3]:
        terms = dataclasses.replace(TERMS, screening_response=response)
        fitted = fit(APPLICANTS, terms, TARGETS, ONCE)
        applicants = [sector.scaled(fitted.pd_scale) for sector in APPLICANTS]
        found.append(lending_of(applicants, terms, fitted.other_income, share))
    assert not any(b[0] > a[0] * 1.0001 and b[1] < a[1] * 0.9999 for a, b in itertools.pairwise(found))


def test_a_bank_that_sees_nothing_under_cover_is_not_fitted():
    """Seventy times the noise at the cover of the study: several other incomes meet the target, so none is told."""
    terms = dataclasses.replace(TERMS, screening_response=100.0)
    with pytest.raises(NoAnswerError, match=r"several values of other income .* lower lender.signal_noise"):
        fit(APPLICANTS, terms, TARGETS, ONCE)


def test_the_wanted_share_of_loans_is_additional(fitted):
    """Of the loans at a cover of 85 %, 74.8 % would not be made without cover (Riding et al. 2007)."""
    with_cover, _ = lent(fitted, TARGETS.additional_cover)
    without, _ = lent(fitted, 0.0)
    assert 1 - without / with_cover == pytest.approx(TARGETS.additional_share, abs=2e-4)


def test_what_is_lent_has_the_observed_pd(fitted):
    """At the scheme's own cover, after weaker monitoring, loans default at the observed rate."""
    _, pd = lent(fitted, TARGETS.observed_cover)
    assert pd == pytest.approx(TARGETS.observed_pd, rel=2e-4)


def test_a_higher_target_of_additionality_needs_less_other_income(fitted):
    """Direction: a bank that earns less beside the loan lends less without cover, so more is additional."""
    found = [
        fit(APPLICANTS, TERMS, dataclasses.replace(TARGETS, additional_share=share), ONCE).other_income
        for share in (0.5, 0.66)
    ]
    assert found[0] > found[1] > fitted.other_income


def test_a_riskier_observation_needs_a_riskier_pool(fitted):
    """Direction: a higher observed PD is met by higher odds of default in the sector."""
    riskier = fit(APPLICANTS, TERMS, dataclasses.replace(TARGETS, observed_pd=0.03), ONCE)
    assert riskier.pd_scale > fitted.pd_scale


def test_targets_without_an_answer_are_refused():
    """An observed PD of 90 % is out of reach, and the message says what to change."""
    with pytest.raises(NoAnswerError, match=r"leave out \[calibration\], or change the targets"):
        fit(APPLICANTS, TERMS, dataclasses.replace(TARGETS, observed_pd=0.9), ONCE)


def test_scaled_pool_has_its_odds_multiplied():
    """Odds of 1:9 doubled are 2:9; weights and share stay."""
    scaled = SectorApplicants(np.array([0.1]), np.array([1.0]), 0.7).scaled(2.0)
    assert scaled.pds[0] == pytest.approx(2 / 11, rel=1e-15)
    assert scaled.share == 0.7


def test_other_income_adds_to_the_margin():
    """Largest PD = (margin + other income) / (r + losses + carry), with and without cover."""
    assert largest_pd_of(TERMS, 0.0, 0.001) == pytest.approx(0.006 / (0.035 + 0.65), rel=1e-14)
    assert largest_pd_of(TERMS, 0.5, 0.001) == pytest.approx(0.006 / (0.035 + 0.225 + 0.2 + 0.002), rel=1e-14)


def test_a_bank_that_sees_the_grade_takes_those_within_its_largest_pd():
    """Without noise: the grades of 0.5 % and 1.2 % are taken when up to 2 % is accepted, the others not."""
    np.testing.assert_allclose(ScoreTable(APPLICANTS[0], 0.0).acceptance(0.02), [1, 1, 0, 0], atol=1e-12)


def test_noise_blurs_acceptance_and_keeps_its_order():
    """With noise some bad firms get loans and some good ones none, the better the likelier."""
    chances = ScoreTable(APPLICANTS[0], 0.6).acceptance(0.02)
    assert (np.diff(chances) < 0).all()
    assert 0 < chances[-1] < 0.1
    assert 0.9 < chances[0] < 1


def test_refused_renewals_are_part_of_the_observed_defaults():
    """Where refusals default too, applicants must be sounder for the same observed rate."""
    alone = Renewals((TermOfLoans(12, 1.0, 0.6, (1.0, 0.8, 0.6)),), 0.0, 4, False)
    together = dataclasses.replace(alone, fails=0.1)
    assert fit(APPLICANTS, TERMS, TARGETS, together).pd_scale < fit(APPLICANTS, TERMS, TARGETS, alone).pd_scale
