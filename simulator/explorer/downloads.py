"""Files to take away: the scenario, the study that repeats the grid, the tables; made in memory."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from simulator.explorer.desk import Found
from simulator.reporting import csv_files
from simulator.reporting.scenario_file import scenario_toml, study_toml

# The same bytes every time, whatever the clock says.
_DATE = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Format:
    """A file to download: its name, its kind, and how it is made; None while there is nothing to make it from."""

    name: str
    kind: str
    make: Callable[[Found], bytes | None]


def _scenario(found: Found) -> bytes:
    return scenario_toml(found.want.question.scenario).encode()


def _study(found: Found) -> bytes:
    question = found.want.question
    files = {
        "scenario.toml": scenario_toml(question.reading.scenario).encode(),
        "study.toml": study_toml(question.study).encode(),
    }
    return _zipped(files)


def _tables(found: Found) -> bytes | None:
    return None if found.comparison is None else _zipped(csv_files.csv_files(found.comparison))


def _zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _DATE), content)
    return buffer.getvalue()


FORMATS = {
    "scenario": Format("scenario.toml", "application/toml", _scenario),
    "study": Format("study.zip", "application/zip", _study),
    "tables": Format("tables.zip", "application/zip", _tables),
}
