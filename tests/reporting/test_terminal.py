"""Tables on the terminal: differences first, totals second, nothing cut off."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from simulator.reporting import tables, terminal


def _console(width=120):
    return Console(file=io.StringIO(), width=width, highlight=False)


def _printed(console):
    return console.file.getvalue()


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


def test_markup_in_names_is_plain_text():
    """A policy may be called [bold] without harm."""
    console = _console()
    terminal.print_table(console, tables.Table("x", "[red]t[/red]", ("[b]",), (("[/nope]",),), ()))
    assert "[red]t[/red]" in _printed(console)
    assert "[/nope]" in _printed(console)


def test_reader_that_goes_away_is_left_to_the_command_line():
    """The console itself must not end the program with a status of its own."""
    with pytest.raises(BrokenPipeError, match=r"^$"):
        terminal.result_console().on_broken_pipe()


def test_piped_output_is_120_columns_wide(capsys):
    """A pipe has no width of its own."""
    assert terminal.result_console().width == 120
