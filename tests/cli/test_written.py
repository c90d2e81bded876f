"""What a command names of the files that it has written."""

from pathlib import Path

import pytest

from simulator.cli.written import print_written, to_open_first


def files(*names):
    """Return files of one run folder, its manifest last."""
    return [Path("outputs/x") / name for name in (*names, "manifest.json")]


@pytest.mark.parametrize(
    ("names", "first"),
    [
        (("scenario.toml", "tables/a.csv", "tables/b.csv", "figures/c.svg", "figures/c.png"), ["c.png", "a.csv"]),
        (("lags.toml", "tables/a.csv", "figures/c.png"), ["c.png", "a.csv", "lags.toml"]),
        (("stress/mild.toml", "tables/a.csv"), ["a.csv"]),
        (("report.html", "office/d.docx", "figures/c.png", "tables/a.csv"), ["report.html", "d.docx", "c.png"]),
    ],
)
def test_one_of_each_kind_is_to_be_opened_first(names, first):
    """A report before a figure before a table; never the inputs, the copies of overlays or a fourth file."""
    assert [file.name for file in to_open_first(files(*names))] == first


def test_a_single_file_is_named_alone(capsys):
    """It has no folder and no manifest."""
    print_written([Path("tape.xlsx")])
    assert capsys.readouterr().out == "\nWritten: tape.xlsx\n"
