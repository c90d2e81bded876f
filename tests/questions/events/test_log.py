"""The log as rows: what stands in them, and that both kinds of file say the same."""

import csv
import io
from decimal import Decimal

import numpy as np
import pytest

from simulator.engines.events import codes
from simulator.engines.rows import EVENTS as SHARED_EVENTS
from simulator.ledger import TOTALS
from simulator.places import log as places
from simulator.questions.events import log
from simulator.questions.events.kinds import EVENTS
from simulator.saying.words import words_of
from tests.analysis.paths import POLICIES, busy_path, known_path
from tests.engines.books import loan

NOT_WRITTEN = ("fund paid in", "closed", "end")
"""Rows of the compiled engine that the event engine has no use for."""


def _rows(events):
    text = b"".join(places.csv_parts(log.event_blocks(events))).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_rows_of_a_default_by_hand():
    """1,000 lent, owed in June, 300 recovered at once: 245 of the 700 lost from the fund, 455 left to the bank."""
    rows = _rows(known_path(loan(month=1, default=6, proceeds=300.0)))
    assert [(row["month"], row["event"], row["loan"], row["amount"]) for row in rows] == [
        ("2026-01", "applied", "2026-01-0001", "1000.00"),
        ("2026-01", "lent with cover", "2026-01-0001", "1000.00"),
        ("2026-03", "overdue", "2026-01-0001", "0.00"),
        ("2026-06", "default", "2026-01-0001", "1000.00"),
        ("2026-06", "claim assessed", "2026-01-0001", "245.00"),
        ("2026-06", "fund pays claim", "2026-01-0001", "245.00"),
    ]
    claim, payment = rows[4], rows[5]
    assert (claim["recovered"], claim["loss"], claim["fund_share"], claim["bank_part"]) == (
        "300.00", "700.00", "0.35", "455.00",
    )  # fmt: skip
    assert (payment["fund_change"], payment["fund_balance"]) == ("-245.00", "19999755.00")
    assert (payment["sector"], payment["grade"], payment["bank"]) == ("all", "one", "bank")
    assert (payment["loss"], payment["fund_share"], payment["owed"], rows[3]["owed"]) == ("", "", "", "1000.00")


@pytest.mark.parametrize("name", POLICIES)
def test_columns_add_up_to_the_totals(name):
    """A reader who sums a column in a spreadsheet finds the run's tables."""
    events = busy_path(name, 3)
    totals = dict(zip(TOTALS, events.ledger.totals.tolist(), strict=True))
    sums = {}
    for row in _rows(events):
        for column in ("amount", "recovered", "fund_change"):
            key = (row["event"], column)
            sums[key] = sums.get(key, Decimal(0)) + Decimal(row[column] or 0)
    fen = {key: int(100 * value) for key, value in sums.items()}
    assert fen.get(("lent with cover", "amount"), 0) == totals["lent_covered"]
    assert fen.get(("fund pays claim", "amount"), 0) == totals["fund_paid"]
    assert -fen.get(("fund pays claim", "fund_change"), 0) == totals["fund_paid"]
    recovered = fen.get(("collateral sold", "recovered"), 0) + fen.get(("claim assessed", "recovered"), 0)
    assert recovered == totals["recovered"]


def test_a_loan_that_is_not_renewed_and_defaults_is_not_called_repaid():
    """Fallen due is not repaid: the default follows a month later."""
    rows = [row for name in ("plain", "queue") for path in range(6) for row in _rows(busy_path(name, path))]
    fell_due = {row["loan"] for row in rows if row["event"] == "fell due"}
    repaid = {row["loan"] for row in _rows(busy_path("plain", 3)) if row["event"] == "repaid"}
    defaulted = {row["loan"] for row in _rows(busy_path("plain", 3)) if row["event"] == "default"}
    assert fell_due
    assert repaid and defaulted and not repaid & defaulted


def test_every_kind_of_entry_has_words():
    """An engine's new kind of entry must not come out without a name."""
    shared = {kind for kind, name in SHARED_EVENTS.items() if name not in NOT_WRITTEN}
    own = {kind for name, kind in vars(codes).items() if name.isupper()}
    assert shared | own <= set(EVENTS)
    assert {f"event.{key}" for key in EVENTS.values()} <= words_of("zh").keys()


def test_blocks_do_not_show(monkeypatch):
    """However the log is cut into blocks, the file is the same."""
    events = busy_path("advance", 3)
    whole = b"".join(places.csv_parts(log.event_blocks(events)))
    monkeypatch.setattr(log, "BLOCK", 7)
    assert b"".join(places.csv_parts(log.event_blocks(events))) == whole


def test_a_path_on_which_nothing_happens_has_a_heading():
    """An empty log is a file of one line."""
    events = known_path(loan(month=1, principal=0.01))
    text = b"".join(places.csv_parts(log.event_blocks(events))).decode("utf-8-sig")
    assert text.startswith("month,loan,sector,grade,bank,event,reason,amount,")


def test_parquet_says_the_same_as_the_csv_file(monkeypatch):
    """Same rows, same exact amounts, types kept."""
    pytest.importorskip("pyarrow")
    import pyarrow.parquet as parquet

    monkeypatch.setattr(log, "BLOCK", 100)
    events = busy_path("money", 3)
    table = parquet.read_table(io.BytesIO(places.parquet_bytes(log.event_blocks(events))))
    assert str(table.schema.field("amount").type) == "decimal128(20, 2)"
    written = _rows(events)
    assert table.num_rows == len(written)
    for row, expected in zip(table.to_pylist(), written, strict=True):
        assert {key: "" if value is None else _text(value) for key, value in row.items()} == expected


def _text(value):
    return repr(value) if isinstance(value, float) else str(value)


def test_decimals_hold_negative_and_large_amounts():
    """Whole fen become decimals without going through floats."""
    pa = pytest.importorskip("pyarrow")
    fen = np.array([-1, 0, 123, -(10**17), 10**17 + 7])
    found = places._decimals(pa, fen, np.array([False, True, False, False, False]))
    assert found.to_pylist() == [
        Decimal("-0.01"), None, Decimal("1.23"), Decimal("-1000000000000000.00"), Decimal("1000000000000000.07"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "reason"),
    [("queue", "leverage limit reached"), ("quota", "yearly quota used up"), ("breaker by bank", "breaker tripped"),
     ("eligible", "not eligible"), ("plain", "bank's decision")],
)  # fmt: skip
def test_reasons_of_refusals_are_words(name, reason):
    """Why a loan got no cover is readable, for every refusal."""
    reasons = {row["reason"] for row in _rows(busy_path(name, 3)) if row["event"] == "refused"}
    assert reason in reasons
    assert "" not in reasons
