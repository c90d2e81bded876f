"""A replay's cells: who bears what by hand, and words only where there are any."""

from pathlib import Path

import pytest

from simulator.places.plain import plain_columns
from simulator.questions.replay import QUESTION
from simulator.scenario.read import read_scenario
from simulator.values import Phrase

HEFEI = Path(__file__).parents[3] / "scenarios" / "hefei.toml"


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    """Return the answer for one defaulted loan of 4 million whose patents bring 0.6 million."""
    loans = tmp_path_factory.mktemp("replay") / "loans.csv"
    loans.write_text(
        "loan,month_lent,principal,term_months,default_month,sale_proceeds,sale_lag_months\nB,2,4000000,12,9,600000,14\n"
    )
    return QUESTION.answer(QUESTION.ask(read_scenario(HEFEI), loans))


def test_fund_bears_its_share_of_the_loss(answer):
    """Patents secure 3.2 of 4 million and bring 0.6, the guarantee 0.16 of it: 35 % of 2.44 million."""
    columns = plain_columns(answer.table("outcome"))
    (place,) = [place for place, loss in enumerate(columns["loss"]) if loss is not None]
    assert columns["claim_fund"][place] == 854_000
    assert columns["fund_share_bp"][place] == 3_500


def test_events_are_words_for_people_and_codes_for_programs(answer):
    """The ledger keeps the engine's own codes, and has no word where nothing is said."""
    event = answer.table("books").rows[0].cells[1]
    assert isinstance(event, Phrase) and event.key == "event.fund_paid_in"
    ledger = plain_columns(answer.table("ledger"))
    assert ledger["event"][0] == "fund paid in" and ledger["reason"][0] is None
