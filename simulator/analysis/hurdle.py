"""The hurdle: from which cover on a bank lends to a firm of a given grade and sector; computed, not simulated."""

from dataclasses import dataclass

from simulator.engines.lanes import PARTIES, bonuses_of, effective_share, fee_to_bank, fund_share, lending_terms
from simulator.engines.preparing import calibrated
from simulator.engines.world import fen
from simulator.rules.calibration import Fitted, LendingTerms, largest_pd_of
from simulator.rules.lending import smallest_share
from simulator.scenario.model import Scenario
from simulator.scenario.tools import odds_left
from simulator.scenario.world import Sector


@dataclass(frozen=True)
class GradeHurdle:
    """What the bank needs to lend to one grade of one sector."""

    grade: str
    pd: float
    """Default probability within a year, after calibration and tools."""
    break_even_share: float
    """Smallest part of the covered loss that all others together must bear; at most 0 when it lends without cover."""
    break_even_ratio: float
    """The same as a compensation ratio (other parties' parts taken off), or as a purchase price."""


@dataclass(frozen=True)
class SectorHurdle:
    """What the bank needs in one sector, and what the scheme gives it there."""

    sector: str
    share: float
    """Part of the covered loss that all others together bear under the scheme as it stands."""
    largest_pd: float
    """Largest default probability at which the bank lends with the scheme."""
    grades: tuple[GradeHurdle, ...]


@dataclass(frozen=True)
class Hurdle:
    """Break-even cover of every sector and grade under the lender's terms."""

    scenario: Scenario
    terms: LendingTerms
    other_income: float
    fitted: Fitted
    largest_pd_uncovered: float
    sectors: tuple[SectorHurdle, ...]

    @property
    def is_purchase(self) -> bool:
        """Whether the price of a purchase, and not the compensation ratio, is what the bank gets."""
        return self.scenario.scheme.timing == "purchase"

    @property
    def own_ratio(self) -> float:
        """The scheme's own compensation ratio, or purchase price."""
        scheme = self.scenario.scheme
        return scheme.purchase_price_share if self.is_purchase else scheme.compensation_ratio


def hurdle_of(scenario: Scenario) -> Hurdle:
    """Return the break-even cover of every sector and grade.

    The bank lends when

        r (1 - PD) - f - o - k + other income - fees + bonus >= PD (L_c (1 - s) + L_u + s e f y)

    (see `rules.lending`); the break-even share s solves it with equality. The loan has mean size, is no first loan,
    and its PD is the one the bank believes in; without a calibration and other income, without a wait and with the
    whole loan secured by patents, s = 1 - (r (1 - PD) - f - o - k) / (PD LGD).

    Raises
    ------
    NoAnswerError
        When the scenario cannot be calibrated.
    """
    pools, fitted = calibrated(scenario)
    terms = lending_terms(scenario)
    own = scenario.lender.other_income
    income = fitted.other_income if own is None else own
    with_scheme = [income - fee_to_bank(scenario) + bonus for bonus in bonuses_of(scenario)]
    return Hurdle(
        scenario=scenario,
        terms=terms,
        other_income=income,
        fitted=fitted,
        largest_pd_uncovered=largest_pd_of(terms, 0.0, income),
        sectors=tuple(
            _sector(scenario, sector, pool.scaled(odds_left(scenario, sector)).pds.tolist(), terms, sector_income)
            for sector, pool, sector_income in zip(scenario.sectors, pools, with_scheme, strict=True)
        ),
    )


def _sector(scenario: Scenario, sector: Sector, pds: list[float], terms: LendingTerms, income: float) -> SectorHurdle:
    principal = fen(scenario.applications.amount_mean)
    contract = fund_share(scenario.scheme, principal, sector.is_priority, is_first=False)
    share = effective_share(scenario, terms, principal, contract)
    grades = tuple(
        _grade(scenario, grade.name, pd, terms, income) for grade, pd in zip(scenario.grades, pds, strict=True)
    )
    return SectorHurdle(sector.name, share, largest_pd_of(terms, share, income), grades)


def _grade(scenario: Scenario, name: str, pd: float, terms: LendingTerms, income: float) -> GradeHurdle:
    needed = smallest_share(
        terms.margin + income, terms.rate, terms.covered_loss, terms.uncovered_loss, pd, terms.carry
    )
    return GradeHurdle(name, pd, needed, _as_ratio(scenario, needed))


def _as_ratio(scenario: Scenario, share: float) -> float:
    """Return the compensation ratio, or the purchase price, that gives a bank this share (`lanes.effective_share`)."""
    if scenario.scheme.timing == "purchase":
        return 1 - scenario.lender.loss_given_default * (1 - share)
    others: float = sum(getattr(scenario.scheme, party) for party in PARTIES)
    return share - others
