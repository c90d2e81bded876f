"""Tables on the terminal: differences first, totals second, nothing cut off."""

import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console

from simulator.reporting import tables, terminal
from tests.reporting.synthetic import named_points, sweep_points, synthetic_comparison


def _console(width=120):
    return Console(file=io.StringIO(), width=width, highlight=False)


def _printed(console):
    return console.file.getvalue()


@pytest.fixture(scope="module")
def sweep():
    """Return the full grid: 11 ratios, 9 fund sizes, breaker on and off."""
    return synthetic_comparison()


def test_differences_come_before_totals_and_grid(sweep):
    """The reader first sees what changes against the baseline, then how much it all is."""
    console = _console()
    terminal.print_comparison(console, sweep, "en")
    text = _printed(console)
    places = [text.index(words) for words in ("Differences to the baseline", "Totals", "by fund size", "near-ties:")]
    assert places == sorted(places)
    assert text.index("Another city's terms stand in.") < places[0]
    assert text.count("Another city's terms stand in.") == 1
    assert text.index("10,000 paths") > places[-1]


def test_notes_come_last_and_once_and_the_stand_in_first(capsys):
    """What several tables say stands at the end, what one says under it, and whose terms stand in before all."""
    scenario = synthetic_comparison().scenario
    stand_in = scenario.about.stand_in
    notes = {"first": ("both", "own", stand_in), "second": ("both", stand_in)}
    shown = [tables.Table(name, name, ("a", "b"), (("1", "2"),), notes[name]) for name in notes]
    terminal.print_result(scenario, ["The answer."], shown)
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    told = [line for line in lines if line in ("both", "own", "first", "second", "The answer.", stand_in)]
    assert told == [stand_in, "The answer.", "first", "own", "second", "both"]


@pytest.mark.parametrize("width", [100, 120])
def test_lines_fit_and_what_is_left_out_is_named(sweep, width):
    """At 100 and at 120 columns no line is longer and no cell is cut."""
    console = _console(width)
    terminal.print_comparison(console, sweep, "en")
    text = _printed(console)
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text
    assert "Left out for lack of width (all are in the files, or with --json)" in text
    assert "204 [202, 207]" in text
    assert "below 0.04" in text


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("name", ["a-policy-whose-name-has-eighty-letters-" * 2, "甲乙丙丁" * 20, "two words " * 8])
def test_no_word_is_cut_off(name, width):
    """Long names and texts are broken into lines: every letter of them is printed, and no number is parted."""
    place = "scenarios/of-our-own-city/and-its-overlays.toml:1234"
    table = tables.Table("x", "x", ("policy", "amount", "set by", "unit"), ((name, "1,234.5 [1, 2]", place, "yuan"),),
                         (), text_columns=("set by", "unit"))  # fmt: skip
    console = _console(width)
    terminal.print_table(console, table)
    text = _printed(console).partition("─ \n")[2]
    assert "…" not in text
    assert max(map(cell_len, text.splitlines())) <= width
    shown = text.partition("Left out")[0]
    for wanted in (name, *([place, "1,234.5[1,2]"] if width >= 80 else [])):
        left = list("".join(wanted.split()))
        for letter in "".join(shown.split()):
            left = left[1:] if left and letter == left[0] else left
        assert not left, wanted
    assert "1,234.5 [1, 2]" in text or width < 80


def test_only_the_baselines_breaker_is_printed_as_a_grid(sweep):
    """The other grid is in the files; its near-ties are printed."""
    console = _console()
    terminal.print_comparison(console, sweep, "en")
    text = _printed(console)
    assert "by fund size, breaker on" in text
    assert "by fund size, breaker off" not in text
    assert "breaker off, fund 5 m" in text


def test_markup_in_names_is_plain_text():
    """A policy may be called [bold] without harm."""
    points = sweep_points((0.0, 0.4), (2e7,), (True,))
    console = _console()
    comparison = synthetic_comparison(points)
    terminal.print_table(console, tables.Table("x", "[red]t[/red]", ("[b]",), (("[/nope]",),), ()))
    terminal.print_comparison(console, comparison, "en")
    assert "[red]t[/red]" in _printed(console)
    assert "[/nope]" in _printed(console)


def test_single_policy_has_no_differences_and_no_near_ties():
    """A table of one baseline against itself says nothing."""
    console = _console()
    terminal.print_comparison(console, synthetic_comparison(named_points()[:1], "as it stands"), "en")
    assert "Differences" not in _printed(console)
    assert "near-ties" not in _printed(console)


def test_all_measures_are_printed_with_meaning(capsys):
    """`run` shows everything; running text is broken into lines, not cut."""
    comparison = synthetic_comparison(named_points(), "as it stands")
    terminal.print_result(comparison.scenario, [], [tables.measures_table(comparison, "as it stands")])
    text = capsys.readouterr().out
    assert "ES 99 % of the bank's loss" in text
    assert "Present value of public money spent." in " ".join(text.split())
    assert "10,000 paths" in text


def test_reader_that_goes_away_is_left_to_the_command_line():
    """The console itself must not end the program with a status of its own."""
    with pytest.raises(BrokenPipeError, match=r"^$"):
        terminal.result_console().on_broken_pipe()


def test_piped_output_is_120_columns_wide(capsys):
    """A pipe has no width of its own."""
    assert terminal.result_console().width == 120


def test_comparison_is_printed_in_chinese(sweep):
    """Tables, grids and near-ties; what stands there in Latin letters is the made-up scenario's own."""
    console = _console()
    terminal.print_comparison(console, sweep, "zh")
    text = _printed(console)
    assert "与基准方案之差" in text
    assert "净增贷款最多的补偿比例（并列最优区间）：" in text
    assert not re.search("Differences|Totals|near-ties|additional|breaker|Intervals", text)
