"""Rows of a comma-separated file in UTF-8 or GB18030, with the line on which each begins."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from simulator.errors import ScenarioError
from simulator.faults import read_limited, shown_name
from simulator.inputs.text_files import encoding_of


def csv_rows(path: Path, largest_bytes: int) -> Iterator[tuple[int, list[str]]]:
    """Yield (number of its first line, cells) for each row, blank ones too.

    Raises
    ------
    ScenarioError
        When the file cannot be read, is empty, larger, binary, in neither encoding or not valid CSV.
    """
    content = read_limited(path, largest_bytes)
    return parsed(content, encoding_of(content, path), path)


def parsed(content: bytes, encoding: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a file's content as `csv_rows` does.

    Raises
    ------
    ScenarioError
        When it is not valid CSV.
    """
    stream = io.TextIOWrapper(io.BytesIO(content), encoding, newline="")
    reader = csv.reader(stream, strict=True)
    number = 1
    try:
        for cells in reader:
            yield number, cells
            number = reader.line_num + 1
    except csv.Error as error:
        raise ScenarioError(shown_name(path), [f"line {number}: is not valid CSV ({error})"]) from None


def trimmed_rows(path: Path, largest_bytes: int) -> Iterator[tuple[int, list[str]]]:
    """Yield (number of its first line, cells without blanks around them) for each row that is not blank.

    Raises
    ------
    ScenarioError
        As `csv_rows`.
    """
    for number, cells in csv_rows(path, largest_bytes):
        trimmed = [cell.strip() for cell in cells]
        if any(trimmed):
            yield number, trimmed
