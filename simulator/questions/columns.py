"""What was read from files: the numbers of each column taken together, so that a wrong unit is seen."""

from collections.abc import Sequence
from pathlib import Path

from simulator.answer import Column, Row, Table
from simulator.inputs.number_columns import ColumnFacts
from simulator.values import Number, Own, Phrase, Unit, Value, phrase

_UNITS: dict[str, Unit] = {"yuan": "currency", "share": "share"}


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
