"""Tables, files and figures of a sizing."""

import csv
import dataclasses
import io
import json
import math
from pathlib import Path

import pytest

from simulator.analysis.sizing.sized import SafetyPoint
from simulator.drawing import style as figures_style
from simulator.estimate import Estimate
from simulator.reporting import json_text
from simulator.reporting.sizing import figures_sizing, sizing_tables
from tests.reporting.synthetic_sizing import sized, synthetic_sizing

STAND_IN = "Another city's terms stand in."


def rows(content):
    """Return the rows of a CSV file as dictionaries."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_table_has_the_fund_as_it_stands_and_every_ratio():
    """The own ratio is marked; amounts of a column are on one scale."""
    table = sizing_tables.sizes_table(synthetic_sizing())
    assert [row[0] for row in table.rows] == [
        "ratio 0.4, as it stands", "ratio 0.2, sized", "ratio 0.4, sized", "ratio 0.8, sized",
    ]  # fmt: skip
    assert table.marked_row == 2
    assert [row[1] for row in table.rows] == ["n/a", "13.2", "26.4", "52.8"]
    assert [row[2] for row in table.rows] == ["20.0", "12.0 [10.8, 13.2]", "24.0 [21.6, 26.4]", "48.0 [43.2, 52.8]"]
    assert table.rows[0][3] == "below 0.04"
    assert STAND_IN in table.notes


def test_size_that_no_paths_can_show_is_called_so():
    """The column of the size that is shown to do never holds a made-up number."""
    open_end = dataclasses.replace(sized(0.4, 2.4e7), size=Estimate(2.4e7, 2e7, math.inf, "quantile", "too few paths"))
    table = sizing_tables.sizes_table(synthetic_sizing(ratios=(open_end,)))
    assert table.rows[1][1:3] == ("too few paths", "24.0 (too few paths)")


def test_curve_of_equal_safety_says_what_it_cannot_tell():
    """Steps of a search only where there is one, and an unknown upper end only where one is unknown."""
    plain = synthetic_sizing()
    assert sizing_tables.safety_table(plain).notes == sizing_tables.sizes_table(plain).notes
    open_end = Estimate(2.4e7, 2e7, math.inf, "quantile", "too few paths")
    points = (SafetyPoint(0.0, open_end), SafetyPoint(1e6, open_end))
    notes = sizing_tables.safety_table(synthetic_sizing(is_humped=True, safety=points)).notes
    assert any("steps of 1/24 of the size found" in note for note in notes)
    assert any("the true size may lie above" in note for note in notes)


def test_ratio_without_a_size_is_in_the_table():
    """What is not known is said to be so."""
    none = dataclasses.replace(sized(0.2, 1e7), size=Estimate(math.inf, 1.0, math.inf, "quantile"), standing=None)
    table = sizing_tables.sizes_table(synthetic_sizing(ratios=(none, sized(0.4, 2.4e7))))
    assert table.rows[1][1:5] == ("n/a", "n/a", "n/a", "n/a")


def test_files_carry_unit_paths_interval_and_stand_in():
    """Each file can be read alone."""
    files = sizing_tables.files_of(synthetic_sizing())
    assert set(files) == {
        "tables/sizes.csv", "tables/sizes_long.csv", "tables/chance_by_size.csv", "tables/equal_safety.csv",
    }  # fmt: skip
    for name in ("sizes_long", "chance_by_size", "equal_safety"):
        first = rows(files[f"tables/{name}.csv"])[0]
        assert (first["paths"], first["interval"], first["stand_in"]) == ("10000", "95 %", STAND_IN)
    assert STAND_IN in files["tables/sizes.csv"].decode("utf-8")


def test_long_file_has_exact_numbers():
    """Sizes in yuan, chances as shares, the top-up at the end."""
    found = rows(sizing_tables.long_csv(synthetic_sizing()))
    size = next(row for row in found if (row["ratio"], row["fund"], row["measure"]) == ("0.4", "sized", "size"))
    assert (size["value"], size["unit"], size["wanted_chance"]) == ("24000000.0", "yuan", "0.01")
    assert (found[-1]["measure"], found[-1]["value"]) == ("yearly_top_up", "250000.0")


def test_json_is_plain():
    """Every number that does not exist is null; the answer comes first."""
    sizing = synthetic_sizing(is_humped=True, top_up=Estimate(math.inf, 0.0, math.inf, "quantile"))
    found = json.loads(json_text.sizing_json(sizing, files=[Path("x.csv")], command="again"))
    assert found["answer"][0].startswith("At ratio 0.4")
    assert found["notes"][0] == STAND_IN
    assert found["yearly_top_up"]["value"] is None
    assert found["ratios"][1]["size"]["value"] == 2.4e7
    assert found["ratios"][1]["size"]["high"] == pytest.approx(2.64e7)
    assert len(found["ratios"][1]["chance_by_size"]) == 12
    assert (found["files"], found["command"]) == (["x.csv"], "again")


def _texts(figure):
    from matplotlib.text import Text

    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


@pytest.mark.parametrize("draw", [figures_sizing.chance_curves, figures_sizing.equal_safety])
def test_every_figure_says_scenario_paths_interval_and_stand_in(draw):
    """A figure must be readable without the text around it."""
    with figures_style.styled():
        caption = " ".join(_texts(draw(synthetic_sizing(is_humped=True))))
    for words in ("Test city fund", "10,000 paths", "95 % interval", "yuan", STAND_IN, "5 years"):
        assert words in caption


def test_curves_have_logarithmic_axes_and_a_line_for_each_ratio():
    """The legend carries the sizes, which are in the table too."""
    with figures_style.styled():
        (axes,) = figures_sizing.chance_curves(synthetic_sizing()).axes
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert [text.get_text() for text in axes.get_legend().get_texts()] == [
        "ratio 0.2: 12.0 m yuan", "ratio 0.4: 24.0 m yuan", "ratio 0.8: 48.0 m yuan",
    ]  # fmt: skip


def test_a_chance_seen_on_no_path_is_not_drawn():
    """On a logarithmic axis nought has no place: the line ends, and the caption gives the bound."""
    with figures_style.styled():
        figure = figures_sizing.chance_curves(synthetic_sizing())
    line = next(line for line in figure.axes[0].lines if line.get_label().startswith("ratio 0.4"))
    assert math.isnan(line.get_ydata()[-1])
    assert line.get_ydata()[0] == pytest.approx(100 * synthetic_sizing().own.curve[0].chance.value)
    assert any("below 0.04 % there" in text for text in _texts(figure))


def test_many_ratios_are_thinned_out_but_for_the_own():
    """Five lines at most; the caption says how many are left out."""
    ratios = tuple(sized(round(0.1 * step, 1), 6e7 * 0.1 * step) for step in range(1, 10))
    sizing = synthetic_sizing(ratios=ratios)
    chosen = figures_sizing.chosen_ratios(sizing)
    assert len(chosen) == 5
    assert sizing.own in chosen
    with figures_style.styled():
        assert any("4 more ratios are in the tables" in t for t in _texts(figures_sizing.chance_curves(sizing)))


def test_figures_that_have_nothing_to_show_are_left_out():
    """No curve, no figure; one point is no curve of equal safety."""
    bare = dataclasses.replace(sized(0.4, 2e7), curve=())
    assert figures_sizing.figure_files(synthetic_sizing(ratios=(bare,), safety=())) == {}
    assert set(figures_sizing.figure_files(synthetic_sizing())) == {
        f"figures/{name}.{kind}" for name in ("chance_by_size", "equal_safety") for kind in ("png", "svg", "pdf")
    }
