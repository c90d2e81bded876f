"""One loan's life as a case file: dated sentences from application to the last recovery, and who bore what."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from rich.cells import cell_len

import simulator.engines.kernel.records as r
from simulator.analysis.bearing import OTHERS, Bearing, bearing
from simulator.analysis.path_events import PathEvents, borrower_of, generation_of
from simulator.engines.events import codes
from simulator.engines.events.accounts import LOG
from simulator.faults import counted
from simulator.reporting import csv_files, names, wording
from simulator.reporting.language import Language, pick, say
from simulator.reporting.paths import case_words
from simulator.reporting.paths.event_log import kinds_of_entries
from simulator.reporting.paths.event_words import FELL_DUE
from simulator.reporting.paths.loan_names import loan_name
from simulator.rules.money import portion
from simulator.rules.shares import exact_share, ratio_of

Entry = dict[str, int]
_LENT = (r.E_LENT, r.E_LENT_ALONE)
_WHY_NO_COVER = {
    r.REASON_BREAKER: "breaker",
    r.REASON_UNPAID: "unpaid",
    r.REASON_QUOTA: "quota",
    r.REASON_LEVERAGE: "leverage",
    r.REASON_INELIGIBLE: "ineligible",
    r.REASON_BANK: "bank",
    r.REASON_WARNING: "warning",
}
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
    """

    loan: str
    owed: int
    recovered: int
    parts: dict[str, int]
    never_paid: int
    is_settled: bool


@dataclass(frozen=True)
class CaseFile:
    """One borrower's loans in words.

    Attributes
    ----------
    head
        Title, scenario, and what is known of the borrower.
    lines
        Month and sentence, in the order in which it happened.
    shares
        One for each of its loans that defaulted.
    end
        A sentence when something is still open at the end, or nothing.
    """

    head: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    shares: tuple[Shares, ...]
    end: str


class CaseWriter:
    """Writes the case file of one borrower, from the log alone.

    Parameters
    ----------
    events
        The path.
    key
        The borrower's number (see `loan_names.key_of_name`).
    language
        Of the sentences.
    """

    def __init__(self, events: PathEvents, key: int, language: Language) -> None:
        self.events = events
        self.scenario = events.scenario
        self.key = key
        self.language = language
        self.start = int(self.scenario.clock.start[:4])
        self.borrower = int(events.borrowers.place(np.array([key]))[0])
        self.term = int(events.borrowers.term[self.borrower])
        chosen = np.flatnonzero((events.keys == key) & (events.column("slot") >= 0))
        kinds = kinds_of_entries(events)[chosen].tolist()
        rows = events.entries[chosen].tolist()
        self.rows = _as_told(
            [dict(zip(LOG, row, strict=True)) | {"event": kind} for row, kind in zip(rows, kinds, strict=True)]
        )

    def case_file(self) -> CaseFile:
        """Return the borrower's life, renewals included."""
        lines = tuple((self._month(row["month"]), text) for row in self.rows for text in self._sentences(row))
        shares = tuple(self._shares())
        return CaseFile(self._head(), lines, shares, self._end(shares))

    def text(self) -> str:
        """Return the case file as lines of text."""
        case = self.case_file()
        parts = [*case.head, ""]
        month = ""
        for when, sentence in case.lines:
            parts.append(f"{when if when != month else '':<9}{sentence}")
            month = when
        for share in case.shares:
            parts += ["", *self._table(share)]
        return "\n".join([*parts, *(["", case.end] if case.end else [])]) + "\n"

    def _say(self, name: str, **words: object) -> str:
        return say(case_words.PHRASES, name, self.language, **words)

    def _word(self, pair: tuple[str, str]) -> str:
        return pick(pair, self.language)

    def _amount(self, fen: int) -> str:
        return case_words.amount_text(self.language, fen, self.scenario.currency, self._unit())

    def _unit(self) -> str:
        return wording.currency_word(self.scenario)

    def _month(self, month: int) -> str:
        return csv_files.month_text(self.start, month - 1)

    def _name(self, generation: int = 0) -> str:
        return loan_name(self.start, self.key, generation)

    def _head(self) -> tuple[str, ...]:
        scenario, who, i = self.scenario, self.events.borrowers, self.borrower
        title = self._say("title", loan=self._name(), path=self.events.path, policy=self.events.policy)
        firm = self._say(
            "book_firm" if self.key < 0 else "firm",
            sector=scenario.sectors[who.sector[i]].name,
            grade=scenario.grades[who.grade[i]].name,
            bank=scenario.banks[who.bank[i]].name,
            kind=self._word(case_words.PATENTS[who.kind[i]]),
            term=counted(self.term, "month") if self.language == "en" else f"{self.term} 个月",
            cover=self._say("covered" if who.is_covered[i] else "not_covered"),
        )
        return title, self._say("source", title=scenario.about.title, seed=scenario.run.seed), firm

    def _same_loan(self, row: Entry) -> list[Entry]:
        return [entry for entry in self.rows if entry["generation"] == row["generation"]]

    def _sentences(self, row: Entry) -> Iterator[str]:
        if row["event"] in (*_LENT, r.E_REFUSED):
            yield self._decision(row)
        elif row["event"] == r.E_ASSESSED:
            yield from self._claim(row)
        else:
            yield self._plain(row)

    def _decision(self, row: Entry) -> str:
        reason = _WHY_NO_COVER.get(row["reason"], "")
        is_renewal = row["generation"] > 0
        if row["event"] == r.E_REFUSED:
            name = "not_renewed" if is_renewal else "refused"
            name += "_bank" if reason == "bank" else ""
        else:
            name = "renewed" if is_renewal else "lent"
            name += "_alone" if row["event"] == r.E_LENT_ALONE else ""
        return self._say(
            name,
            loan=self._name(row["generation"]),
            amount=self._amount(row["amount"]),
            due=self._month(row["month"] + self.term),
            why=self._word(case_words.WHY_NO_COVER[reason]) if reason else "",
        )

    def _plain(self, row: Entry) -> str:
        detail = self._amount(row["detail"])
        is_for_others = row["event"] == codes.PROCEEDS and row["detail"] > 0
        return self._say(
            _PHRASES[row["event"]] + self._variant(row),
            amount=self._amount(row["amount"]),
            balance=self._amount(row["balance"]),
            owed=detail,
            round=row["detail"],
            others=self._say("to_others", amount=detail) if is_for_others else "",
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

    def _claim(self, row: Entry) -> Iterator[str]:
        """Say what the claim comes to, what was cut, what waits, and what there is no money for."""
        has_own_entry = any(entry["event"] == r.E_SOLD for entry in self._same_loan(row))
        if not has_own_entry and not self._is_before_sale(row):
            yield self._say("sold_and_claim", amount=self._amount(row["amount"]))
        if row["loss"] == 0:
            yield self._say("no_loss")
            return
        yield from self._parts(row)
        yield from self._cut(row)
        if row["detail"] > 0:
            yield self._say("waits", amount=self._amount(row["detail"]))
        missing = row["claim"] - self._paid_at_once(row)
        if missing > 0:
            is_queue = self.scenario.scheme.shortage == "queue"
            yield self._say("queues" if is_queue else "lapses", amount=self._amount(missing))

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

    def _parts(self, row: Entry) -> Iterator[str]:
        """Say who is to bear what of the covered loss, and what the bank carries beside it."""
        amounts = {name: row[name] for name in OTHERS if row[name] > 0}
        amounts["bank"] = row["loss"] - row["claim"] - row["detail"] - sum(amounts.values())
        is_bought = self._is_bought(row)
        share = f"{100 * row['share'] / row['whole']:g} %"
        fund = self._amount(row["claim"])
        parts = [self._part("fund", fund) if is_bought else self._say("part_of_fund", amount=fund, share=share)]
        parts += [self._part(name, self._amount(fen)) for name, fen in amounts.items()]
        name = "bought" if is_bought else "claim"
        yield self._say(name, loss=self._amount(row["loss"]), parts=self._say("and").join(parts))
        rest = row["bank"] - amounts["bank"]
        if rest > 0:
            yield self._say("rest", amount=self._amount(rest))

    def _part(self, party: str, amount: str) -> str:
        return self._say("part", party=names.party_name(party, self.language), amount=amount)

    def _cut(self, row: Entry) -> Iterator[str]:
        """Say what the rules cut, and name the limits in force that can have done it."""
        price = ratio_of(exact_share(self.scenario.scheme.purchase_price_share))
        share = price if self._is_bought(row) else (row["share"], row["whole"])
        wanted = portion(row["loss"], *share)
        kept = row["claim"] + row["detail"]
        if wanted > kept:
            limits = self._say("or").join(self._word(case_words.LIMITS[name]) for name in self._limits(kept))
            yield self._say("cut" if kept else "cut_to_nothing", amount=self._amount(wanted - kept), limits=limits)

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

    def _shares(self) -> Iterator[Shares]:
        found = bearing(self.events)
        for place in np.flatnonzero(borrower_of(found.loans) == self.key).tolist():
            yield shares_of(found, place, self._name(int(generation_of(found.loans[place]))))

    def _end(self, shares: tuple[Shares, ...]) -> str:
        if any(not share.is_settled for share in shares):
            return self._say("unsettled")
        ends = [row["event"] for row in self.rows if row["event"] in (*_LENT, r.E_REPAID, r.E_REFUSED, r.E_DEFAULT)]
        is_open = ends[-1] in _LENT if ends else self.key < 0
        return self._say("still_open") if is_open else ""

    def _table(self, share: Shares) -> Iterator[str]:
        """Yield who bore what, exactly, in main currency units."""
        unit = wording.currency_word(self.scenario, self.language)
        yield self._say("bearing", loan=share.loan, unit=unit)
        loss = share.owed - share.recovered
        rows = [(self._say("owed"), share.owed, False), (self._say("recovered"), share.recovered, False)]
        rows.append((self._say("loss"), loss, True))
        rows += [(f"  {names.party_name(name, self.language)}", part, True) for name, part in share.parts.items()]
        width = max(cell_len(words) for words, _, _ in rows) + 2
        for words, fen, is_part in rows:
            percent = f"{100 * fen / loss:9.1f} %" if is_part and loss else ""
            yield f"  {words}{' ' * (width - cell_len(words))}{case_words.exact_text(fen):>18}{percent}".rstrip()
        if share.never_paid > 0 and share.is_settled:
            name = "never_due" if self.scenario.scheme.timing == "advance" else "never_paid"
            yield self._say(name, amount=self._amount(share.never_paid))


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


def shares_of(found: Bearing, place: int, loan: str) -> Shares:
    """Return who bore what of one defaulted loan; parties that bore nothing are left out, but fund and bank."""
    others = {name: fen for name, fen in found.others_net(place).items() if fen}
    return Shares(
        loan=loan,
        owed=int(found.owed[place]),
        recovered=int(found.recovered[place]),
        parts={"fund": int(found.fund[place]), **others, "bank": int(found.bank[place])},
        never_paid=int(found.approved[place] - found.fund_paid[place]),
        is_settled=bool(found.is_settled[place]),
    )
