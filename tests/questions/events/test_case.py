"""Case files: one loan's life in sentences, and a table that sums exactly."""

import numpy as np
import pytest

from simulator.analysis.bearing import bearing
from simulator.analysis.path_events import borrower_of
from simulator.questions.events.ask import OpenedPath
from simulator.questions.events.case import CaseWriter, life_of
from simulator.questions.events.kinds import REASONS
from simulator.saying.speaker import Speaker
from simulator.saying.words import LANGUAGES, words_of
from simulator.values import Number
from tests.analysis.paths import POLICIES, busy_path, known_path
from tests.engines.books import loan

FIRST = 65_536
"""The first application of the first month."""


def _life(events, key=FIRST):
    return life_of(OpenedPath(None, events, bearing(events), int(key)), int(key))


def _lines(events, key=FIRST, language="en"):
    speaker = Speaker(language, events.scenario.currency)
    return [speaker.say(line.parts["told"]) for line in CaseWriter(events, int(key)).lines()]


def _texts(*loans, language="en", **changes):
    return _lines(known_path(*loans, **changes), FIRST, language)


def _said(life):
    return [Speaker("en", "CNY").sentence(told) for told in life.said]


def _shares(events, key):
    return list(CaseWriter(events, int(key)).shares(bearing(events)))


def test_a_default_from_application_to_payment():
    """Hand-worked: of 700 lost the fund pays 35 %."""
    life = _life(known_path(loan(default=6, proceeds=300.0)))
    assert _said(life) == [
        "Sector all, grade one, invention patent pledged, bank, 12 months",
        "2026-01: Applies for a loan; the pledged patents carry 1,000 yuan.",
        "2026-01: Lent with cover: 1,000 yuan, due 2027-01.",
        "2026-03: Falls overdue, and does not recover.",
        "2026-06: Default: 1,000 yuan is owed.",
        "2026-06: The security is sold for 300 yuan, and the bank claims.",
        "2026-06: Claim assessed on a covered loss of 700 yuan: fund 245 yuan (share 35 %), bank 455 yuan.",
        "2026-06: The fund pays 245 yuan; 19.999755 m yuan is left in it.",
    ]
    numbers = {row.key.split()[1]: [c and c.value for c in row.cells[2:]] for row in life.tables[0].rows}
    assert numbers == {
        "owed": [1000.0, None], "recovered": [300.0, None], "loss": [700.0, 1.0], "fund": [245.0, 0.35],
        "bank": [455.0, 0.65],
    }  # fmt: skip


def test_the_same_in_chinese():
    """Amounts from ten thousand on are in 万元."""
    texts = _texts(loan(principal=5e6, default=6, proceeds=300.0), language="zh")
    assert texts == [
        "申请贷款，按评估值可贷 500 万元。",
        "放款 500 万元，纳入补偿，2027-01 到期。",
        "贷款逾期，此后未能结清。",
        "违约，转为不良：欠款 500 万元。",
        "质押物处置，收回 300 元，银行申请补偿。",
        "补偿核定，纳入补偿的损失 499.97 万元：补偿资金 174.9895 万元（比例 35%）、银行 324.9805 万元。",
        "资金支付补偿 174.9895 万元，余额 1,825.0105 万元。",
    ]


@pytest.mark.parametrize(
    ("scheme", "fund", "sentence"),
    [
        ({}, {"fund_size": 100.0}, "145 yuan lapses: the fund has no more money."),
        ({"shortage": "queue"}, {"fund_size": 100.0}, "145 yuan stays unpaid and waits for money."),
        ({"cap_per_loan": 50.0}, {}, "The rules cut 195 yuan of the fund's part: cap per loan."),
        (
            {"compensation_ratio": 1 / 7, "cap_per_loan": 50.0}, {},
            "The rules cut 50 yuan of the fund's part: cap per loan.",
        ),
        ({"refusal_probability": 1.0}, {}, "The fund's part is cut to nothing (245 yuan): claim refused."),
        (
            {"budget_per_year": 45.0, "budget_excess": "next_year"}, {}, "200 yuan waits for a later year's budget.",
        ),
        ({"budget_per_year": 45.0}, {}, "The rules cut 200 yuan of the fund's part: yearly budget."),
        ({"guarantor_share": 0.2}, {}, "Claim assessed on a covered loss of 700 yuan: fund 245 yuan (share 35 %), "
         "guarantor 140 yuan, bank 315 yuan."),
    ],
)  # fmt: skip
def test_what_became_of_the_claim_is_said(scheme, fund, sentence):
    """Capped, refused, waiting, unpaid, lapsed: hand-worked on a loss of 700 and a claim of 245, or of a seventh."""
    assert sentence in _texts(loan(default=6, proceeds=300.0), scheme=scheme, fund=fund)


def test_an_advance_and_its_proceeds():
    """Half of 1,000 is advanced; of 300 recovered later, 150 goes back."""
    scheme = {"compensation_ratio": 0.5, "timing": "advance", "claim_lag_months": 1}
    texts = _texts(loan(default=6, proceeds=300.0, sale_lag_months=6), scheme=scheme)
    assert texts[4:] == [
        "Claim assessed on a covered loss of 1,000 yuan: fund 500 yuan (share 50 %), bank 500 yuan.",
        "The fund pays 500 yuan; 19.9995 m yuan is left in it.",
        "The security is sold for 300 yuan.",
        "The fund gets 150 yuan of the proceeds back.",
    ]


def test_a_purchase_of_the_patents():
    """The fund pays 40 % of what is owed, and all proceeds are its own."""
    scheme = {"timing": "purchase", "purchase_price_share": 0.4, "claim_lag_months": 1}
    texts = _texts(loan(default=6, proceeds=600.0, sale_lag_months=6), scheme=scheme)
    assert texts[4] == "The fund buys the pledged patents; of the covered 1,000 yuan: fund 400 yuan, bank 600 yuan."
    assert texts[-1] == "The fund gets 600 yuan of the proceeds back."


def test_a_loan_paid_in_full_by_its_security():
    """Nothing to claim is said, not "0 yuan of 0 yuan"."""
    assert "Nothing to claim: the covered part is made good." in _texts(loan(default=6, proceeds=1000.0))


def test_a_sound_loan_and_a_refused_one():
    """Repaid at maturity; refused cover with its reason, in words."""
    assert _texts(loan())[-1] == "Repaid."
    refused = _texts(loan(), gate={"leverage_multiple": 0.00001, "refused_cover": "not_lent"})
    assert refused[-1] == "Not lent: no cover, as the leverage limit is reached, and no loan without cover."


def test_never_paid_money_is_in_the_table():
    """What lapsed is part of what the bank bears: 455 + 145 of 700."""
    table = _life(known_path(loan(default=6, proceeds=300.0), fund={"fund_size": 100.0})).tables[0]
    assert table.rows[-1].cells[2] == Number(600.0, "currency")
    (note,) = table.notes
    assert Speaker("en", "CNY").say(note).startswith("Of the bank's part, 145 yuan is compensation that was approved")


@pytest.mark.no_cover
@pytest.mark.parametrize("name", POLICIES)
def test_every_borrower_of_a_path_can_be_read(name):
    """No life is too strange for words, in either language, and every table sums to the loss."""
    events = busy_path(name, 3)
    for key in events.borrowers.keys.tolist():
        assert all(_lines(events, key, language) for language in LANGUAGES) or key < 0
        for share in _shares(events, key):
            assert sum(share.parts.values()) == share.owed - share.recovered


def test_tables_of_all_loans_sum_to_the_path():
    """What the fund bears in all case files together is what the path says."""
    events = busy_path("advance", 3)
    keys = np.unique(borrower_of(bearing(events).loans)).tolist()
    shares = [share for key in keys for share in _shares(events, key)]
    assert sum(share.parts["fund"] for share in shares) == events.total("fund_paid") - events.total("fund_recovered")
    assert sum(share.parts["bank"] for share in shares) == events.total("bank_loss")
    assert sum(share.parts.get("guarantor", 0) for share in shares) == (
        events.total("guarantor_paid") - events.total("others_recovered")
    )


def test_a_renewal_is_told_in_order():
    """Falls due, renewed, falls due again: the renewal is the end of the old loan, and is not called repaid."""
    paths = [busy_path("plain", path) for path in range(4)]
    stories = [_lines(events, key) for events in paths for key in events.borrowers.keys.tolist()]
    renewed = next(story for story in stories if any("Renewed with cover" in text for text in story))
    place = next(i for i, text in enumerate(renewed) if "Renewed with cover" in text)
    assert renewed[place - 1] == "Falls due; renewal is asked for."
    ruined = next(story for story in stories if "Without the renewal the firm cannot repay." in story)
    place = ruined.index("Without the renewal the firm cannot repay.")
    assert ruined[place - 1].startswith("Not renewed") and ruined[place + 1].startswith("Default")


def test_the_opening_book_has_case_files():
    """Its loans were never applied for, and say whether they are covered."""
    events = busy_path("plain")
    first, last = (_life(events, events.borrowers.keys[i]) for i in (0, 9))
    names = [Speaker("en", "CNY").say(life.title.parts["loan"]) for life in (first, last)]
    assert names == ["book-00001", "book-00010"]
    assert "in the books at the start, due after 5 months, covered" in _said(first)[0]
    assert "without cover" in _said(last)[0]


def test_what_is_open_at_the_end_is_said():
    """A run that stops on the last day of lending leaves loans open and losses unsettled."""
    late = loan(month=6, default=10, sale_lag_months=6)
    ends = [_life(known_path(one, clock={"run_off": False}), FIRST * 6).said[-1].key for one in (loan(month=6), late)]
    assert ends == ["case.still_open", "case.unsettled"]


def test_every_reason_has_a_sentence():
    """A new reason for refusing cover must be said in words."""
    assert {f"case.why.{reason}" for reason in REASONS.values()} <= words_of("zh").keys()
