"""The bank's decision: which codes it accepts, in every cell, with and without cover."""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

import simulator.engines.kernel.records as r
from simulator.engines.preparing.applicants import mean_applications
from simulator.engines.preparing.cells import Cells, is_ineligible
from simulator.engines.preparing.shares import effective_share, fund_share, share_to_count_on
from simulator.engines.preparing.tools import bonuses_of
from simulator.randomness.streams import SIGNAL_CODES
from simulator.rules.calibration import LendingTerms, ScoreTable, SectorApplicants, largest_pd_of
from simulator.rules.lending import response_to_cover
from simulator.rules.renewal import Renewals, TermOfLoans
from simulator.scenario.model import Scenario


def lending_terms(scenario: Scenario, rate_shift: float = 0.0) -> LendingTerms:
    """Return what the bank's decision rests on, per unit lent and year (see `rules.lending`)."""
    lender, loans, scheme = scenario.lender, scenario.loans, scenario.scheme
    rate = (lender.loan_rate + rate_shift) / (1 + lender.vat_rate)
    capital = lender.risk_weight * lender.capital_ratio * lender.equity_spread
    rest = (1 - loans.ip_share) * (1 - loans.other_collateral_recovery) * (1 - loans.guarantee_recovery)
    covers_whole = scheme.covers == "whole_loan"
    covered = loans.ip_share * lender.loss_given_default + (rest if covers_whole else 0.0)
    sale = (scenario.disposal.lag_months_min + scenario.disposal.lag_months_max) / 2
    wait = scheme.claim_lag_months + (sale if scheme.timing == "after_recovery" else 0.0)
    return LendingTerms(
        margin=rate - lender.funding_cost - lender.operating_cost - capital,
        rate=rate,
        covered_loss=covered,
        uncovered_loss=0.0 if covers_whole else rest,
        carry=(1.0 if covers_whole else loans.ip_share) * lender.funding_cost * wait / 12,
        noise=lender.signal_noise,
        screening_response=lender.screening_response,
        monitoring_response=lender.monitoring_response,
    )


def fee_to_bank(scenario: Scenario) -> float:
    """Return the yearly cost of the scheme's fees to the bank, per unit lent."""
    scheme = scenario.scheme
    if scheme.fee_payer != "bank":
        return 0.0
    years = sum(term.share * term.months for term in scenario.loans.terms) / 12
    return scheme.fee_per_year + scheme.fee_upfront / years


class Screening:
    """A bank's screening: which signal codes it accepts, for any terms; posterior tables are kept."""

    def __init__(self, applicants: list[SectorApplicants], other_income: float) -> None:
        self.applicants = applicants
        self.other_income = other_income
        self._tables: dict[tuple[int, float, int], ScoreTable] = {}

    def accepted_codes(
        self, sector: int, terms: LendingTerms, share: float, fees: float, contract: float, years: int
    ) -> NDArray[np.int64]:
        """Return, per year known and grade, how many of the signal codes the bank accepts, shape (years, grades).

        Parameters
        ----------
        share
            Effective share borne by others, in the decision.
        fees
            Yearly cost of fees to the bank, less bonuses.
        contract
            What the bank can count on the fund for, to which screening responds.
        years
            Number of opinions: of borrowers just met, known for one year, for two, ...
        """
        noise = terms.noise * response_to_cover(terms.screening_response, contract)
        largest = largest_pd_of(terms, share, self.other_income - fees)
        chances = []
        for year in range(years):
            key = (sector, noise, year)
            if key not in self._tables:
                self._tables[key] = ScoreTable(self.applicants[sector], noise, year)
            chances.append(self._tables[key].acceptance(largest))
        codes: NDArray[np.int64] = np.floor(np.stack(chances) * SIGNAL_CODES + 0.5).astype(np.int64)
        return codes


def cover_codes(
    policy: Scenario, screening: Screening, cells: Cells, factor: Fraction, rate_shift: float
) -> NDArray[np.int64]:
    """Return the accepted codes of every cell for one policy and one view of its cover, shape (years x cells,)."""
    grades, sectors, years = len(policy.grades), len(policy.sectors), opinions_of(policy)
    sizes, qualities = len(cells.bands) + 1, len(cells.quality) + 1
    codes = np.zeros((years, qualities, sizes, sectors * grades, 2), dtype=np.int64)
    terms = lending_terms(policy, rate_shift)
    fees = [fee_to_bank(policy) - bonus for bonus in bonuses_of(policy)]
    edges = np.concatenate([[0], cells.bands, [r.OPEN]])
    for size in range(sizes):
        principal = cells.mean_principal(policy, size)
        for s, sector in enumerate(policy.sectors):
            for first in (0, 1):
                contract = fund_share(policy.scheme, principal, sector.is_priority, bool(first))
                share = effective_share(policy, terms, principal, contract, factor)
                accepted = np.full((years, grades), r.ALL_CODES)
                if policy.lender.is_screening:
                    counted_on = share_to_count_on(policy, contract)
                    accepted = screening.accepted_codes(s, terms, share, fees[s], counted_on, years)
                for quality in range(qualities):
                    for g in range(grades):
                        risk = s * grades + g
                        out = is_ineligible(policy, edges[size], edges[size + 1], quality, risk, cells)
                        codes[:, quality, size, risk, first] = 0 if out else accepted[:, g]
    return codes.ravel()


def uncovered_codes(policy: Scenario, screening: Screening, rate_shift: float) -> NDArray[np.int64]:
    """Return the accepted codes without cover, shape (years x risks,)."""
    terms, years = lending_terms(policy, rate_shift), opinions_of(policy)
    if not policy.lender.is_screening:
        return np.full(years * len(policy.sectors) * len(policy.grades), r.ALL_CODES)
    sectors = range(len(policy.sectors))
    return np.concatenate([screening.accepted_codes(s, terms, 0.0, 0.0, 0.0, years) for s in sectors], axis=1).ravel()


def opinions_of(scenario: Scenario) -> int:
    """Return how many opinions a bank may have of a borrower: just met, known for one year, for two, ..."""
    return 1 + r.OPINION_YEARS if scenario.loans.renewal_signal == "learning" else 1


def renewals_of(scenario: Scenario) -> Renewals:
    """Return who renews in a scenario, for the default rate that its calibration aims at."""
    loans, months = scenario.loans, 12 * scenario.clock.years
    counts_all = scenario.calibration is None or scenario.calibration.observed_counts == "all"
    arrivals = mean_applications(scenario, months)
    # where nobody applies, as if evenly: the fit is then of nobody's loans, and must not fail
    applied = np.cumsum(arrivals if arrivals.any() else np.arange(months + 1) > 0)
    terms = tuple(
        TermOfLoans(
            term.months,
            term.share,
            loans.renewal_probability * (1 - loans.prepayment_per_month) ** (term.months - 1),
            # a loan is renewed when it falls due while lending goes on
            tuple(
                float(applied[months - age] / applied[-1]) for age in range(0, months if counts_all else 1, term.months)
            ),
        )
        for term in loans.terms
    )
    is_fresh = loans.renewal_signal == "fresh"
    return Renewals(terms, loans.refinancing_default_probability, opinions_of(scenario), is_fresh)


def book_codes(scenario: Scenario, screening: Screening) -> NDArray[np.int64]:
    """Return the codes accepted without and with the scenario's own cover of its smallest loans, shape (2, risks)."""
    covered = own_cover_codes(scenario, screening)
    return np.minimum(np.stack([uncovered_codes(scenario, screening, 0.0)[: len(covered)], covered]), SIGNAL_CODES)


def own_cover_codes(policy: Scenario, screening: Screening) -> NDArray[np.int64]:
    """Return the codes accepted of borrowers just met, with a policy's cover of its smallest loans, shape (risks,)."""
    if not policy.lender.is_screening:
        return np.full(len(policy.sectors) * len(policy.grades), r.ALL_CODES)
    terms, fee = lending_terms(policy), fee_to_bank(policy)
    accepted = []
    for s, (sector, bonus) in enumerate(zip(policy.sectors, bonuses_of(policy), strict=True)):
        contract = fund_share(policy.scheme, 0, sector.is_priority, False)
        share = effective_share(policy, terms, 0.0, contract)
        counted_on = share_to_count_on(policy, contract)
        accepted.append(screening.accepted_codes(s, terms, share, fee - bonus, counted_on, 1)[0])
    return np.concatenate(accepted)
