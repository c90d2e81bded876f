"""Files of patents: what is read, and every fault of every row at once."""

import pytest

from simulator.errors import ScenarioError
from simulator.inputs.patents import MOST_PATENTS, Patent, patent_of, read_patents

SECTORS = ("AI", "new-energy vehicles")
HEADER = "patent,sector,kind,remaining_life_years,revenue,royalty_rate,appraised_value,cost,market,recovered\n"


@pytest.fixture
def read(tmp_path):
    """Return a function that reads a file of this text."""

    def read_text(text, encoding="utf-8"):
        path = tmp_path / "patents.csv"
        path.write_text(text, encoding)
        return read_patents(path, SECTORS)

    return read_text


@pytest.fixture
def faults(read):
    """Return a function from a text to the faults of its file."""

    def faults_of(text):
        with pytest.raises(ScenarioError, match=r"patents\.csv") as caught:
            read(text)
        return caught.value.lines

    return faults_of


def test_known_figures_are_read_and_empty_ones_are_unknown(read):
    """Columns in any order; amounts in yuan; a Chinese name in GB18030."""
    found = read(HEADER + "电池,new-energy vehicles,invention,9.5,20000000,0.04,,1500000,,\n", "gb18030")
    assert found == (
        Patent("电池", "new-energy vehicles", "invention", 9.5, revenue=2e7, royalty_rate=0.04, cost=1.5e6),
    )
    (short,) = read("kind,appraised_value,remaining_life_years,sector,patent\nutility,1000000.50,3,AI,chip\n")
    assert short == Patent("chip", "AI", "utility", 3.0, appraised_value=1000000.50)


def test_all_faults_come_at_once(faults):
    """Kind, sector, life, amounts, shares, and what is missing: one line each, with row and column."""
    found = faults(
        HEADER
        + "a,ai,invention,5,1,0.1,,,,\n"
        + "b,AI,design,5,,,100000,,,\n"
        + "c,AI,utility,12,,,100000,,,\n"
        + "d,AI,invention,5,1,40,,,,\n"
        + "e,AI,invention,5,,,,,,\n"
        + "e,AI,invention,5,,,1e6,,,\n"
        + "f,AI,invention,5,,,-1,,,\n"
    )
    starts = [fault.partition(" (got")[0] for fault in found]
    assert starts == [
        "row 2, sector: must be one of AI, new-energy vehicles",
        "row 3, kind: must be one of invention, utility",
        "row 4, remaining_life_years: must be at most 10, the full life of the kind",
        "row 5, royalty_rate: must be a number from 0 to 1",
        "row 6, appraised_value: give it, or revenue and royalty_rate for relief from royalty",
        "row 7, appraised_value: must be an amount from 1000 to 10000000000000, with at most two decimals and no unit",
        "row 7, patent: is the same patent as in row 6; each needs its own name",
        "row 8, appraised_value: must be an amount from 1000 to 10000000000000, with at most two decimals and no unit",
    ]


@pytest.mark.parametrize("number", ["nan", "inf", "1e3", "0x10", "1x2", "--1", "5 %", ""])
def test_lives_are_plain_numbers(faults, number):
    """Nothing that Python would take for a number slips through."""
    (fault,) = faults(HEADER + f"a,AI,invention,{number},,,100000,,,\n")
    assert fault.startswith("row 2, remaining_life_years: must be a number from 0.1 to 20 (got")


def test_headers_are_checked(faults):
    """Unknown, missing, and no patents at all."""
    assert faults("patent,sector,kind,life\nx,AI,invention,5\n") == [
        'row 1: unknown column "life"',
        "row 1: the column remaining_life_years is missing",
    ]
    assert faults(HEADER) == ["has headings, but no patents"]


def test_too_many_patents_are_refused(faults):
    """The program would run out of memory, not of patience."""
    rows = "".join(f"p{i},AI,invention,5,,,100000,,,\n" for i in range(MOST_PATENTS + 1))
    (fault,) = faults(HEADER + rows)
    assert f"holds {MOST_PATENTS + 1} patents; give at most {MOST_PATENTS}" in fault


def test_one_patent_from_words():
    """The same checks as for a row."""
    words = {"patent": "x", "sector": "AI", "kind": "invention", "remaining_life_years": "5", "appraised_value": "1000"}
    assert patent_of(words, SECTORS, str) == Patent("x", "AI", "invention", 5.0, appraised_value=1000.0)
    with pytest.raises(ScenarioError, match="--sector: must be one of"):
        patent_of({**words, "sector": "steel"}, SECTORS, "--{}".format)
