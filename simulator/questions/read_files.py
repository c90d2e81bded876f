"""Files that were read: their copies, and the numbers of each column taken together, so that a wrong unit is seen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from simulator.answer import Column, Row, Table
from simulator.errors import Fault, ScenarioError
from simulator.faults import shown_name
from simulator.inputs.number_columns import ColumnFacts
from simulator.questions.option import GIVEN_FOLDER
from simulator.values import Number, Own, Phrase, Unit, Value, phrase

Content = TypeVar("Content")
_UNITS: dict[str, Unit] = {"yuan": "currency", "share": "share"}


@dataclass(frozen=True)
class Read(Generic[Content]):
    """A file that was read, what it holds, and what is worth saying about it, such as hidden rows."""

    path: Path
    content: Content
    remarks: tuple[Value, ...]


def read_all(
    where: str, files: Sequence[Path | str], read_one: Callable[[Path, Callable[[Value], None]], Content]
) -> tuple[Read[Content], ...]:
    """Read every file, so that the faults of all are told at once.

    Parameters
    ----------
    where
        Name of the question, for the message.
    read_one
        Reads a file; its second argument takes what is worth saying.

    Raises
    ------
    ScenarioError
        With the faults of all files.
    """
    read: list[Read[Content]] = []
    faults: list[Fault] = []
    for path in map(Path, files):
        remarks: list[Value] = []
        try:
            content = read_one(path, remarks.append)
        except ScenarioError as error:
            place = shown_name(path)
            faults += [fault if fault.place == place else fault.within(place) for fault in error.faults]
        else:
            read.append(Read(path, content, tuple(remarks)))
    if faults:
        raise ScenarioError(where, faults)
    return tuple(read)


def remarks_of(read: Sequence[Read[Any]]) -> tuple[Phrase, ...]:
    """Return what is worth saying about some files."""
    return tuple(
        phrase("columns.remark", file=Own(one.path.name), remark=remark) for one in read for remark in one.remarks
    )


def copies_of(files: Sequence[Path], folder: str = GIVEN_FOLDER) -> dict[str, bytes]:
    """Return copies of files by their path in the run folder; the number keeps those of one name apart."""
    return {f"{folder}/{number}-{file.name}": file.read_bytes() for number, file in enumerate(files, start=1)}


def columns_table(
    files: Sequence[tuple[str, Sequence[ColumnFacts]]], remarks: Sequence[Phrase] = ()
) -> tuple[Table, ...]:
    """Return the table of the columns of some files by name; none where no file was read.

    Parameters
    ----------
    remarks
        What is worth saying about the files.
    """
    rows = tuple(
        Row(f"{Path(name).name}/{facts.column}", (Own(Path(name).name), Own(facts.column), *_cells(facts)))
        for name, columns in files
        for facts in columns
    )
    if not rows:
        return ()
    headings = ("smallest", "median", "largest", "total")
    columns = (
        Column("file", phrase("columns.file")),
        Column("column", phrase("columns.column")),
        *(Column(heading, phrase(f"columns.{heading}"), "number") for heading in headings),
        Column("cells", phrase("columns.cells"), "number", "count"),
    )
    return (Table("columns_read", phrase("columns.title"), columns, rows, tuple(remarks)),)


def _cells(facts: ColumnFacts) -> tuple[Value | None, ...]:
    ends = (_value(facts, number) for number in (facts.smallest, facts.median, facts.largest))
    total = None if facts.total is None or facts.unit == "share" else _value(facts, facts.total)
    return (*ends, total, Number(facts.count, "count"))


def _value(facts: ColumnFacts, value: float | str) -> Value:
    return Own(value) if isinstance(value, str) else Number(value, _UNITS.get(facts.unit, "count"))
