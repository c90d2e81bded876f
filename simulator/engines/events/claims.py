"""How the loss of a defaulted loan is shared: claims assessed, proceeds returned."""

import simulator.engines.kernel.records as r
from simulator.engines.events.accounts import Accounts
from simulator.engines.events.fund import Fund
from simulator.engines.events.ratio import LOSS, Ratio
from simulator.engines.events.tables import Case, Tables
from simulator.ledger import OTHERS
from simulator.randomness.philox import keyed_block, uniform
from simulator.randomness.streams import BOOK_STREAMS, CLAIM
from simulator.rules.money import portion
from simulator.rules.sharing import claim_on_fund, parts_of_others, proceeds_after_advance


class Assessor:
    """Assesses claims and shares proceeds for one lane."""

    def __init__(self, tables: Tables, accounts: Accounts, ratio: Ratio, fund: Fund, path: int) -> None:
        self.tables = tables
        self.accounts = accounts
        self.ratio = ratio
        self.fund = fund
        self.path = path
        self.refusal = float(tables.lanes.class_refusal[tables.k])
        self.stacking = tuple(tables.lanes.class_stacking[tables.k].tolist())
        self.cap = int(tables.lanes.class_cap[tables.k])
        self.price: tuple[int, int] = tuple(tables.lanes.class_purchase[tables.k].tolist())
        self.is_purchase = tables.terms[r.TERM_TIMING] == r.TIMING_PURCHASE

    def _is_refused(self, case: Case) -> bool:
        if case.loan.book and self.tables.world.book[case.loan.source, r.BOOK_REFUSED]:
            return True
        if self.refusal <= 0.0:
            return False
        stream = CLAIM + BOOK_STREAMS * case.loan.book
        word = keyed_block(self.tables.world.seed, stream, self.path, case.loan.slot, case.loan.generation)[0]
        return uniform(word) < self.refusal

    def assess(self, month: int, case: Case, is_sold: bool) -> None:
        """Share a covered loss: other parties, fund, and the bank as the remainder."""
        accounts, total, tables = self.accounts, self.accounts.total, self.tables
        is_bought = self.is_purchase and not is_sold
        loss = case.covered_owed - (case.recovered if is_sold else 0)
        parts = (0, 0, 0, 0) if is_bought else parts_of_others(loss, tables.split)
        share = tables.share(case.loan, self.ratio.step_level(case.loan.bank))
        public = parts[0] * tables.public[0] + parts[1] * tables.public[1]
        claim, stacked = claim_on_fund(loss, share, public, self.stacking)
        if is_bought:
            claim, stacked = portion(case.covered_owed, *self.price), 0
        total["claimed"] += claim + stacked
        refused = claim if self._is_refused(case) else 0
        claim -= refused
        capped = claim - min(claim, self.cap)
        claim -= capped
        waits = 0
        if tables.has_limits and claim > 0:
            claim, waits = self.fund.limit(case, claim)
        parts = (self.accounts.guarantor_pays(parts[0]), *parts[1:])
        rest = case.owed - case.covered_owed - (case.recovered_rest if is_sold else 0)
        left = loss - claim - waits - sum(parts) + rest
        total["cut_stacking"] += stacked
        total["cut_refused"] += refused
        total["cut_cap"] += capped
        total["approved"] += claim + waits
        total["covered_owed"] += case.covered_owed
        total["owed"] += case.owed
        total["loss_covered"] += loss
        total["recovered"] += case.recovered + case.recovered_rest if is_sold else 0
        total["bank_loss"] += left
        for name, part in zip(OTHERS, parts, strict=True):
            total[name] += part
        accounts.year_claims += claim + waits > 0
        self.ratio.add(LOSS, case.loan.bank, loss)
        above, below = self.ratio.parts(case.loan.bank, tables.set[r.BY_CLAIM] > 0)
        accounts.write(
            month,
            r.E_ASSESSED,
            case.loan,
            case.recovered + case.recovered_rest if is_sold else 0,
            ratio=above * 10_000 // below if below > 0 else 0,
            shares=(loss, *share, claim, parts[2], parts[0], parts[1], parts[3], left),
            npl=accounts.npl - (case.outstanding if is_sold else 0),
            detail=waits,
        )
        self.fund.approve(case, claim, waits)

    def close_uncovered(self, case: Case) -> None:
        """Give the proceeds of a loan without cover to the bank."""
        total, recovered = self.accounts.total, case.recovered + case.recovered_rest
        total["owed"] += case.owed
        total["recovered"] += recovered
        total["bank_loss"] += case.owed - recovered

    def close_advance(self, case: Case) -> tuple[int, int]:
        """Share the proceeds of an advance case as each party bore it; return the parts of fund and others."""
        total, recovered = self.accounts.total, case.recovered
        parts = parts_of_others(case.covered_owed, self.tables.split)
        to_fund, to_others = proceeds_after_advance(recovered, case.covered_owed, case.paid, parts)
        self.accounts.receive(to_fund)
        total["fund_recovered"] += to_fund
        total["others_recovered"] += to_others
        total["recovered"] += recovered + case.recovered_rest
        total["bank_loss"] -= recovered - to_fund - to_others + case.recovered_rest
        total["loss_covered"] -= recovered
        freed = self.fund.trim(case, case.covered_owed - recovered, to_fund, sum(parts) - to_others)
        total["bank_loss"] += freed
        total["approved"] -= freed
        total["claimed"] -= freed
        self.ratio.add(LOSS, case.loan.bank, -recovered)
        return to_fund, to_others

    def close_purchase(self, case: Case) -> tuple[int, int]:
        """Give what bought patents bring to the fund, everything else to the bank; return as `close_advance`."""
        total, proceeds = self.accounts.total, case.recovered + case.recovered_rest
        to_fund = case.patents if case.paid > 0 or self.fund.is_owing(case) else 0
        self.accounts.receive(to_fund)
        total["fund_recovered"] += to_fund
        total["recovered"] += proceeds
        total["loss_covered"] -= case.recovered
        total["bank_loss"] -= proceeds - to_fund
        return to_fund, 0
