"""What is printed of a valuation: sentences true of the numbers, cells, files, figure."""

import csv
import io
import json

import pytest

from simulator.analysis.valuing.value import Question
from simulator.drawing import style as figures_style
from simulator.estimate import Estimate
from simulator.inputs.patents import Patent
from simulator.reporting.valuing import figures_value, value_tables, value_text
from simulator.scenario.model import Source
from tests.reporting.synthetic_value import share, synthetic_valuation, synthetic_valued


def words(found):
    """Return the answer as one text."""
    return " ".join(value_text.answer(found))


def test_answer_names_the_loan_and_compares_it():
    """0.2 of 4 m is 0.8 m; loss at the rate in use; the range of the table; single loss; given default."""
    text = words(synthetic_valuation())
    assert text.startswith(
        "lamp (appraised at 4.00 m yuan): a loan of up to 0.800 m yuan for 12 months, a pledge rate of 20 % [19, 21], "
        "keeps the expected loss given default within 70 %."
    )
    assert "At the scenario's pledge rate of 30 % the expected loss given default on lamp is 80 % [79, 81]." in text
    assert "run from 6 % [5, 7] to 20 % [19, 21], by sector, kind and remaining life; in 2 of 8 cells no rate" in text
    assert "No pledge rate keeps a single loss on lamp within 70 % with chance 95 %: after 60 % [59, 61]" in text
    assert "55 % [54, 56] of its appraised value in month 12 if the loan defaults then, and 60 % [59, 61]" in text
    assert text.endswith("a difference of -5 points [-7, -3].")


def test_no_loan_is_said_with_its_reason():
    """And neither a rate nor a loan of 0 is printed as if it were one."""
    text = words(synthetic_valuation(synthetic_valued(safe=None)))
    assert "no pledge rate keeps the expected loss given default within 70 %, as after 60 % [59, 61]" in text
    assert value_tables.patents_table(synthetic_valuation(synthetic_valued(safe=None))).rows[0][1:3] == ("none", "0")


def test_a_difference_over_nothing_is_none():
    """An interval that holds 0 shows no difference."""
    assert value_text.points_phrase(share(-0.01, 0.02)) == "no difference we can show"
    assert value_text.points_phrase(share(0.03, 0.01)) == "a difference of +3 points [+2, +4]"


def test_without_patents_the_table_comes_first():
    """A committee asks for the range, not for a typical patent."""
    found = synthetic_valuation(is_given=False)
    assert value_text.answer(found)[0].startswith("The largest pledge rates that keep the expected loss given default")


def test_the_term_nearest_to_the_one_asked_for_is_shown():
    """18 months lie between 12 and 24; 60 beyond 36."""
    for asked, shown in ((12, 12), (18, 12), (20, 24), (60, 36)):
        found = synthetic_valuation(question=Question((), 0.7, 0.95, asked))
        assert value_text.cells_of_term(found)[0] == shown


def test_cells_hold_half_their_interval():
    """Even intervals as plus or minus; lopsided ones with both ends; none as none."""
    assert value_text.short_per_cent(share(0.123, 0.004)) == "12.3 ±0.4"
    assert value_text.short_per_cent(Estimate(0.123, 0.1, 0.13, "quantile")) == "12 [10, 13]"
    assert value_text.short_per_cent(None) == "none"
    table = value_tables.safe_table(synthetic_valuation(), 12)
    assert table.rows[0] == ("all, invention", "40", "none", "6 ±1", "10 ±1", "20 ±1")


def test_rates_in_use_show_the_range_of_their_source():
    """As the scenario's sources give it; its own rate alone where they do not."""
    scenario = synthetic_valuation().scenario
    assert value_text.rates_in_use_text(scenario, "invention") == "40"
    source = Source(source="a bank", confidence="read", low=0.25, high=0.5)
    known = scenario.model_copy(update={"sources": {"loans.pledge_rate_invention": source}})
    assert value_text.rates_in_use_text(known, "invention") == "40 (25-50)"
    assert value_text.lowest_rate_in_use(known, "invention") == 0.25


def test_sheet_adds_up():
    """Each row adds its present value; inputs stand in the title."""
    found = synthetic_valuation()
    table = value_tables.sheet_table(found, found.valued[0], found.valued[0].sheet)
    assert [row[0] for row in table.rows] == ["0-1", "1-1.5"]
    assert [row[-1] for row in table.rows] == ["38", "53"]
    assert (
        "royalty 5 %, tax 10 %, growth 2 %, decay 15 %, discount 10 % a year (continuous), life 1.5 years"
        in table.title
    )


def test_values_by_method_stand_beside_each_other():
    """Cost of 2 m is half of the 4 m appraised; no market price; no table where nothing is known."""
    found = synthetic_valuation()
    table = value_tables.methods_table(found)
    assert table.rows == (("lamp", "4.00 m yuan", "53.0 yuan (0 %)", "2.00 m yuan (50 %)", ""),)
    bare = Patent("lamp", "all", "invention", 5.0, appraised_value=4e6)
    assert value_tables.methods_table(synthetic_valuation(synthetic_valued(patent=bare, sheet=None))) is None


def test_known_recoveries_are_a_column_where_given():
    """2.5 % of 4 m recovered."""
    assert value_tables.proceeds_table(synthetic_valuation()).columns[-1] == "recovered"
    assert value_tables.proceeds_table(synthetic_valuation()).rows[0][-1] == "2.5"


def test_every_number_of_the_table_is_in_the_long_file():
    """One row per cell, plain units."""
    found = synthetic_valuation()
    text = value_tables.files_of(found)["tables/safe_rates_long.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(found.cells)
    row = next(r for r in rows if (r["kind"], r["remaining_life_years"], r["term_months"]) == ("invention", "5", "24"))
    assert (float(row["safe_rate"]), float(row["low"]), float(row["largest_loss"])) == (0.1, pytest.approx(0.088), 0.7)


def test_json_is_plain():
    """No number that JSON does not know."""
    content = json.loads(value_tables.valuation_json(synthetic_valuation()))
    assert content["patents"][0]["safe_rate_at_level"] is None
    assert content["safe_pledge_rates"][0]["safe_rate"] is None


@pytest.mark.parametrize("count", [1, 2, 7])
def test_fan_charts_say_what_is_left_out(count):
    """At most six panels; the rest is named in the caption."""
    found = synthetic_valuation(*(synthetic_valued(f"lamp {i}") for i in range(count)))
    with figures_style.styled():
        figure = figures_value.value_fans(found)
    shown = [axes for axes in figure.axes if axes.axison]
    assert len(shown) == min(count, 6)
    caption = " ".join(text.get_text().replace("\n", " ") for text in figure.texts)
    assert ("1 more patent is in the tables" in caption) == (count == 7)
    assert shown[0].get_title(loc="left") == "lamp 0"


def test_figure_files_are_the_same_every_time():
    """PNG, SVG and PDF."""
    first, second = (figures_value.figure_files(synthetic_valuation()) for _ in range(2))
    assert sorted(first) == [f"figures/value_fans.{kind}" for kind in ("pdf", "png", "svg")]
    assert first == second
