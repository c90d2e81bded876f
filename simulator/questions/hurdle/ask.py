"""The hurdle: from which cover on a bank lends to a firm of a given grade and sector; computed, not simulated."""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulator.engines.preparing import calibrated
from simulator.engines.preparing.applicants import amounts_asked
from simulator.engines.preparing.cells import Cells, own_bounds
from simulator.engines.preparing.screening import fee_to_bank, lending_terms
from simulator.engines.preparing.shares import effective_share, fund_share
from simulator.engines.preparing.tools import bonuses_of
from simulator.engines.preparing.units import fen
from simulator.rules.calibration import Fitted, LendingTerms, largest_pd_of
from simulator.rules.lending import smallest_share
from simulator.rules.money import MILLION
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading
from simulator.scenario.tools import odds_left
from simulator.scenario.world import Sector

FEN = 100


@dataclass(frozen=True)
class GradeHurdle:
    """What the bank needs to lend to one grade of one sector."""

    grade: str
    pd: float
    """Default probability within a year, after calibration and tools."""
    break_even_share: float
    """Smallest part of the covered loss that all others together must bear; at most 0 when it lends without cover."""
    break_even_ratio: float
    """Smallest compensation ratio of the scheme, or purchase price, that gives this share; infinite when none does.

    As the scheme is otherwise: tiers, bonuses, other parties, stacking limit and cap per loan in force.
    """


@dataclass(frozen=True)
class SizeBand:
    """Loans to which the same terms apply: above one principal, up to another, in main currency units."""

    above: float
    up_to: float
    """Infinite where there is no end."""
    mean_principal: float
    """Of the applications in the band; that of all applicants where there are none."""


@dataclass(frozen=True)
class SectorHurdle:
    """What the bank needs in one sector and size band, and what the scheme gives it there."""

    sector: str
    band: SizeBand
    share: float
    """Part of the covered loss that all others together bear under the scheme as it stands."""
    largest_pd: float
    """Largest default probability at which the bank lends with the scheme."""
    grades: tuple[GradeHurdle, ...]


@dataclass(frozen=True)
class Hurdle:
    """Break-even cover of every sector, size band that the scheme covers, and grade under the lender's terms."""

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
    def has_sizes(self) -> bool:
        """Whether terms differ by the size of the loan."""
        return len({sector.band for sector in self.sectors}) > 1

    @property
    def is_fitted(self) -> bool:
        """Whether the bank's other income was fitted to the targets of the calibration."""
        return self.scenario.lender.other_income is None and self.scenario.calibration is not None

    @property
    def own_ratio(self) -> float:
        """The scheme's own compensation ratio, or purchase price."""
        scheme = self.scenario.scheme
        return scheme.purchase_price_share if self.is_purchase else scheme.compensation_ratio


def ask(reading: Reading) -> Hurdle:
    """Find from which compensation ratio on a bank lends, by sector, size band and grade; nothing is simulated.

    The bank lends when

        r (1 - PD) - f - o - k + other income - fees + bonus >= PD (L_c (1 - s) + L_u + s e f y)

    (see `rules.lending`); the break-even share s solves it with equality. The loan has its band's mean size, is no
    first loan, and its PD is the one the bank believes in; without a calibration and other income, without a wait and
    with the whole loan secured by patents, s = 1 - (r (1 - PD) - f - o - k) / (PD LGD). The break-even ratio is the
    smallest at which `preparing.shares.effective_share`, by which the engine's banks decide, is at least s.

    Raises
    ------
    NoAnswerError
        When the scenario cannot be calibrated.
    """
    scenario = reading.scenario
    applicants, fitted = calibrated(scenario)
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
            _sector(scenario, sector, band, own.scaled(odds_left(scenario, sector)).pds.tolist(), terms, sector_income)
            for sector, own, sector_income in zip(scenario.sectors, applicants, with_scheme, strict=True)
            for band in _bands(scenario)
        ),
    )


def _bands(scenario: Scenario) -> tuple[SizeBand, ...]:
    """Return the size bands that the scheme covers and somebody applies in; all of them when that leaves none."""
    amounts = amounts_asked(scenario)
    amounts = amounts[amounts >= fen(scenario.loans.minimum)]
    cells = Cells(np.array(sorted(own_bounds(scenario)), dtype=np.int64), np.zeros((0, 0), dtype=np.int64), amounts)
    edges = [0.0, *(cells.bands / FEN).tolist(), math.inf]
    bands = [
        SizeBand(low, high, cells.mean_principal(scenario, size) / FEN)
        for size, (low, high) in enumerate(itertools.pairwise(edges))
    ]
    gate = scenario.gate
    covered = [
        band
        for band in bands
        if band.above < band.mean_principal
        and (gate.largest_principal is None or band.above < gate.largest_principal)
        and band.up_to >= gate.smallest_principal
    ]
    return tuple(covered or bands)


def _sector(
    scenario: Scenario, sector: Sector, band: SizeBand, pds: list[float], terms: LendingTerms, income: float
) -> SectorHurdle:
    def share_at(lever: float) -> float:
        """Return what the bank counts on others for when the scheme's ratio, or price, is this."""
        name = "purchase_price_share" if scenario.scheme.timing == "purchase" else "compensation_ratio"
        own = scenario.model_copy(update={"scheme": scenario.scheme.model_copy(update={name: lever})})
        principal = fen(band.mean_principal)
        contract = fund_share(own.scheme, principal, sector.is_priority, is_first=False)
        return effective_share(own, terms, principal, contract)

    scheme = scenario.scheme
    share = share_at(scheme.purchase_price_share if scheme.timing == "purchase" else scheme.compensation_ratio)
    grades = []
    for grade, pd in zip(scenario.grades, pds, strict=True):
        needed = smallest_share(
            terms.margin + income, terms.rate, terms.covered_loss, terms.uncovered_loss, pd, terms.carry
        )
        grades.append(GradeHurdle(grade.name, pd, needed, _smallest_lever(share_at, needed)))
    return SectorHurdle(sector.name, band, share, largest_pd_of(terms, share, income), tuple(grades))


def _smallest_lever(share_at: Callable[[float], float], needed: float) -> float:
    """Return the smallest ratio from 0 to 1 at which a share that never falls with it is at least `needed`.

    Infinite when none is enough. Found on the grid of parts per million, and on the line between its two points.
    """
    if share_at(0.0) >= needed:
        return 0.0
    if share_at(1.0) < needed:
        return math.inf
    low, high = 0, MILLION
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if share_at(middle / MILLION) >= needed else (middle, high)
    before, after = share_at(low / MILLION), share_at(high / MILLION)
    return (low + (needed - before) / (after - before)) / MILLION
