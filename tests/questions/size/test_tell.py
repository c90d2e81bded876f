"""Tables, files and charts of a sizing."""

import dataclasses
import math

import pytest

from simulator.estimate import TOO_FEW, Estimate
from simulator.places import plain
from simulator.places.reading import text_table
from simulator.questions.size import QUESTION
from simulator.questions.size.draw import chance_curves, draw, drawn_ratios, equal_safety
from simulator.questions.size.sized import SafetyPoint
from simulator.saying.speaker import Speaker
from simulator.values import Measured, Number
from tests.questions.size.made_up import sized, synthetic_sizing

ENGLISH = Speaker("en", "CNY")
OPEN_END = Estimate(2.4e7, 2e7, math.inf, "quantile", TOO_FEW)


def rows_of(sizing, table="sizes"):
    """Return the cells of a table as text."""
    answer = QUESTION.answer(sizing)
    return text_table(answer.table(table), answer.basis, ENGLISH).rows


def columns_of(sizing, table):
    """Return the plain columns of a table."""
    return plain.plain_columns(QUESTION.answer(sizing).table(table))


def test_table_has_the_fund_as_it_stands_and_every_ratio():
    """The own ratio is marked; amounts of a column are on one scale."""
    table = QUESTION.answer(synthetic_sizing()).table("sizes")
    assert [row.key for row in table.rows] == ["as_it_stands", "0.2", "0.4", "0.8"]
    assert table.marked == "0.4"
    rows = rows_of(synthetic_sizing())
    assert [row[1] for row in rows] == ["0.4", "0.2", "0.4", "0.8"]
    assert [row[2] for row in rows] == ["n/a", "13.2", "26.4", "52.8"]
    assert [row[3] for row in rows] == ["20.0", "12.0 [10.8, 13.2]", "24.0 [21.6, 26.4]", "48.0 [43.2, 52.8]"]
    assert rows[0][4] == "below 0.04"


def test_size_that_no_paths_can_show_is_called_so():
    """The column of the size that is shown to do never holds a made-up number."""
    open_end = dataclasses.replace(sized(0.4, 2.4e7), size=OPEN_END)
    assert rows_of(synthetic_sizing(ratios=(open_end,)))[1][2:4] == ("too few paths", "24.0 (too few paths)")
    columns = columns_of(synthetic_sizing(ratios=(open_end,)), "sizes")
    assert (columns["shown_size"], columns["size_high"]) == ([None, None], [2e7, None])


def test_curve_of_equal_safety_says_what_it_cannot_tell():
    """Steps of a search only where there is one, and an unknown upper end only where one is unknown."""
    assert QUESTION.answer(synthetic_sizing()).table("equal_safety").notes == ()
    points = (SafetyPoint(0.0, OPEN_END), SafetyPoint(1e6, OPEN_END))
    notes = QUESTION.answer(synthetic_sizing(is_humped=True, safety=points)).table("equal_safety").notes
    assert [note.key for note in notes] == ["size.note.steps", "size.note.open"]
    assert "steps of 1/24 of the size found" in ENGLISH.sentence(notes[0])


def test_ratio_without_a_size_is_in_the_table():
    """What is not known is said to be so."""
    none = dataclasses.replace(sized(0.2, 1e7), size=Estimate(math.inf, 1.0, math.inf, "quantile"), standing=None)
    assert rows_of(synthetic_sizing(ratios=(none, sized(0.4, 2.4e7))))[1][2:6] == ("n/a", "n/a", "n/a", "n/a")


def test_a_size_of_zero_is_no_bound():
    """Nothing is needed: a size is no chance, so that zero is not said to be below something."""
    none = dataclasses.replace(sized(0.4, 0.0), size=Estimate(0.0, 0.0, 5e6, "quantile"))
    assert rows_of(synthetic_sizing(ratios=(none,)))[1][3] == "0 [0, 5]"


def test_programs_get_exact_numbers():
    """Sizes in yuan, chances as shares, the top-up among the facts; where a search found what."""
    answer = QUESTION.answer(synthetic_sizing(is_humped=True))
    columns = plain.plain_columns(answer.table("sizes"))
    assert (columns["fund"][2], columns["size"][2]) == ("sized", 2.4e7)
    assert (answer.facts["wanted_chance"], answer.facts["yearly_top_up"]) == (0.01, 250_000.0)
    assert answer.facts["rules_that_tie_claims_to_size"] == ["gate.leverage_multiple"]
    search = columns_of(synthetic_sizing(is_humped=True), "search")
    assert [search[key][1] for key in ("fails_below", "also_safe_up_to", "rises_from")] == [0.99 * 2.4e7, 1e6, 1e6]
    assert len(columns_of(synthetic_sizing(), "chance_by_size")["fund_size"]) == 3 * 12


def test_curves_have_logarithmic_axes_and_a_line_for_each_ratio():
    """The legend carries the sizes, which are in the table too; the own ratio is the base."""
    (panel,) = chance_curves(synthetic_sizing()).panels
    assert (panel.x.is_log, panel.y.is_log) == (True, True)
    names = [ENGLISH.say(line.name) for line in panel.lines]
    assert names == ["ratio 0.2: 12.0 m yuan", "ratio 0.4: 24.0 m yuan", "ratio 0.8: 48.0 m yuan"]
    assert [line.look for line in panel.lines] == [0, "base", 1]


def test_a_chance_seen_on_no_path_is_not_drawn():
    """On a logarithmic axis zero has no place: the line ends, and the note gives the bound."""
    chart = chance_curves(synthetic_sizing())
    own = chart.panels[0].lines[1]
    assert math.isnan(own.y[-1]) and math.isnan(own.bands[0].high[-1])
    assert own.y[0] == pytest.approx(synthetic_sizing().own.curve[0].chance.value)
    assert "the chance is below 0.04 % there" in ENGLISH.sentence(chart.notes[0])


def test_many_ratios_are_thinned_out_but_for_the_own():
    """Five lines at most; the note says how many are left out."""
    sizing = synthetic_sizing(ratios=tuple(sized(round(0.1 * step, 1), 6e7 * 0.1 * step) for step in range(1, 10)))
    assert len(drawn_ratios(sizing)) == 5
    assert sizing.own in drawn_ratios(sizing)
    assert "4 more ratios are in the tables" in ENGLISH.sentence(chance_curves(sizing).notes[0])


def test_charts_that_have_nothing_to_show_are_left_out():
    """No curve, no chart; one point is no curve of equal safety."""
    bare = dataclasses.replace(sized(0.4, 2e7), curve=())
    assert draw(synthetic_sizing(ratios=(bare,), safety=())) == ()
    assert [chart.key for chart in draw(synthetic_sizing())] == ["chance_by_size", "equal_safety"]
    (line,) = equal_safety(synthetic_sizing()).panels[0].lines
    assert (line.x, line.y) == ((0.0, 1e6), (2.4e7, 2.1e7))


def test_digits_of_a_size_hold_for_its_interval_too():
    """Three of the value, as many decimals for both ends."""
    assert ENGLISH.say(Measured(Estimate(3.53e6, 2.8e6, 9.45e6, "quantile"), "currency", digits=3)) == (
        "3.53 m yuan [2.80, 9.45]"
    )
    assert ENGLISH.say(Number(40_000.0, "currency", 3)) == "40,000 yuan"
