"""Figures: which are drawn, what stands on them, and that the same comparison gives the same bytes."""

import dataclasses
import hashlib
import itertools
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len

from simulator.drawing import style
from simulator.drawing.figure import chart_files, figure_of
from simulator.questions.compare import curves, differences, fund, heat
from simulator.questions.compare.draw import draw
from simulator.questions.compare.tell import basis_of
from simulator.saying.speaker import Speaker
from tests.reporting.synthetic import (
    BASELINE,
    RATIOS,
    SIZES,
    named_points,
    sweep_points,
    synthetic_comparison,
    synthetic_scenario,
)

ROOT = Path(__file__).parents[3]
TINY = ((0.0, 0.4), (1e7, 2e7), (True,))
SMALL = ((0.0, 0.4, 0.8), (1e7, 2e7), (True, False))


@pytest.fixture(scope="module")
def sweep():
    """Return the full grid: 11 ratios, 9 fund sizes, breaker on and off."""
    return synthetic_comparison()


@pytest.fixture(scope="module")
def small():
    """Return a small grid."""
    return synthetic_comparison(sweep_points(*SMALL))


def _keys(comparison):
    return [chart.key for chart in draw(comparison)]


def _drawn(chart, comparison, language="en"):
    with style.styled(language):
        figure = figure_of(chart, basis_of(comparison), Speaker(language, "CNY"))
        figure.draw_without_rendering()
    return figure


def _chart(comparison, key):
    return next(chart for chart in draw(comparison) if chart.key == key)


def figure_files(comparison, language="en"):
    """Return every chart of a comparison as files."""
    speaker, basis = Speaker(language, "CNY"), basis_of(comparison)
    return {name: file for chart in draw(comparison) for name, file in chart_files(chart, basis, speaker).items()}


def _texts(figure):
    from matplotlib.text import Text

    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def test_sweep_gets_curves_and_heat_map(sweep):
    """A grid of ratios is drawn as curves and as a map."""
    assert _keys(sweep) == ["curves", "heat_map", "fund_balance", "loss_split"]


def test_ratios_alone_get_no_heat_map():
    """A map needs a second direction."""
    line = synthetic_comparison(sweep_points(RATIOS, (2e7,), (True,)))
    assert _keys(line) == ["curves", "fund_balance", "loss_split"]


def test_named_policies_are_compared_side_by_side():
    """Policies that are no grid get their differences; a single one only its own figures."""
    named = synthetic_comparison(named_points(), "as it stands")
    assert _keys(named) == ["policies", "fund_balance", "loss_split"]
    alone = synthetic_comparison(named_points()[:1], "as it stands")
    assert _keys(alone) == ["fund_balance", "loss_split"]
    assert _keys(dataclasses.replace(alone, balance_fan={}, loss_split={})) == []


@pytest.mark.parametrize("name", ["curves", "heat_map", "fund_balance", "loss_split"])
def test_every_figure_says_scenario_paths_interval_and_stand_in(small, name):
    """A figure must be readable without the text around it."""
    caption = " ".join(_texts(_drawn(_chart(small, name), small)))
    for words in ("Test city fund", "10,000 paths", "95 % intervals", "yuan", "Another city's terms stand in."):
        assert words in caption


@pytest.mark.no_cover
def test_files_have_the_same_bytes_in_two_processes():
    """PNG, SVG and PDF in both languages carry no date, no random name, and do not depend on the order of sets.

    The style holds while they are drawn only, and pyplot is never loaded.
    """
    program = (
        "import hashlib, sys, matplotlib\n"
        "before = matplotlib.rcParams.copy()\n"
        "from tests.questions.compare.test_draw import TINY, figure_files\n"
        "from tests.reporting.synthetic import sweep_points, synthetic_comparison\n"
        "tiny = synthetic_comparison(sweep_points(*TINY))\n"
        "files = {lang + n: b for lang in ('en', 'zh') for n, b in figure_files(tiny, lang).items()}\n"
        "sys.stdout.write('\\n'.join(f'{n} {hashlib.sha256(b).hexdigest()}' for n, b in files.items()))\n"
        "assert matplotlib.rcParams.copy() == before\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    other = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PYTHONHASHSEED": "77", "TZ": "Asia/Shanghai", "HOME": str(Path.home()), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    tiny = synthetic_comparison(sweep_points(*TINY))
    files = {lang + name: file for lang in ("en", "zh") for name, file in figure_files(tiny, lang).items()}
    here = [f"{name} {hashlib.sha256(content).hexdigest()}" for name, content in files.items()]
    assert other.stdout.split("\n") == here
    assert len(here) == 4 * 2 * 3


def test_at_most_five_sizes_are_drawn_the_baseline_among_them(sweep):
    """Nine lines could not be told apart; the caption says how many are left out."""
    assert curves.chosen_sizes(sweep) == (5e6, 20e6, 30e6, 60e6, 120e6)
    assert any("5 of 9 sizes" in text for text in _texts(_drawn(curves.curves(sweep), sweep)))


def test_all_sizes_are_drawn_when_they_are_few(small):
    """Nothing is left out without need."""
    assert curves.chosen_sizes(small) == (1e7, 2e7)


def test_baseline_among_evenly_chosen_sizes_changes_nothing():
    """30 m is the middle one of nine."""
    base = "ratio 0.4, fund 30 m, breaker on"
    chosen = curves.chosen_sizes(synthetic_comparison(sweep_points(RATIOS, SIZES, (True,)), base))
    assert chosen == (5e6, 15e6, 30e6, 60e6, 120e6)


def test_equal_lines_are_drawn_apart(sweep):
    """Two fund sizes with one result must both be seen: neighbours differ by less than half a step."""
    lines = curves.joined(sweep, is_breaker_on=True)
    shifts = [line.across[0] - line.points[0].ratio for line in lines]
    assert all(after > before for before, after in itertools.pairwise(shifts))
    assert shifts[-1] - shifts[0] < 0.05
    assert sum(shifts) == pytest.approx(0)


def test_titles_of_panels_end_inside_the_figure(small):
    """The longest of them, too: "marginal public cost, against the ratio below, breaker off"."""
    figure = _drawn(curves.curves(small), small)
    ends = [title.get_window_extent().x1 for axes in figure.axes for title in (axes.title, axes._left_title)]
    assert max(ends) < figure.bbox.x1


def test_curves_have_a_column_for_each_breaker_setting(small):
    """Every optimum is also shown without the breaker."""
    titles = [axes.get_title(loc="left") for axes in _drawn(curves.curves(small), small).axes]
    assert titles[:2] == ["additional lending, breaker on", "additional lending, breaker off"]
    assert len(titles) == 10


def test_event_never_seen_is_drawn_at_its_bound(small):
    """At ratio 0 the fund never empties: a hollow marker at 0.04 %, not a point at 0 %."""
    from matplotlib.colors import to_rgb

    axes = _drawn(curves.curves(small), small).axes[8]
    hollow = [
        line for line in axes.lines if line.get_marker() == "o" and to_rgb(line.get_markerfacecolor()) == (1, 1, 1)
    ]
    assert [round(float(y), 3) for y in hollow[0].get_ydata()] == [0.037]


def test_line_without_any_value_is_left_out(small):
    """A cost per additional unit that exists nowhere has no line and no label."""
    without = {key: e for key, e in small.estimates.items() if key[1] != "marginal_cost" or "fund 10 m" not in key[0]}
    figure = _drawn(curves.curves(dataclasses.replace(small, estimates=without)), small)
    labels = [text.get_text() for text in figure.axes[4].texts]
    assert labels == ["fund 20 m yuan"]


def test_heat_map_writes_a_number_in_each_cell(small):
    """Three ratios by two sizes: six cells, bounds marked, baseline framed."""
    figure = _drawn(heat.heat_map(small), small)
    numbers = [text.get_text() for text in figure.axes[1].texts]
    assert len(numbers) == 6
    assert numbers.count("<0.04") == 2
    # each size: two lines around its near-ties (ratio 0.8); baseline: two frames
    assert len(figure.axes[0].patches) == 6
    assert len(figure.axes[2].patches) == 4


def test_large_heat_map_has_no_numbers_and_one_value_has_a_colour():
    """Beyond 200 cells numbers could not be read; a map of equal values must not fail."""
    points = sweep_points([i / 50 for i in range(51)], (1e7, 2e7, 3e7, 4e7), (True,))
    comparison = synthetic_comparison(points)
    flat = {key: dataclasses.replace(e, value=1.0) for key, e in comparison.estimates.items() if "0.5" not in key[0]}
    figure = _drawn(heat.heat_map(dataclasses.replace(comparison, estimates=flat)), comparison)
    assert len(figure.axes[0].texts) == 0


def test_heat_map_of_a_grid_with_a_hole(small):
    """A combination that was not simulated stays blank."""
    holed = dataclasses.replace(small, points=small.points[1:])
    figure = _drawn(heat.heat_map(holed), holed)
    assert len(figure.axes[0].texts) == 5


def test_fan_shows_calendar_years_and_the_end_of_lending(small):
    """Months are calendar months; the run-off is marked."""
    axes = _drawn(fund.fan_chart(small), small).axes[0]
    assert axes.get_title(loc="left") == "ratio 0.4, fund 20 m yuan, breaker on (baseline)"
    assert axes.get_xticks()[0] == 2026
    assert "last loans" in [text.get_text() for text in axes.texts]


def test_fan_without_run_off_has_no_mark(small):
    """Ten years of lending and ten of balance: no end to mark."""
    short = {name: fan[:, :120] for name, fan in small.balance_fan.items()}
    axes = _drawn(fund.fan_chart(dataclasses.replace(small, balance_fan=short)), small).axes[0]
    assert "last loans" not in [text.get_text() for text in axes.texts]


def test_at_most_four_fans_the_baseline_first(small):
    """More panels could not be read; the caption counts the others."""
    fan = small.balance_fan[BASELINE]
    others = [point.name for point in small.points if point.name != BASELINE][:5]
    many = dict.fromkeys([*others, BASELINE], fan)
    crowded = dataclasses.replace(small, balance_fan=many)
    assert fund.fan_names(crowded) == (BASELINE, *others[:3])
    texts = [" ".join(text.split()) for text in _texts(_drawn(fund.fan_chart(crowded), crowded))]
    assert any("in the tables only: 2." in text for text in texts)


def test_empty_fund_still_has_an_axis(small):
    """A guarantee without a fund has a balance of nothing."""
    empty = dataclasses.replace(small, balance_fan={BASELINE: np.zeros((5, 12))})
    assert _drawn(fund.fan_chart(empty), empty).axes[0].get_ylim() == (0, 1)


def test_loss_split_adds_up_and_leaves_out_idle_parties(small):
    """The bars end at the policy's loss; a party that bears nothing is not in the legend."""
    axes = _drawn(fund.loss_split(small), small).axes[0]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["fund", "bank", "guarantor"]
    ends = {round(bar.get_y(), 2): bar.get_x() + bar.get_width() for bar in axes.patches}
    assert max(ends.values()) == pytest.approx(4e7 * 1.8 / 1e6)
    assert [label.get_text() for label in axes.get_yticklabels()][1] == "ratio 0.4, fund 20 m yuan, breaker on *"


def test_loss_split_of_other_policies_than_the_baselines_line(small):
    """When only other policies were split, they are shown."""
    other = dataclasses.replace(small, loss_split={"elsewhere": {"bank": 1.0, "fund": 0.0}})
    assert fund.split_names(other) == ("elsewhere",)


def test_policies_show_paired_differences():
    """One row per policy but the baseline, with the interval as a bar."""
    named = synthetic_comparison(named_points(), "as it stands")
    unknown = {key: e for key, e in named.differences.items() if key != ("claims queue", "idle_share")}
    figure = _drawn(differences.differences(dataclasses.replace(named, differences=unknown)), named)
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["claims queue", "higher ratio"]
    value = named.differences["higher ratio", "additional_lending"].value / 1e6
    assert value in [float(line.get_xdata()[0]) for line in figure.axes[0].lines]
    assert len(figure.axes[0].lines) == 5
    assert len(figure.axes[3].lines) == 3


def test_labels_keep_their_order_and_distance():
    """Labels at line ends never cover each other and stay on the panel while there is room."""
    moved = style.spread([0.5, 0.5, 0.5, 0.98, 1.0], 0.1, 0.0, 1.0)
    assert moved == pytest.approx([0.5, 0.6, 0.7, 0.9, 1.0])
    assert style.spread([0.0, 0.3], 0.1, 0.0, 1.0) == [0.0, 0.3]
    # no room: the distance is kept, below the panel
    assert style.spread([1.0, 1.0], 2.0, 0.0, 1.0) == [-1.0, 1.0]


@pytest.mark.no_cover
def test_characters_without_a_shape_never_become_boxes():
    """No font has what is for private use: numbers stand in, and Chinese gives no warning."""
    assert style.drawable("\U000f0000 Hefei 试点") == "[U+F0000] Hefei 试点"
    assert style.drawable("\U000f0000\U000f0001") == "[U+F0000 U+F0001]"
    assert style.drawable("5 $ a") == r"5 \$ a"
    chinese = synthetic_comparison(
        named_points(), "as it stands", synthetic_scenario(title="合肥市 fund", stand_in="安徽 terms stand in.")
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert figure_files(dataclasses.replace(chinese, title="合肥 $ 试点"))


@pytest.mark.parametrize("points", [sweep_points(*TINY), named_points()], ids=["grid", "named"])
def test_every_figure_is_drawn_in_chinese_without_a_missing_glyph(points):
    """PNG, SVG and PDF; a missing glyph or font is a warning, and warnings are errors here."""
    baseline = points[-1].name
    comparison = synthetic_comparison(
        points, baseline, synthetic_scenario(title_zh="测试", stand_in_zh="以外地条款代用。")
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        files = figure_files(comparison, "zh")
    names = _keys(comparison)
    endings = ("png", "svg", "pdf")
    assert set(files) == {f"figures/{name}.{ending}" for name in names for ending in endings}


@pytest.mark.parametrize("name", ["curves", "heat_map", "fund_balance", "loss_split"])
def test_chinese_figures_have_no_english_sentence_and_the_same_stand_in(small, name):
    """A figure in two languages says the same in each."""
    scenario = synthetic_scenario(title_zh="测试市资金", stand_in_zh="以外地条款代用。")
    comparison = dataclasses.replace(small, scenario=scenario, title="测试")
    texts = _texts(_drawn(_chart(comparison, name), comparison, "zh"))
    assert "以外地条款代用。" in " ".join(texts)
    assert not [text for text in texts if " the " in text or "fund" in text or "ratio" in text]


def test_heat_map_prints_the_unit_of_its_language(small):
    """126 m yuan are 12,600 万元: the number and the heading must change together."""
    numbers = {}
    for language in ("en", "zh"):
        texts = _texts(_drawn(heat.heat_map(small), small, language))
        numbers[language] = [float(text.replace(",", "")) for text in texts if text.replace(",", "").isdigit()]
        assert any(("m yuan" if language == "en" else "万元") in text for text in texts)
    assert max(numbers["zh"]) == pytest.approx(100 * max(numbers["en"]), rel=0.01)


def test_lines_of_chinese_part_anywhere_but_before_a_full_stop():
    """A Chinese sentence has no blanks; no line is wider than asked for and none begins with a stop."""
    sentence = "合肥市：10,000 条模拟路径（随机种子 7），自 2026-01 起 10 年，方括号内为 95% 区间。"
    lines = style.wrapped(sentence, 20)
    assert "".join(lines).replace(" ", "") == sentence.replace(" ", "")
    assert all(cell_len(line) <= 20 for line in lines)
    assert not [line for line in lines if line[0] in "，。）"]
