"""Tables, files and figures of the operations study: averages where there are any, plain words where not."""

import csv
import io
import tomllib
import warnings

import numpy as np
import pytest
from matplotlib.text import Text

from simulator.analysis.desks import waiting
from simulator.analysis.desks.desk_search import search_desks
from simulator.drawing import style as figures_style
from simulator.engines.desks import APPRAISERS, AUCTION_SLOTS, CLAIM_ASSESSORS
from simulator.reporting.desks import figures_operations, operations_files, tables_operations
from tests.analysis.test_operations import studied


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


def _texts(figure):
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def _row(table, name):
    return next(row for row in table.rows if row[0] == name)


def test_days_are_those_worked_by_hand(settled):
    """22 days to a decision, 130 to the sale, 44 from filing, 179 from default."""
    table = tables_operations.spans_table(settled)
    assert [row[1] for row in table.rows] == ["22.0", "130", "44.0", "179"]


def test_a_share_nobody_reaches_is_a_bound_not_a_nought(settled):
    """Nobody is paid within 30 days of filing: "below", never "0"; all within 60: "above"."""
    cells = _row(tables_operations.paid_table(settled), "filing")
    assert cells[1].startswith("below ")
    assert cells[2].startswith("above ")


def test_what_grows_without_bound_has_no_average(congested):
    """The desk, and everything after it, say so instead of a number; the desks before it keep theirs."""
    desks, spans = tables_operations.desks_table(congested), tables_operations.spans_table(congested)
    assert _row(desks, "auction slots")[4:] == ("grows without bound", "", "", "")
    assert _row(desks, "claim assessors")[4] == "grows without bound (auction slots)"
    assert _row(desks, "appraisers")[4] == "0"
    assert [row[1] for row in spans.rows] == ["22.0", *["grows without bound (auction slots)"] * 3]
    assert any(note.startswith("auction slots: the backlog grows without bound, by +") for note in desks.notes)
    paid = tables_operations.paid_table(congested)
    assert {row[1] for row in paid.rows} == {"grows without bound (auction slots)"}


def test_overload_that_has_not_reached_the_desk_yet_is_said_to_come():
    """Cases still in court when the lending years end: the desk has no queue, and will have one without bound."""
    found = studied({"auction_slots": 1, "court": {"law": "fixed", "mean_days": 3000.0}}, replications=2)
    note = tables_operations.unbounded_notes(found)[0]
    assert note.startswith("auction slots: the backlog grows without bound, but has not begun to within")


def test_every_table_states_replications_seed_and_measured_months(settled):
    """Each can be read alone."""
    cost = waiting.waiting_cost(settled)
    decisions = dict(zip(("own",), waiting.bank_decisions(settled.scenario, []), strict=True))
    search = search_desks(settled, CLAIM_ASSESSORS, 60, 0.9)
    made = [
        tables_operations.desks_table(settled), tables_operations.spans_table(settled),
        tables_operations.paid_table(settled), tables_operations.load_table(settled),
        tables_operations.waiting_table(settled), tables_operations.search_table(settled, search),
        tables_operations.cost_table(settled, cost, decisions),
    ]  # fmt: skip
    for table in made:
        text = " ".join(table.notes)
        assert "3 replications of 4 lending years, seed 7" in text
        assert "warm-up by MSER-5" in text
        assert {len(row) for row in table.rows} == {len(table.columns)}


def test_the_answer_to_how_many_is_a_sentence(settled, congested):
    """Fewest found; or none, and why; and that a backlog elsewhere spoils the answer."""
    found = tables_operations.search_table(settled, search_desks(settled, CLAIM_ASSESSORS, 60, 0.9))
    assert any(note.startswith("Fewest claim assessors for 90 % of claims paid within 60 days") for note in found.notes)
    assert found.marked_row is not None
    none = tables_operations.search_table(settled, search_desks(settled, CLAIM_ASSESSORS, 43, 0.9))
    assert any(note.startswith("No number of claim assessors brings 90 %") for note in none.notes)
    spoilt = tables_operations.search_table(congested, search_desks(congested, CLAIM_ASSESSORS, 60, 0.5))
    assert "so the answer holds for this run only" in spoilt.notes[-1]
    searched = tables_operations.search_table(settled, search_desks(settled, APPRAISERS, 30, 0.9))
    assert any("found by search" in note for note in searched.notes)


def test_an_empty_study_says_not_available(empty):
    """No case: n/a, not 0."""
    assert {row[1] for row in tables_operations.spans_table(empty).rows} == {"n/a"}
    assert {row[1] for row in tables_operations.paid_table(empty).rows} == {"n/a"}
    table = tables_operations.cost_table(empty, waiting.waiting_cost(empty), {})
    assert "No claim was paid, so there is no cost." in table.notes


def test_the_overlay_is_toml_and_says_how_the_lags_were_found(settled, congested):
    """Three keys with their source; when a backlog grows, a warning."""
    text = operations_files.lags_toml(settled, waiting.lags_found(settled))
    values = tomllib.loads(text)
    assert (values["disposal"]["lag_months_min"], values["scheme"]["claim_lag_months"]) == (4, 2)
    assert set(values["sources"]) == {f"disposal.lag_months_{end}" for end in ("min", "max")} | {
        "scheme.claim_lag_months"
    }
    assert "mean -+ sqrt(3) standard deviations" in text
    assert "a longer run would find longer ones" not in text
    warned = operations_files.lags_toml(congested, waiting.lags_found(congested))
    assert "a longer run would find longer ones" in warned


def _csv(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_series_hold_what_the_figures_show(settled):
    """Four-week means per desk; the distribution jumps from 0 to 1 on day 44 and on day 179."""
    files = operations_files.series_files(settled)
    series = {row["series"] for row in _csv(files["tables/backlog.csv"])}
    assert series == {"appraisers", "bank_desks", "auction_slots", "claim_assessors", "unpaid"}
    rows = _csv(files["tables/days_to_payment.csv"])
    jump = {start: next(int(r["days"]) for r in rows if r["counted_from"] == start and float(r["share_paid"]) > 0.5)
            for start in ("filing", "default")}  # fmt: skip
    assert jump == {"filing": 44, "default": 179}


def test_four_weeks_are_averaged():
    """The number waiting of weeks 0 to 3 is the first point, in their middle."""
    found = studied({"auction_slots": 1}, replications=2)
    days, means = operations_files.backlog(found, AUCTION_SLOTS)
    weekly = found.replications[1].desks[AUCTION_SLOTS].waiting
    assert days[0] == 14
    assert means[1, 10] == pytest.approx(np.mean(weekly[40:44]))


@pytest.mark.parametrize("name", ["settled", "congested", "empty"])
def test_figures_are_drawn_without_a_warning_and_say_what_they_show(name, request):
    """Also where there is nobody, and where a backlog grows."""
    found = request.getfixturevalue(name)
    with warnings.catch_warnings(), figures_style.styled():
        warnings.simplefilter("error")
        backlogs, days = figures_operations.backlogs(found), figures_operations.days_to_payment(found)
        texts = " ".join(_texts(backlogs) + _texts(days))
    assert "3 replications of 4 lending years" in texts
    assert ("auction slots (1 seat): grows without bound" in texts) == (name == "congested")
    assert ("no claim" in _texts(days)) == (name == "empty")


def test_figures_are_the_same_bytes_every_time(settled):
    """PNG, SVG and PDF of both figures, without a date or a random name."""
    first, second = figures_operations.figure_files(settled), figures_operations.figure_files(settled)
    assert first == second
    assert len(first) == 6
