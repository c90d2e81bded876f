"""Tables, sentences and charts of an operations study: averages where there are any, plain words where not."""

import tomllib
import warnings

import numpy as np
import pytest

from simulator.drawing.figure import chart_files
from simulator.engines.desks import APPRAISERS, AUCTION_SLOTS, CLAIM_ASSESSORS
from simulator.places.plain import plain_columns
from simulator.questions.operations import QUESTION, waiting
from simulator.questions.operations.ask import Operations
from simulator.questions.operations.desk_search import search_desks
from simulator.questions.operations.series import backlog
from simulator.saying.speaker import Speaker
from simulator.saying.words import LANGUAGES
from simulator.values import Measured, Phrase
from tests.questions.operations.test_desk_study import studied

ENGLISH, CHINESE = Speaker("en", "CNY"), Speaker("zh", "CNY")


def answered(study, *searched):
    """Return the answer of a study, with a search if one is asked for."""
    search = search_desks(study, *searched) if searched else None
    lags, cost = waiting.lags_found(study), waiting.waiting_cost(study)
    return QUESTION.answer(Operations(study, search, cost, lags, waiting.bank_decisions(study.scenario, [])))


@pytest.fixture(scope="module")
def settled():
    """Return a study in which nobody waits."""
    return studied()


@pytest.fixture(scope="module")
def congested():
    """Return a study with one auction slot."""
    return studied({"auction_slots": 1})


@pytest.fixture(scope="module")
def empty():
    """Return a study without applications."""
    return studied(applications={"per_month": 0.0})


def _cells(answer, table, row):
    return next(one.cells for one in answer.table(table).rows if one.key == row)


def _keys(told):
    return [one.key for one in told if isinstance(one, Phrase)]


def test_days_are_those_worked_by_hand(settled):
    """22 days to a decision, 130 to the sale, 44 from filing, 179 from default."""
    assert plain_columns(answered(settled).table("days"))["mean"] == pytest.approx([22, 130, 44, 179])


def test_a_share_nobody_reaches_is_a_bound_not_a_zero(settled):
    """Nobody is paid within 30 days of filing, all within 60: a bound in either language."""
    cells = _cells(answered(settled), "paid_in_time", "filing")
    assert isinstance(cells[1], Measured) and cells[1].estimate.value == 0 < cells[1].estimate.high
    assert [ENGLISH.say(cell).split()[0] for cell in cells[1:3]] == ["below", "above"]
    assert [CHINESE.say(cell).split()[0] for cell in cells[1:3]] == ["低于", "高于"]


def test_what_grows_without_bound_has_no_average(congested):
    """The desk, and everything after it, say so instead of a number; the desks before it keep theirs."""
    answer = answered(congested)
    assert [cell and ENGLISH.say(cell) for cell in _cells(answer, "desks", AUCTION_SLOTS)[4:]] == [
        "grows without bound", None, None, None,
    ]  # fmt: skip
    assert ENGLISH.say(_cells(answer, "desks", CLAIM_ASSESSORS)[4]) == "grows without bound (auction slots)"
    assert CHINESE.say(_cells(answer, "days", "default_to_payment")[1]) == "无限增长（拍卖档位）"
    assert plain_columns(answer.table("days"))["mean"] == [pytest.approx(22), None, None, None]
    assert plain_columns(answer.table("unbounded_days"))["grows_because_of"] == [None, *[AUCTION_SLOTS] * 3]
    assert "operations.unbounded.growing" in _keys(answer.basis.notes)


def test_overload_that_has_not_reached_the_desk_yet_is_said_to_come():
    """Cases still in court when the lending years end: the desk has no queue, and will have one without bound."""
    found = studied({"auction_slots": 1, "court": {"law": "fixed", "mean_days": 3000.0}}, replications=2)
    assert "operations.unbounded.coming" in _keys(answered(found).basis.notes)


def test_basis_states_replications_seed_and_measured_months(settled):
    """In each language, under every table and chart."""
    basis = answered(settled).basis
    english, chinese = (" ".join(speaker.basis(basis)) for speaker in (ENGLISH, CHINESE))
    assert "3 replications of 4 years of lending, seed 7" in english and "warm-up by MSER-5" in english
    assert "3 次重复仿真，每次放贷 4 年，随机种子 7" in chinese and "预热期" in chinese


@pytest.mark.parametrize(
    ("searched", "key"),
    [
        ((CLAIM_ASSESSORS, 60, 0.9), "operations.search.fewest"),
        ((CLAIM_ASSESSORS, 43, 0.9), "operations.search.none"),
        ((APPRAISERS, 30, 0.9), "operations.search.found"),
    ],
)
def test_the_answer_to_how_many_is_a_sentence(settled, searched, key):
    """Fewest found; or none; or that it is the answer of a search; the number found is marked and a fact."""
    answer = answered(settled, *searched)
    assert key in _keys(answer.said)
    assert answer.table("desks_needed").marked == str(answer.facts["fewest"])
    assert (answer.facts["fewest"] is None) == key.endswith("none")


def test_a_backlog_elsewhere_spoils_the_answer(congested):
    """The sentence says that it holds for this run only."""
    assert "operations.search.spoilt" in _keys(answered(congested, CLAIM_ASSESSORS, 60, 0.5).said)


def test_an_empty_study_says_not_applicable(empty):
    """No case: n/a, not 0; no lags and no cost."""
    answer = answered(empty)
    assert {ENGLISH.say(row.cells[1]) for name in ("days", "paid_in_time") for row in answer.table(name).rows} == {
        "n/a"
    }
    assert "operations.no_lags" in _keys(answer.said)
    assert "operations.cost.no_claim" in _keys(answer.table("bank").notes)
    assert (answer.attached, answer.then) == ({}, ())


def test_the_overlay_is_toml_and_says_how_the_lags_were_found(settled, congested):
    """Three keys with their source in both languages; when a backlog grows, a warning."""
    text, warned = (answered(study).attached["lags.toml"].decode("utf-8") for study in (settled, congested))
    values = tomllib.loads(text)
    keys = {"disposal.lag_months_min", "disposal.lag_months_max", "scheme.claim_lag_months"}
    assert (values["disposal"]["lag_months_min"], values["scheme"]["claim_lag_months"]) == (4, 2)
    assert values["sources"].keys() == keys == keys & answered(settled).facts.keys()
    assert all("流程排队研究" in source["source_zh"] for source in values["sources"].values())
    assert "mean -+ sqrt(3) standard deviations" in text
    assert [("a longer run would find longer ones" in one) for one in (text, warned)] == [False, True]


def test_data_hold_what_the_charts_show(settled):
    """Four-week means per desk; the distribution jumps from 0 to 1 on day 44 and on day 179."""
    answer = answered(settled)
    assert set(plain_columns(answer.table("backlog"))["row"]) == {
        "appraisers", "bank_desks", "auction_slots", "claim_assessors", "unpaid",
    }  # fmt: skip
    columns = plain_columns(answer.table("days_to_payment"))
    rows = list(zip(columns["row"], columns["days"], columns["share_paid"], strict=True))
    jumps = [next(day for row, day, share in rows if row == start and share > 0.5) for start in ("filing", "default")]
    assert jumps == [44, 179]


def test_four_weeks_are_averaged():
    """The number waiting of weeks 0 to 3 is the first point, in their middle."""
    found = studied({"auction_slots": 1}, replications=2)
    days, means = backlog(found, AUCTION_SLOTS)
    weekly = found.replications[1].desks[AUCTION_SLOTS].waiting
    assert days[0] == 14
    assert means[1, 10] == pytest.approx(np.mean(weekly[40:44]))


@pytest.mark.parametrize("name", ["settled", "congested", "empty"])
def test_charts_are_drawn_without_a_warning(name, request):
    """Also where there is nobody, and where a backlog grows; in both languages."""
    answer = answered(request.getfixturevalue(name))
    titles = [ENGLISH.say(panel.title) for panel in answer.charts[0].panels]
    assert ("auction slots (1 seat): grows without bound" in titles) == (name == "congested")
    remarks = [panel.remark and panel.remark.key for panel in answer.charts[1].panels]
    wanted = {"settled": None, "congested": "operations.chart.longer", "empty": "operations.chart.no_claim"}
    assert remarks == [wanted[name]] * 2
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for language in LANGUAGES:
            assert all(len(chart_files(one, answer.basis, Speaker(language, "CNY"))) == 3 for one in answer.charts)
