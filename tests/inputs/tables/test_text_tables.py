"""Comma-separated text in the encodings that spreadsheets write."""

import pytest

from simulator.inputs.tables.cells import Broken
from simulator.inputs.tables.grid import GridError
from simulator.inputs.tables.text_tables import text_grid


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_every_encoding_gives_the_same_cells(encoding, quote):
    """UTF-16 is what a spreadsheet calls Unicode text."""
    content = f"贷款,{quote}借款人{quote}\n\n a ,甲\n , \n".encode(encoding)
    grid = text_grid(content)
    assert [grid.row(0), grid.row(1)] == [["贷款", "借款人"], [" a ", "甲"]]
    assert grid.row_numbers.tolist() == [1, 3]
    big_endian = b"\xfe\xff" + content.decode(encoding).encode("utf-16-be")
    assert text_grid(big_endian).row(0) == ["贷款", "借款人"]


def test_errors_saved_as_text_are_broken():
    """What a spreadsheet writes for an error, for a column too narrow, and for a text that no column needs."""
    grid = text_grid(b"x\n#N/A\n#ref!\n#####\n" + b"y" * 1001 + b"\n#1\n")
    assert [isinstance(grid.row(row)[0], Broken) for row in range(1, 6)] == [True, True, True, True, False]


@pytest.mark.parametrize("content", [b"\xff\xfea", b"\xff\xfe\x00\xd8", b"\xff\xfea\0\0\0"])
def test_half_a_letter_is_no_text(content):
    """Also where the mark says UTF-16."""
    with pytest.raises(GridError, match=r"is (neither|not)"):
        text_grid(content)
