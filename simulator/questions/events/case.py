"""One loan's life: dated sentences from application to the last recovery, and who bore what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

import simulator.engines.kernel.records as r
from simulator.analysis.bearing import OTHERS, Bearing
from simulator.analysis.path_events import PathEvents, borrower_of, generation_of
from simulator.answer import Column, Kind, Row, Table, data_table
from simulator.engines.events import codes
from simulator.engines.events.accounts import LOG
from simulator.questions.events.ask import AS_IT_STANDS, OpenedPath
from simulator.questions.events.kinds import EVENTS, FELL_DUE, REASONS, kinds_of_entries
from simulator.questions.events.loan_names import loan_name, month_text
from simulator.questions.names import own_name, party_name
from simulator.rules.money import portion
from simulator.rules.shares import exact_share, ratio_of
from simulator.values import NOTHING, Listed, Number, Own, Phrase, Unit, phrase

Entry = dict[str, int]
_LENT = (r.E_LENT, r.E_LENT_ALONE)
_PATENTS = ("invention", "utility")
_AMOUNTS = ("amount", "detail", "fund_change", "balance", "loss", "claim", *OTHERS, "bank")
_PHRASES = {
    codes.APPLIED: "applied",
    codes.INSTALMENT: "instalment",
    codes.OVERDUE: "overdue",
    codes.CURED: "cured",
    codes.ASKED: "asked",
    r.E_REPAID: "repaid",
    FELL_DUE: "fell_due",
    r.E_DEFAULT: "default",
    codes.WARNED: "warned",
    codes.ADVANCED: "advanced",
    codes.ROUND: "round",
    r.E_SOLD: "sold",
    r.E_PAYS: "paid",
    codes.PROCEEDS: "shared",
}


@dataclass(frozen=True)
class Shares:
    """Who bore what of one defaulted loan.

    Attributes
    ----------
    loan
        Its name.
    owed, recovered
        In fen.
    parts
        What each party bore, in fen; their sum is owed less recovered.
    never_paid
        Approved compensation that was never paid, in fen.
    is_settled
        Whether the loss is in the books.
    can_end
        Whether what was approved may be due no longer after the sale, as it is after an advance.
    """

    loan: str
    owed: int
    recovered: int
    parts: dict[str, int]
    never_paid: int
    is_settled: bool
    can_end: bool


@dataclass(frozen=True)
class Life:
    """One borrower's loans: a title, sentences, and who bore what."""

    title: Phrase
    said: tuple[Phrase, ...]
    tables: tuple[Table, ...]


def life_of(found: OpenedPath, borrower: int) -> Life:
    """Return the life of a borrower's loans, renewals included."""
    case = CaseWriter(found.events, borrower)
    shares = tuple(case.shares(found.bearing))
    tables = (_bearing_table(shares), _shares_table(shares)) if shares else ()
    return Life(case.title(), case.said(shares), (*tables, case.entries_table()))


class CaseWriter:
    """Tells the life of one borrower's loans, from the log alone.

    Parameters
    ----------
    events
        The path.
    key
        The borrower's number (see `loan_names.key_of_name`).
    """

    def __init__(self, events: PathEvents, key: int) -> None:
        self.events = events
        self.scenario = events.scenario
        self.key = key
        self.start = int(self.scenario.clock.start[:4])
        self.borrower = int(events.borrowers.place(np.array([key]))[0])
        self.term = int(events.borrowers.term[self.borrower])
        chosen = np.flatnonzero((events.keys == key) & (events.column("slot") >= 0))
        kinds = kinds_of_entries(events)[chosen].tolist()
        rows = events.entries[chosen].tolist()
        self.rows = _as_told(
            [dict(zip(LOG, row, strict=True)) | {"event": kind} for row, kind in zip(rows, kinds, strict=True)]
        )

    def title(self) -> Phrase:
        """Return which loan of which path it is."""
        policy = phrase("events.as_it_stands") if self.events.policy == AS_IT_STANDS else Own(self.events.policy)
        return phrase("case.title", loan=Own(self._name()), path=Own(str(self.events.path)), policy=policy)

    def said(self, shares: Sequence[Shares]) -> tuple[Phrase, ...]:
        """Return what is known of the borrower, what happened month by month, and what is open at the end."""
        return self._firm(), *self.lines(), *self._end(shares)

    def lines(self) -> tuple[Phrase, ...]:
        """Return every sentence with its month, in the order in which it happened."""
        return tuple(
            phrase("case.line", month=Own(self._month(row["month"])), told=told)
            for row in self.rows
            for told in self._sentences(row)
        )

    def entries_table(self) -> Table:
        """Return the entries of the log behind the sentences."""
        kinds: dict[str, tuple[Kind, Unit]] = {"loan": ("words", "plain"), "event": ("words", "plain")}
        kinds |= dict.fromkeys(_AMOUNTS, ("number", "currency"))
        rows = (
            Row(
                self._month(row["month"]),
                (
                    Own(self._name(row["generation"])),
                    phrase(f"event.{EVENTS[row['event']]}"),
                    *(_money(row[name]) for name in _AMOUNTS),
                ),
            )
            for row in self.rows
        )
        return data_table("case_entries", kinds, rows)

    def _month(self, month: int) -> str:
        return month_text(self.start, month - 1)

    def _name(self, generation: int = 0) -> str:
        return loan_name(self.start, self.key, generation)

    def _firm(self) -> Phrase:
        scenario, who, i = self.scenario, self.events.borrowers, self.borrower
        return phrase(
            "case.book_firm" if self.key < 0 else "case.firm",
            sector=own_name(scenario.sectors[who.sector[i]].name),
            grade=Own(scenario.grades[who.grade[i]].name),
            bank=own_name(scenario.banks[who.bank[i]].name),
            kind=phrase(f"case.patent.{_PATENTS[who.kind[i]]}"),
            term=phrase("count.months", n=Number(self.term, "count")),
            cover=phrase("case.covered" if who.is_covered[i] else "case.not_covered"),
        )

    def _same_loan(self, row: Entry) -> list[Entry]:
        return [entry for entry in self.rows if entry["generation"] == row["generation"]]

    def _sentences(self, row: Entry) -> Iterator[Phrase]:
        if row["event"] in (*_LENT, r.E_REFUSED):
            yield self._decision(row)
        elif row["event"] == r.E_ASSESSED:
            yield from self._claim(row)
        else:
            yield self._plain(row)

    def _decision(self, row: Entry) -> Phrase:
        reason = REASONS.get(row["reason"], "")
        is_renewal = row["generation"] > 0
        if row["event"] == r.E_REFUSED:
            name = "not_renewed" if is_renewal else "refused"
            name += "_bank" if reason == "bank" else ""
        else:
            name = "renewed" if is_renewal else "lent"
            name += "_alone" if row["event"] == r.E_LENT_ALONE else ""
        return phrase(
            f"case.{name}",
            loan=Own(self._name(row["generation"])),
            amount=_money(row["amount"]),
            due=Own(self._month(row["month"] + self.term)),
            why=phrase(f"case.why.{reason}") if reason else NOTHING,
        )

    def _plain(self, row: Entry) -> Phrase:
        detail = _money(row["detail"])
        is_for_others = row["event"] == codes.PROCEEDS and row["detail"] > 0
        return phrase(
            f"case.{_PHRASES[row['event']]}{self._variant(row)}",
            amount=_money(row["amount"]),
            balance=_money(row["balance"]),
            owed=detail,
            round=Number(row["detail"], "count"),
            others=phrase("case.to_others", amount=detail) if is_for_others else NOTHING,
        )

    def _variant(self, row: Entry) -> str:
        """Return the ending of the phrase's name where an event has two of them."""
        if row["event"] == codes.PROCEEDS and not row["amount"]:
            return "_nothing"
        if row["event"] == codes.OVERDUE and row["detail"]:
            return "_for_good"
        if row["event"] == r.E_DEFAULT and row["detail"] == row["amount"]:
            return "_plain"
        if row["event"] == r.E_REPAID:
            lent = [entry["month"] for entry in self._same_loan(row) if entry["event"] in _LENT]
            return "_early" if row["month"] < max(lent, default=0) + self.term else ""
        return ""

    def _claim(self, row: Entry) -> Iterator[Phrase]:
        """Say what the claim comes to, what was cut, what waits, and what there is no money for."""
        has_own_entry = any(entry["event"] == r.E_SOLD for entry in self._same_loan(row))
        if not has_own_entry and not self._is_before_sale(row):
            yield phrase("case.sold_and_claim", amount=_money(row["amount"]))
        if row["loss"] == 0:
            yield phrase("case.no_loss")
            return
        yield from self._parts(row)
        yield from self._cut(row)
        if row["detail"] > 0:
            yield phrase("case.waits", amount=_money(row["detail"]))
        missing = row["claim"] - self._paid_at_once(row)
        if missing > 0:
            is_queue = self.scenario.scheme.shortage == "queue"
            yield phrase("case.queues" if is_queue else "case.lapses", amount=_money(missing))

    def _is_before_sale(self, row: Entry) -> bool:
        """Return whether a claim is assessed before the security is sold: an advance, or a purchase of the patents."""
        if self.scenario.scheme.timing == "after_recovery" or row["amount"] > 0:
            return False
        return all(entry["month"] > row["month"] for entry in self._same_loan(row) if entry["event"] == r.E_SOLD)

    def _is_bought(self, row: Entry) -> bool:
        return self.scenario.scheme.timing == "purchase" and self._is_before_sale(row)

    def _paid_at_once(self, row: Entry) -> int:
        payments = [entry for entry in self._same_loan(row) if entry["event"] == r.E_PAYS]
        return sum(entry["amount"] for entry in payments if entry["month"] == row["month"])

    def _parts(self, row: Entry) -> Iterator[Phrase]:
        """Say who is to bear what of the covered loss, and what the bank carries beside it."""
        amounts = {name: row[name] for name in OTHERS if row[name] > 0}
        amounts["bank"] = row["loss"] - row["claim"] - row["detail"] - sum(amounts.values())
        is_bought = self._is_bought(row)
        share = Number(row["share"] / row["whole"], "share")
        fund = _money(row["claim"])
        parts = [self._part("fund", fund) if is_bought else phrase("case.part_of_fund", amount=fund, share=share)]
        parts += [self._part(name, _money(fen)) for name, fen in amounts.items()]
        name = "case.bought" if is_bought else "case.claim"
        yield phrase(name, loss=_money(row["loss"]), parts=Listed(tuple(parts), "comma"))
        rest = row["bank"] - amounts["bank"]
        if rest > 0:
            yield phrase("case.rest", amount=_money(rest))

    def _part(self, party: str, amount: Number) -> Phrase:
        return phrase("case.part", party=party_name(party), amount=amount)

    def _cut(self, row: Entry) -> Iterator[Phrase]:
        """Say what the rules cut, and name the limits in force that can have done it."""
        price = ratio_of(exact_share(self.scenario.scheme.purchase_price_share))
        share = price if self._is_bought(row) else (row["share"], row["whole"])
        wanted = portion(row["loss"], *share)
        kept = row["claim"] + row["detail"]
        if wanted > kept:
            limits = Listed(tuple(phrase(f"case.limit.{name}") for name in self._limits(kept)), "or")
            yield phrase("case.cut" if kept else "case.cut_to_nothing", amount=_money(wanted - kept), limits=limits)

    def _limits(self, kept: int) -> list[str]:
        """Return which limits can have left `kept`: the cap alone when it is just that."""
        scheme, breaker = self.scenario.scheme, self.scenario.breaker
        if scheme.cap_per_loan is not None and kept == round(scheme.cap_per_loan * 100):
            return ["cap_per_loan"]
        is_nothing = kept == 0
        in_force = {
            "stacking_limit": scheme.stacking_limit < 1,
            "refusal_probability": scheme.refusal_probability > 0 and is_nothing,
            "no_payment": breaker.is_on and breaker.effect == "no_payment" and is_nothing,
            "bank_line_per_year": scheme.bank_line_per_year is not None,
            "budget_per_year": scheme.budget_per_year is not None and scheme.budget_excess == "bank",
            "cumulative_cap_rate": scheme.cumulative_cap_rate is not None,
        }
        return [name for name, is_in_force in in_force.items() if is_in_force]

    def shares(self, found: Bearing) -> Iterator[Shares]:
        """Yield who bore what of each of the borrower's defaulted loans."""
        can_end = self.scenario.scheme.timing == "advance"
        for place in np.flatnonzero(borrower_of(found.loans) == self.key).tolist():
            yield shares_of(found, place, self._name(int(generation_of(found.loans[place]))), can_end=can_end)

    def _end(self, shares: Sequence[Shares]) -> tuple[Phrase, ...]:
        if any(not share.is_settled for share in shares):
            return (phrase("case.unsettled"),)
        ends = [row["event"] for row in self.rows if row["event"] in (*_LENT, r.E_REPAID, r.E_REFUSED, r.E_DEFAULT)]
        is_open = ends[-1] in _LENT if ends else self.key < 0
        return (phrase("case.still_open"),) if is_open else ()


def _money(fen: int) -> Number:
    return Number(fen / 100, "currency")


def _bearing_table(shares: Sequence[Shares]) -> Table:
    """Return who bore what of each loan, in amounts and as a part of its loss."""
    rows: list[Row] = []
    for share in shares:
        loss = share.owed - share.recovered
        sums = {name: phrase(f"case.{name}") for name in ("owed", "recovered", "loss")}
        fen = {"owed": share.owed, "recovered": share.recovered, "loss": loss, **share.parts}
        rows += [
            Row(
                f"{share.loan} {name}",
                (
                    Own(share.loan),
                    sums.get(name) or party_name(name),
                    _money(amount),
                    Number(amount / loss, "share") if loss and name not in ("owed", "recovered") else None,
                ),
            )
            for name, amount in fen.items()
        ]
    columns = (
        Column("loan", phrase("case.column.loan")),
        Column("what", phrase("case.column.what")),
        Column("amount", phrase("case.column.amount"), "number", "currency"),
        Column("part", phrase("case.column.part"), "number", "share"),
    )
    notes = tuple(
        phrase("case.never_due" if share.can_end else "case.never_paid", amount=_money(share.never_paid))
        for share in shares
        if share.never_paid > 0 and share.is_settled
    )
    return Table("bearing", phrase("case.bearing"), columns, tuple(rows), notes)


def _shares_table(shares: Sequence[Shares]) -> Table:
    """Return of each loan what was approved and never paid, and whether its loss is in the books."""
    kinds: dict[str, tuple[Kind, Unit]] = {
        "approved_and_never_paid": ("number", "currency"),
        "is_settled": ("number", "count"),
    }
    rows = (Row(one.loan, (_money(one.never_paid), Number(int(one.is_settled), "count"))) for one in shares)
    return data_table("settled", kinds, rows)


def _as_told(rows: list[Entry]) -> list[Entry]:
    """Return the entries in the order of the story: where a renewal is asked for, the decision before the loan's end.

    Where the loan is renewed, the renewal is its end.
    """
    told: list[Entry] = []
    ends: list[Entry] = []
    asked = {(row["month"], row["generation"]) for row in rows if row["event"] == codes.ASKED}
    for row in rows:
        is_end = row["event"] in (r.E_REPAID, FELL_DUE)
        if is_end and (row["month"], row["generation"]) in asked:
            ends.append(row)
            continue
        told.append(row)
        if row["event"] == r.E_REFUSED:
            told += ends
        if row["event"] in (*_LENT, r.E_REFUSED):
            ends = []
    return told + ends


def shares_of(found: Bearing, place: int, loan: str, *, can_end: bool) -> Shares:
    """Return who bore what of one defaulted loan; parties that bore nothing are left out, but fund and bank."""
    others = {name: fen for name, fen in found.others_net(place).items() if fen}
    return Shares(
        loan=loan,
        owed=int(found.owed[place]),
        recovered=int(found.recovered[place]),
        parts={"fund": int(found.fund[place]), **others, "bank": int(found.bank[place])},
        never_paid=int(found.approved[place] - found.fund_paid[place]),
        is_settled=bool(found.is_settled[place]),
        can_end=can_end,
    )
