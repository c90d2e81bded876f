"""Kinds of entries of a log and reasons of refusals: their codes, and the keys of their words."""

import numpy as np

import simulator.engines.kernel.records as r
from simulator.analysis.path_events import PathEvents, is_of
from simulator.engines import rows
from simulator.engines.events import codes
from simulator.ledger import Ints

FELL_DUE = 100
"""Code of `repaid` where the loan fell due and then defaulted, because it was not renewed."""

EVENTS: dict[int, str] = {
    codes.APPLIED: "applied",
    r.E_LENT: "lent",
    r.E_LENT_ALONE: "lent_without_cover",
    r.E_REFUSED: "refused",
    codes.INSTALMENT: "instalment",
    codes.OVERDUE: "overdue",
    codes.CURED: "cured",
    codes.ASKED: "renewal_asked_for",
    r.E_REPAID: "repaid",
    FELL_DUE: "fell_due",
    codes.WARNED: "warned",
    r.E_DEFAULT: "default",
    codes.ROUND: "auction_round_failed",
    r.E_SOLD: "collateral_sold",
    r.E_ASSESSED: "claim_assessed",
    r.E_PAYS: "fund_pays_claim",
    codes.ADVANCED: "guarantor_advances",
    codes.PROCEEDS: "proceeds_shared",
    r.E_TOP_UP: "annual_top-up",
    codes.TREASURY: "treasury_pays_in",
    codes.INTEREST: "interest",
    codes.FEES: "fees",
    codes.RUNNING_COST: "running_cost",
    r.E_TRIPPED: "breaker_tripped",
    r.E_RELEASED: "breaker_released",
}
"""Kinds of entries, in the order in which a loan and then the fund meet them."""

REASONS = {code: name for code, name in rows.REASONS.items() if name}
"""Why cover was refused, by code."""


def kinds_of_entries(events: PathEvents) -> Ints:
    """Return the kind of each entry, `FELL_DUE` for the end of a loan that then defaults; shape (entries,)."""
    kinds = events.column("event")
    defaulted = events.loans[is_of(events, r.E_DEFAULT)]
    fell_due = (kinds == r.E_REPAID) & np.isin(events.loans, defaulted)
    return np.where(fell_due, FELL_DUE, kinds)
