"""What a valuation says: sentences true of the numbers, cells, what programs get, both languages."""

import pytest

from simulator.inputs.patents import Patent
from simulator.places import plain
from simulator.places.reading import text_table
from simulator.questions.value.draw import draw
from simulator.questions.value.said import cells_of_term, rate_in_use_value
from simulator.questions.value.tell import tell
from simulator.questions.value.valued import Asked
from simulator.saying.speaker import Speaker
from simulator.scenario.model import Source
from simulator.values import Own, Peak
from tests.questions.value.made_up import share, synthetic_valuation, synthetic_valued

ENGLISH, CHINESE = Speaker("en", "CNY"), Speaker("zh", "CNY")


def words(found, speaker=ENGLISH):
    """Return the answer as one text."""
    return " ".join(speaker.sentence(told) for told in tell(found).said)


def rows_of(found, key):
    """Return the cells of a table as text."""
    answer = tell(found)
    return text_table(answer.table(key), answer.basis, ENGLISH).rows


def columns_of(found, key):
    """Return a table for programs."""
    return plain.plain_columns(tell(found).table(key))


def test_answer_names_the_loan_and_compares_it():
    """0.2 of 4 m is 0.8 m; loss at the rate in use; the range of the table; single loss; given default."""
    text = words(synthetic_valuation())
    assert text.startswith(
        "lamp (appraised at 4.00 m yuan): a loan of up to 0.800 m yuan for 12 months, a pledge rate of 20 % [19, 21], "
        "keeps the expected loss given default within 70 %."
    )
    assert "At the scenario's pledge rate of 30 % the expected loss given default on lamp is 80 % [79, 81]." in text
    assert "run from 6 % [5, 7] to 20 % [19, 21], by sector, kind and remaining life; in 2 of 8 cells no rate" in text
    assert "No pledge rate keeps a single loss on lamp within 70 % with a probability of 95 %: after 60 %" in text
    assert "55 % [54, 56] of its appraised value in month 12 if the loan defaults then, and 60 % [59, 61]" in text
    assert text.endswith("a difference of -5 percentage points [-7, -3].")


def test_answer_in_chinese():
    """The same amounts in 万元."""
    text = words(synthetic_valuation(), CHINESE)
    assert text.startswith(
        "lamp（评估值 400 万元）：12 个月期贷款最多 80.0 万元，即质押率 20% [19 至 21]，可使预期违约损失率不超过 70%。"
    )
    assert text.endswith("相差 -5 个百分点 [-7 至 -3]。")


def test_no_loan_is_said_with_its_reason():
    """And neither a rate nor a loan of 0 is printed as if it were one."""
    found = synthetic_valuation(synthetic_valued(safe=None))
    assert "no pledge rate keeps the expected loss given default within 70 %, as after 60 % [59, 61]" in words(found)
    assert rows_of(found, "patents")[0][1:3] == ("none", "0")


def test_a_difference_over_nothing_is_none():
    """An interval that holds 0 shows no difference."""
    months = synthetic_valued().months
    unclear = (months[0], months[1].__class__(**{**vars(months[1]), "wrong_way": share(-0.01, 0.02)}))
    text = words(synthetic_valuation(synthetic_valued(months=unclear)))
    assert text.endswith("the two are statistically indistinguishable.")


def test_without_patents_the_table_comes_first():
    """A committee asks for the range, not for a typical patent; that is named by kind and sector."""
    text = words(synthetic_valuation(is_given=False))
    assert text.startswith("The largest pledge rates that keep the expected loss given default")
    assert "on invention, all is 80 %" in text


def test_the_term_nearest_to_the_one_asked_for_is_shown():
    """18 months lie between 12 and 24; 60 beyond 36."""
    for asked, shown in ((12, 12), (18, 12), (20, 24), (60, 36)):
        found = synthetic_valuation(asked=Asked(0.7, 0.95, asked))
        assert cells_of_term(found)[0] == shown
        assert rows_of(found, "safe_rates")[0][2] == str(shown)


def test_committee_table_has_sector_kind_and_term_down():
    """None as none; every term in the files, one on the screen."""
    found = synthetic_valuation()
    rows = rows_of(found, "safe_rates")
    assert rows[0] == ("all", "invention", "12", "none", "6 [5, 7]", "10 [9, 11]", "20 [19, 21]")
    assert (len(rows), tell(found).table("safe_rates").screen_rows) == (6, 2)
    assert tell(found).table("loss_in_use").screen_rows == 0


def test_rates_in_use_have_the_range_of_their_source():
    """As the scenario's sources give it; its own rate alone where they do not."""
    scenario = synthetic_valuation().scenario
    assert rate_in_use_value(scenario, "invention") == Peak(0.4, 0.4, 0.4, "share")
    source = Source(source="a bank", confidence="read", low=0.25, high=0.5)
    known = scenario.model_copy(update={"sources": {"loans.pledge_rate_invention": source}})
    assert rate_in_use_value(known, "invention") == Peak(0.4, 0.25, 0.5, "share")
    assert ENGLISH.say(Peak(0.4, 0.25, 0.5, "share")) == "40 % (25 to 50)"


def test_steps_of_relief_from_royalty_add_up():
    """Each year adds its present value; what went in stands in a row of its own."""
    found = synthetic_valuation()
    years = columns_of(found, "royalty_years")
    assert [row[1] for row in rows_of(found, "royalty_years")] == ["0-1", "1-1.5"]
    assert years["value_so_far"] == [38.0, 53.0]
    assert rows_of(found, "royalty_inputs")[0][2:8] == ("5", "10", "2", "15", "10", "1.5")


def test_values_by_method_stand_beside_each_other():
    """Cost of 2 m is half of the 4 m appraised; no market price; no table where nothing is known."""
    found = synthetic_valuation()
    methods = columns_of(found, "methods")
    assert (methods["royalty"], methods["cost"], methods["cost_share"]) == ([53.0], [2e6], [0.5])
    assert "market" not in methods
    bare = Patent("lamp", "all", "invention", 5.0, appraised_value=4e6)
    keys = {table.key for table in tell(synthetic_valuation(synthetic_valued(patent=bare, sheet=None))).tables}
    assert not keys & {"methods", "royalty_years"}


def test_known_recoveries_are_a_column_where_given():
    """2.5 % of 4 m recovered."""
    assert columns_of(synthetic_valuation(), "proceeds")["recovered"] == [0.025]


def test_programs_get_every_cell_of_the_table():
    """One row per cell, plain units, nothing where no rate is safe."""
    found = synthetic_valuation()
    cells = columns_of(found, "cells")
    assert len(cells["row"]) == len(found.cells)
    place = cells["row"].index("all/invention/5/24")
    assert (cells["safe_rate"][place], cells["safe_rate_low"][place]) == (0.1, pytest.approx(0.088))
    assert cells["safe_rate"][cells["row"].index("all/utility/2/12")] is None


def test_columns_of_a_file_are_said_with_their_units(tmp_path):
    """A file of one patent: years as a number, shares in per cent, amounts in yuan."""
    lamps = tmp_path / "lamps.csv"
    lamps.write_text("patent")
    found = synthetic_valuation(file=lamps, remarks=(Own("first sheet read"),))
    table = tell(found).table("columns_read")
    rows = {row[1]: row[2:] for row in rows_of(found, "columns_read")}
    assert rows["remaining_life_years"] == ("1.5", "1.5", "1.5", "1.5", "1")
    assert rows["royalty_rate"] == ("5 %", "5 %", "5 %", "", "1")
    assert rows["cost"][0] == "2 m yuan"
    assert [ENGLISH.sentence(note) for note in table.notes] == ["lamps.csv: first sheet read"]


@pytest.mark.parametrize("count", [1, 7])
def test_fans_say_what_is_left_out(count):
    """At most six panels; the rest is named in the caption."""
    found = synthetic_valuation(*(synthetic_valued(f"lamp {i}") for i in range(count)))
    (chart,) = draw(found)
    assert len(chart.panels) == min(count, 6)
    assert chart.panels[0].title == Own("lamp 0")
    assert ("1 more patent is in the tables" in ENGLISH.sentence(chart.notes[0])) == (count == 7)
