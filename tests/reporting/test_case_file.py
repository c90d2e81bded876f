"""Case files: one loan's life in sentences, and a table that sums exactly."""

import string

import numpy as np
import pytest

from simulator.analysis.bearing import bearing
from simulator.analysis.path_events import borrower_of
from simulator.reporting.paths import case_words
from simulator.reporting.paths.case_file import CaseWriter
from simulator.reporting.paths.event_words import REASONS
from tests.analysis.paths import POLICIES, busy_path, known_path
from tests.engines.books import loan

FIRST = 65_536
"""The first application of the first month."""


def _texts(*loans, language="en", **changes):
    events = known_path(*loans, **changes)
    return [text for _, text in CaseWriter(events, FIRST, language).case_file().lines]


def test_a_default_from_application_to_payment():
    """Hand-worked: of 700 lost the fund pays 35 %."""
    writer = CaseWriter(known_path(loan(default=6, proceeds=300.0)), FIRST, "en")
    assert writer.text() == (
        "Loan 2026-01-0001: path 0, by hand\n"
        "test, seed 7\n"
        "Sector all, grade one, invention patent pledged, bank, 12 months\n"
        "\n"
        "2026-01  Applies for a loan; the pledged patents carry 1,000 yuan.\n"
        "         Lent with cover: 1,000 yuan, due 2027-01.\n"
        "2026-03  Falls overdue, and does not recover.\n"
        "2026-06  Default: 1,000 yuan is owed.\n"
        "         The security is sold for 300 yuan, and the bank claims.\n"
        "         Claim assessed on a covered loss of 700 yuan: fund 245 yuan (share 35 %), bank 455 yuan.\n"
        "         The fund pays 245 yuan; 19,999,755 yuan is left in it.\n"
        "\n"
        "Who bore what (2026-01-0001, yuan)\n"
        "  owed at default            1,000.00\n"
        "  recovered                    300.00\n"
        "  loss                         700.00    100.0 %\n"
        "    fund                       245.00     35.0 %\n"
        "    bank                       455.00     65.0 %\n"
    )


def test_the_same_in_chinese():
    """Amounts from ten thousand on are in 万元."""
    texts = _texts(loan(principal=5e6, default=6, proceeds=300.0), language="zh")
    assert texts == [
        "申请贷款，按评估值可贷 500 万元。",
        "放款 500 万元，纳入补偿，2027-01 到期。",
        "贷款逾期，此后未能结清。",
        "违约，转为不良：欠款 500 万元。",
        "质押物处置，收回 300 元，银行申请补偿。",
        "补偿核定，纳入补偿的损失 499.97 万元：补偿资金 174.99 万元（比例 35 %），银行 324.98 万元。",
        "资金支付补偿 174.99 万元，余额 1,825.01 万元。",
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
        "The fund pays 500 yuan; 19,999,500 yuan is left in it.",
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
    text = CaseWriter(known_path(loan(default=6, proceeds=300.0), fund={"fund_size": 100.0}), FIRST, "en").text()
    assert "    bank                       600.00     85.7 %" in text
    assert "Of the bank's part, 145 yuan is compensation that was approved and never paid" in text


@pytest.mark.no_cover
@pytest.mark.parametrize("name", POLICIES)
def test_every_borrower_of_a_path_can_be_read(name):
    """No life is too strange for words, in either language, and every table sums to the loss."""
    events = busy_path(name, 3)
    for key in events.borrowers.keys.tolist():
        for language in ("en", "zh"):
            writer = CaseWriter(events, key, language)
            assert writer.text()
        for share in writer.case_file().shares:
            assert sum(share.parts.values()) == share.owed - share.recovered


def test_tables_of_all_loans_sum_to_the_path():
    """What the fund bears in all case files together is what the path says."""
    events = busy_path("advance", 3)
    keys = np.unique(borrower_of(bearing(events).loans)).tolist()
    shares = [share for key in keys for share in CaseWriter(events, key, "en").case_file().shares]
    assert sum(share.parts["fund"] for share in shares) == events.total("fund_paid") - events.total("fund_recovered")
    assert sum(share.parts["bank"] for share in shares) == events.total("bank_loss")
    assert sum(share.parts.get("guarantor", 0) for share in shares) == (
        events.total("guarantor_paid") - events.total("others_recovered")
    )


def test_a_renewal_is_told_in_order():
    """Falls due, renewed, falls due again: the renewal is the end of the old loan, and is not called repaid."""
    lives = []
    for path in range(4):
        events = busy_path("plain", path)
        lives += [CaseWriter(events, key, "en").case_file() for key in events.borrowers.keys.tolist()]
    stories = [[text for _, text in life.lines] for life in lives]
    renewed = next(story for story in stories if any("Renewed with cover" in text for text in story))
    place = next(i for i, text in enumerate(renewed) if "Renewed with cover" in text)
    assert renewed[place - 1] == "Falls due; renewal is asked for."
    ruined = next(story for story in stories if "Without the renewal the firm cannot repay." in story)
    place = ruined.index("Without the renewal the firm cannot repay.")
    assert ruined[place - 1].startswith("Not renewed") and ruined[place + 1].startswith("Default")


def test_the_opening_book_has_case_files():
    """Its loans were never applied for, and say whether they are covered."""
    events = busy_path("plain")
    first, last = (CaseWriter(events, int(events.borrowers.keys[i]), "en").text() for i in (0, 9))
    assert "Loan book-00001:" in first and "in the books at the start, due after 5 months, covered" in first
    assert "Loan book-00010:" in last and "without cover" in last


def test_what_is_open_at_the_end_is_said():
    """A run that stops on the last day of lending leaves loans open and losses unsettled."""
    assert "Still open" in CaseWriter(known_path(loan(month=6), clock={"run_off": False}), FIRST * 6, "en").text()
    late = loan(month=6, default=10, sale_lag_months=6)
    text = CaseWriter(known_path(late, clock={"run_off": False}), FIRST * 6, "en").text()
    assert text.endswith("Not settled when the simulation ends.\n")


def test_both_languages_are_told_the_same():
    """Each sentence has the same amounts and names in both languages, but for words that Chinese leaves out."""
    for name, (english, chinese) in case_words.PHRASES.items():
        fields = [{field for _, field, _, _ in string.Formatter().parse(text) if field} for text in (english, chinese)]
        assert fields[0] == fields[1], name


def test_every_reason_has_a_sentence():
    """A new reason for refusing cover must be said in words."""
    assert len(case_words.WHY_NO_COVER) == len(REASONS) - 1


@pytest.mark.parametrize(
    ("language", "fen", "currency", "text"),
    [
        ("en", 123_456_789, "CNY", "1,234,567.89 yuan"),
        ("en", 100_000_000, "KRW", "1,000,000 won"),
        ("zh", 123_456_789, "CNY", "123.46 万元"),
        ("zh", 500_000_000, "CNY", "500 万元"),
        ("zh", 999_999, "CNY", "9,999.99 元"),
        ("zh", -250_000_000, "USD", "-250 万美元"),
        ("zh", 12_345_600_000, "KRW", "12,345.6 万韩元"),
    ],
)
def test_amounts(language, fen, currency, text):
    """Exact in English; in Chinese in 万, and in the unit itself below one 万."""
    words = {"CNY": "yuan", "KRW": "won", "USD": "dollars"}
    assert case_words.amount_text(language, fen, currency, words[currency]) == text
