"""The yardstick: the stated book in vectorised NumPy, one policy, all paths of a chunk at once.

The same rules as the engine, month by month on whole arrays, with NumPy's own generator. The tables that the
engine's preparation makes (quantile tables, thresholds of default, accepted signals) are used here too, as making
them is not timed; the simulation shares nothing with the engine. What happens to a loan is known when it is
lent, so repayments, claims and sales are posted ahead; only the gate goes applicant by applicant, over paths.
It keeps a dozen totals and has neither a no-scheme arm, banks, balance checks nor month sums: that is in its favour.

Amounts are whole fen held in float64; arrays run (months, paths) or are flat over loans, sorted by path.
"""

import math
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from simulator.engines.preparing import Prepared
from simulator.scenario.model import Scenario

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Rows = NDArray[np.intp]

FEN = 100.0
CHUNK = 500
TOTALS = (
    "lent_covered",
    "lent_uncovered",
    "loans_covered",
    "defaults_covered",
    "loss_covered",
    "fund_paid",
    "top_ups",
    "months_shut",
)
"""Names as in the engine's ledger; fen, loans and months."""
COUNTS = ("applications", "renewals_asked", "renewals_lent")


@dataclass(frozen=True)
class Vectorised:
    """What the yardstick leaves: totals of each path, shape (paths,) each, and counts over all paths."""

    totals: dict[str, Floats]
    counts: dict[str, int]


@dataclass
class _Loans:
    """Loans, or applicants, as flat columns of one length."""

    path: Rows
    risk: Rows
    principal: Floats
    worth: Floats
    lent: Ints
    covered: Floats

    def where(self, chosen: NDArray[np.generic]) -> "_Loans":
        return _Loans(*(getattr(self, column.name)[chosen] for column in fields(self)))

    def and_then(self, others: "_Loans") -> "_Loans":
        """Return both, by path, these first within a path."""
        both = [np.concatenate([getattr(self, c.name), getattr(others, c.name)]) for c in fields(self)]
        order = np.argsort(both[0].astype(np.uint16), kind="stable")
        return _Loans(*(column[order] for column in both))


@dataclass
class _Books:
    """All that changes from month to month; (months, paths) or (paths,)."""

    cash: Floats
    unpaid: Floats
    exposure: Floats
    is_shut: NDArray[np.bool_]
    repaid: Floats
    settled: Floats
    loss: Floats
    claims: Floats
    lent: Floats
    totals: dict[str, Floats]
    renewing: list[_Loans | None]
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))


@dataclass(frozen=True)
class _Chunk:
    """What every step of a chunk of paths reads, and its books."""

    scenario: Scenario
    prepared: Prepared
    survival: Floats
    books: _Books
    rng: np.random.Generator

    @property
    def paths(self) -> int:
        return len(self.books.cash)

    def by_path(self, loans: _Loans, amounts: Floats) -> Floats:
        """Return the sums of each path, shape (paths,)."""
        sums: Floats = np.bincount(loans.path, weights=amounts, minlength=self.paths).astype(np.float64, copy=False)
        return sums


def _none() -> _Loans:
    nobody = np.zeros(0, dtype=np.intp)
    nothing = np.zeros(0)
    return _Loans(nobody, nobody, nothing, nothing, np.zeros(0, dtype=np.int64), nothing)


def _open_books(prepared: Prepared, paths: int) -> _Books:
    months = prepared.world.last + 1

    def calendar() -> Floats:
        return np.zeros((months, paths))

    return _Books(
        cash=np.full(paths, prepared.scenario.fund.fund_size * FEN),
        unpaid=np.zeros(paths),
        exposure=np.zeros(paths),
        is_shut=np.zeros(paths, dtype=bool),
        repaid=calendar(),
        settled=calendar(),
        loss=calendar(),
        claims=calendar(),
        lent=calendar(),
        totals={name: np.zeros(paths) for name in TOTALS},
        renewing=[None] * months,
    )


def _survival(prepared: Prepared, paths: int, rng: np.random.Generator) -> Floats:
    """Return S[month, class, path] = prod(1 - p), with p interpolated in the table over the sector's factor."""
    world = prepared.world
    phi, weight = world.phi, world.macro_weight[:, None]
    grades = world.risks // world.sectors
    survival = np.ones((world.last + 1, world.risks, paths))
    own, macro = rng.standard_normal((world.sectors, paths)), rng.standard_normal(paths)
    step = math.sqrt(1 - phi * phi)
    for month in range(1, world.last + 1):
        if month > 1:
            macro = phi * macro + step * rng.standard_normal(paths)
            own = phi * own + step * rng.standard_normal((world.sectors, paths))
        place = (np.sqrt(weight) * macro + np.sqrt(1 - weight) * own - world.pd_low) * world.pd_scale
        cell = place.astype(np.intp)
        place -= cell
        for sector in range(world.sectors):
            rows = slice(sector * grades, (sector + 1) * grades)
            low = world.pd_table[:, rows].T.take(cell[sector], axis=1)
            high = world.pd_table[:, rows].T.take(cell[sector] + 1, axis=1)
            high -= low
            high *= place[sector]
            low += high
            np.subtract(1.0, low, out=low)
            np.multiply(survival[month - 1, rows], low, out=survival[month, rows])
    return survival


def _applicants(run: _Chunk, month: int) -> tuple[_Loans, int]:
    """Return the month's applicants who pledge enough for the smallest loan, and how many applied in all."""
    world, rng = run.prepared.world, run.rng
    counts = rng.poisson(run.scenario.applications.per_month, run.paths)
    size = int(counts.sum())
    risk = world.profile_risk[world.profile_of[rng.integers(0, 1 << 16, size, dtype=np.uint16)]]
    quality, amount, error = rng.integers(0, 1 << 12, (3, size), dtype=np.uint16)
    base = world.quality_value[world.risk_grade[risk], quality] * world.life_multiple[world.risk_sector[risk], 0]
    limit = np.floor(world.pledge[0] * base * world.appraisal[0, error] / world.lot) * world.lot
    principal = np.minimum(world.amount[amount], limit)
    worth = base * np.exp(world.value_slope[0] * world.appraisal_z)[error]
    path = np.repeat(np.arange(run.paths), counts)
    loans = _Loans(path, risk, principal, worth, np.full(size, month), np.zeros(size))
    return loans.where(principal >= world.minimum), size


def _wanted(run: _Chunk, loans: _Loans) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which loans the bank wants with cover, and which without."""
    lanes, lane = run.prepared.lanes, int(run.prepared.layout.lane_of[0])
    code = run.rng.integers(0, 1 << 16, len(loans.path), dtype=np.uint16)
    band = np.searchsorted(lanes.bands, loans.principal)
    cell = (band * run.prepared.world.risks + loans.risk) * 2
    return code < lanes.cut[0, cell, lane], code < lanes.uncovered_cut[0, 0, loans.risk]


def _pass_gate(room: Floats, loans: _Loans, asked: Floats) -> Floats:
    """Return what is covered of each loan: all that is asked, or 0 where it does not fit into the room left.

    A renewal first gives its own place back. Loans are tested in order, all paths at once.
    """
    counts = np.bincount(loans.path, minlength=len(room))
    rank = np.arange(len(loans.path)) - np.repeat(np.cumsum(counts) - counts, counts)
    shape = (int(counts.max(initial=0)), len(room))
    wanted, given_back = np.zeros(shape), np.zeros(shape)
    wanted[rank, loans.path] = asked
    given_back[rank, loans.path] = loans.covered
    fits = np.empty(len(room), dtype=bool)
    for row, back in zip(wanted, given_back, strict=True):
        room += back
        np.less_equal(row, room, out=fits)
        row *= fits
        room -= row
    return wanted[rank, loans.path]


def _room(run: _Chunk) -> Floats:
    """Return how much more principal the fund may cover, shape (paths,)."""
    books = run.books
    multiple = run.scenario.gate.leverage_multiple or math.inf
    room: Floats = multiple * np.maximum(0.0, books.cash - books.unpaid) - books.exposure
    room[books.is_shut] = -math.inf
    return room


def _lend(run: _Chunk, month: int) -> None:
    """Take renewals, then applications, to the bank's desk and the gate (step 7); post what is lent ahead."""
    books = run.books
    new, applied = _applicants(run, month)
    asking = books.renewing[month] or _none()
    books.renewing[month] = None
    loans = asking.and_then(new)
    with_cover, alone = _wanted(run, loans)
    at_gate = with_cover | alone | (loans.covered > 0)
    loans, with_cover, alone = loans.where(at_gate), with_cover[at_gate], alone[at_gate]
    covered = _pass_gate(_room(run), loans, np.where(with_cover, loans.principal, 0.0))
    books.exposure += run.by_path(loans, covered - loans.covered)
    loans.covered = covered
    loans = loans.where((covered > 0) | alone)
    books.counts["applications"] += applied
    books.counts["renewals_asked"] += len(asking.path)
    books.counts["renewals_lent"] += int(np.count_nonzero(loans.lent < month))
    books.lent[month] = run.by_path(loans, loans.covered)
    books.totals["lent_covered"] += books.lent[month]
    books.totals["lent_uncovered"] += run.by_path(loans, np.where(loans.covered > 0, 0.0, loans.principal))
    books.totals["loans_covered"] += run.by_path(loans, (loans.covered > 0).astype(float))
    _post(run, month, loans)


def _post(run: _Chunk, month: int, loans: _Loans) -> None:
    """Decide who defaults, who asks to renew and who repays, and write it into the calendars."""
    due = month + run.scenario.loans.terms[0].months
    level = run.rng.random(len(loans.path)) * run.survival[month, loans.risk, loans.path]
    fails = level > run.survival[due, loans.risk, loans.path]
    covered_fails = fails & (loans.covered > 0)
    _post_defaults(run, month, loans.where(covered_fails), level[covered_fails])
    sound = loans.where(~fails)
    if due <= run.prepared.world.months:
        asks = run.rng.random(len(sound.path)) < run.scenario.loans.renewal_probability
        run.books.renewing[due] = sound.where(asks)
        sound = sound.where(~asks)
    run.books.repaid[due] += run.by_path(sound, sound.covered)


def _post_defaults(run: _Chunk, lent: int, loans: _Loans, level: Floats) -> None:
    """Post settlement, loss and claim of covered loans that fail; those without cover move no money counted here."""
    books, disposal, scheme = run.books, run.scenario.disposal, run.scenario.scheme
    at = np.full(len(level), lent + 1)
    for month in range(lent + 1, lent + run.scenario.loans.terms[0].months):
        at += level <= run.survival[month, loans.risk, loans.path]
    lag = run.rng.integers(disposal.lag_months_min, disposal.lag_months_max + 1, len(level))
    loss = loans.principal - np.minimum(_proceeds(run, loans, at, lag), loans.principal)
    ratio = np.full(len(level), scheme.compensation_ratio)
    for tier in scheme.tiers:
        ratio[loans.principal > tier.above * FEN] = scheme.compensation_ratio * tier.factor
    when = (at + lag + scheme.claim_lag_months, loans.path)
    np.add.at(books.settled, when, loans.principal)
    np.add.at(books.loss, when, loss)
    np.add.at(books.claims, when, np.floor(loss * ratio))
    books.totals["defaults_covered"] += np.bincount(loans.path, minlength=run.paths)


def _proceeds(run: _Chunk, loans: _Loans, at: Ints, lag: Ints) -> Floats:
    """Return what the patents bring `lag` months after the default in month `at`."""
    world, disposal, rng, size = run.prepared.world, run.scenario.disposal, run.rng, len(at)
    years = (at - loans.lent) / 12
    decay = world.decay[world.risk_sector[loans.risk]]
    log_value = world.value_sd[0] * rng.standard_normal(size) - (decay + world.volatility**2 / 2) * years
    log_value += world.volatility * np.sqrt(years) * rng.standard_normal(size) - decay * lag / 12
    mean, sd = disposal.sale_share_mean, disposal.sale_share_sd
    weight = mean * (1 - mean) / sd**2 - 1
    share = rng.beta(mean * weight, (1 - mean) * weight, size) * (rng.random(size) < disposal.sold_share)
    proceeds: Floats = np.floor(loans.worth * np.exp(log_value) * share)
    return proceeds


def _pay(run: _Chunk, month: int) -> None:
    """Top up, settle what falls due, and pay claims as far as the money goes (steps 2 to 5); the rest queues."""
    books, fund = run.books, run.scenario.fund
    if 1 < month <= run.prepared.world.months and month % 12 == 1:
        top_up = np.clip(fund.fund_size * FEN - books.cash, 0.0, fund.top_up_budget * FEN)
        books.cash += top_up
        books.totals["top_ups"] += top_up
    books.exposure -= books.repaid[month] + books.settled[month]
    books.totals["loss_covered"] += books.loss[month]
    books.unpaid += books.claims[month]
    paid = np.minimum(books.cash, books.unpaid)
    books.cash -= paid
    books.unpaid -= paid
    books.totals["fund_paid"] += paid


def _read_breaker(run: _Chunk, month: int) -> None:
    """Stop at the upper line, open again below the lower one (step 6); flows of the twelve months before."""
    books, breaker = run.books, run.scenario.breaker
    before = slice(max(0, month - 12), month)
    lent, loss = books.lent[before].sum(axis=0), books.loss[before].sum(axis=0)
    enough = (books.totals["loans_covered"] >= breaker.minimum_loans) & (lent > 0)
    stops = enough & (loss >= breaker.on_at_least * lent)
    stays = enough & books.is_shut & (loss >= breaker.off_below * lent)
    books.is_shut = stops | stays
    if month <= run.prepared.world.months:
        books.totals["months_shut"] += books.is_shut


def _simulate_chunk(prepared: Prepared, paths: int, rng: np.random.Generator) -> _Books:
    survival = _survival(prepared, paths, rng)
    run = _Chunk(prepared.scenario, prepared, survival, _open_books(prepared, paths), rng)
    for month in range(1, prepared.world.last + 1):
        _pay(run, month)
        _read_breaker(run, month)
        if month <= prepared.world.months:
            _lend(run, month)
    return run.books


def simulate_vectorised(prepared: Prepared, paths: int, *, seed: int, chunk: int = CHUNK) -> Vectorised:
    """Simulate the stated book under the scenario's own policy in vectorised NumPy.

    Parameters
    ----------
    prepared
        From the engine's `prepare`, of the stated book and one policy.
    paths
        Number of paths.
    seed
        Seed of NumPy's generator (SFC64, its fastest).
    chunk
        Paths at once, below 65,536; the default is the fastest of those tried.
    """
    rng = np.random.Generator(np.random.SFC64(seed))
    chunks = [_simulate_chunk(prepared, min(chunk, paths - start), rng) for start in range(0, paths, chunk)]
    return Vectorised(
        {name: np.concatenate([books.totals[name] for books in chunks]) for name in TOTALS},
        {name: sum(books.counts[name] for books in chunks) for name in COUNTS},
    )
