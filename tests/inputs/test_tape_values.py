"""Many cells at a time: plain cells get the values that reading them one by one gives."""

from decimal import Decimal

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from simulator.inputs.tape_cells import CellError, reader_of
from simulator.inputs.tape_fields import FIELD_OF
from simulator.inputs.tape_headings import Bound
from simulator.inputs.tape_values import read_cells

COLUMNS = (("balance", 1), ("balance", 10_000), ("pd", 1), ("pd", 100), ("patents", 1), ("guarantor", 1))
ODD_TEXTS = (
    "", "05", "5.", ".5", "5.00", "0.015", "1e3", "1E5", "6.2E+17", "0000000000000000005", "10000000000000.01", "3.5%",
    "7.5e-05", "0.00005", "0.0000000000001", "1_000", " 5 ", "+5", "-0", "inf", "nan", "٣", "１２", "0000000.5",
    "A ", "#N/A", "A\x01", "（有限合伙）", "甲" * 80, "甲" * 81, "a\nb", "1234567890123.450000000001",
)  # fmt: skip
ODD_NUMBERS = (
    0.0,
    -0.0,
    0.1 + 0.2,
    1e-4,
    5e-05,
    1.005,
    1e22,
    1e13,
    9999999999999.99,
    1e308,
    float("inf"),
    float("nan"),
)
cells = st.one_of(
    st.sampled_from(ODD_TEXTS + ODD_NUMBERS),
    st.integers(-1, 2**63),
    st.floats(),
    st.booleans(),
    st.none(),
    st.decimals(0, 10**13, places=2).map(str),
    st.decimals(0, 1, places=6).map(float),
    st.integers(0, 10**15).map(lambda fen: fen / 100),
    st.text(max_size=90),
    st.from_regex(r"[0-9]{1,17}(\.[0-9]{0,14})?", fullmatch=True),
)


def one_by_one(column, read):
    """Return values and the positions of faulty cells."""
    values, faulty = [], []
    for position, cell in enumerate(column):
        try:
            values.append(read(cell))
        except CellError:
            values.append(None)
            faulty.append(position)
    return values, faulty


@given(st.lists(cells, max_size=8))
@example([*ODD_TEXTS, *ODD_NUMBERS])
def test_plain_cells_get_the_values_of_reading_one_by_one(column):
    """The quick way takes no cell that the careful one refuses, and changes none in the last fen."""
    for key, unit in COLUMNS:
        read = reader_of(FIELD_OF[key], unit, (), {})
        found = read_cells(column, Bound(0, FIELD_OF[key], unit), read)
        values, faulty = one_by_one(column, read)
        given_values = found.array[found.has_value].tolist()
        given_values = [found.words[index] for index in given_values] if key == "guarantor" else given_values
        # As texts, which tell 0 from -0.
        assert [str(value) for value in given_values] == [str(value) for value in values if value is not None]
        assert found.has_value.tolist() == [value is not None for value in values]
        assert sorted(found.faults) == faulty


@given(st.integers(1, 10**15))
def test_an_amount_is_exact_as_text_and_as_number(fen):
    """Up to ten thousand billion yuan the float that a workbook holds is one fen, not the one beside it."""
    bound = Bound(0, FIELD_OF["balance"], 1)
    text = str(Decimal(fen) / 100)
    found = read_cells([text, float(text)], bound, reader_of(bound.field, 1, (), {}))
    assert found.array.tolist() == [fen, fen]


def test_names_are_numbered_as_they_come():
    """Two writings of one name, plain and in full width, are one; an empty cell is none."""
    bound = Bound(0, FIELD_OF["guarantor"], 1)
    found = read_cells(["B1", "", "甲公司", "Ｂ１"], bound, reader_of(bound.field, 1, (), {}))
    assert (found.array.tolist(), found.words) == ([0, -1, 1, 0], ("B1", "甲公司"))
    assert np.array_equal(found.has_value, [True, False, True, True])
