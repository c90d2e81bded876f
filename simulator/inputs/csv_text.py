"""Rows of a comma-separated file in UTF-8 or GB18030, with the line on which each begins."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from simulator.errors import ScenarioError
from simulator.faults import read_limited, shown_name
from simulator.inputs.text_files import encoding_of


def csv_rows(path: Path, largest_bytes: int) -> Iterator[tuple[int, list[str]]]:
    """Yield (number of its first line, cells without blanks around them) for each row that is not blank.

    Raises
    ------
    ScenarioError
        When the file cannot be read, is larger, is in neither encoding or is not valid CSV.
    """
    content = read_limited(path, largest_bytes)
    reader = csv.reader(io.StringIO(content.decode(encoding_of(content, path)), newline=""), strict=True)
    number = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield number, [cell.strip() for cell in cells]
            number = reader.line_num + 1
    except csv.Error as error:
        raise ScenarioError(shown_name(path), [f"row {number}: is not valid CSV ({error})"]) from None
