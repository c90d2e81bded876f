"""The control sheet of a loan tape: totals that the loans must add up to, to the fen."""

from collections.abc import Mapping, Sequence

from simulator.errors import wrong
from simulator.faults import names
from simulator.inputs.tables.cells import Broken, Cell, cell_text, folded
from simulator.inputs.tape_cells import CellError, reader_of
from simulator.inputs.tape_columns import Column
from simulator.inputs.tape_faults import CellFault, Faults
from simulator.inputs.tape_fields import Field
from simulator.inputs.tape_headings import Bound, bound_to
from simulator.values import Phrase, Value

NUMBER_OF_LOANS = ("loans", "笔数")
CONTROL_HEADINGS = {"en": ("item", "total"), "zh": ("项目", "合计")}
TOTAL = Field("total", ("合计",), "amount", "sum", "合计", True, "yuan", (), 0, 10**18)
_NUMBER = Field("loans", ("笔数",), "count", "number of loans", "笔数", True, "number", (), 0, 10**8)


def check_totals(
    columns: Mapping[str, Column],
    loans: int,
    rows: Sequence[tuple[int, Sequence[Cell]]],
    amount_unit: str | None,
    faults: Faults,
) -> tuple[Phrase, ...]:
    """Hold the totals of the control table against the loans; return what is worth saying.

    Its first row holds headings; each further one the number of loans ("loans", 笔数) or the heading of an amount with
    its unit, and the total; rows without a total are passed over. A column with faulty cells is not added up.
    """
    compared = 0
    faulty = {position for _, position, _ in faults.groups}
    for number, row in rows[1:]:
        heading, total = (*row[:2], None, None)[:2]
        item = cell_text(heading)
        if not isinstance(total, Broken) and not cell_text(total):
            continue
        what = _mismatch(item, total, columns, loans, amount_unit, faulty)
        if what is not None:
            place = wrong("faults.tape.control_sheet", item=item or wrong("faults.tape.item"))
            faults.others.append(CellFault(number, place, total, what))
        compared += 1
    return (wrong("notes.tape.control", n=compared),) if compared else ()


def _mismatch(
    item: str, total: Cell, columns: Mapping[str, Column], loans: int, amount_unit: str | None, faulty: set[int]
) -> Value | None:
    """Return what is wrong with one total, or nothing."""
    try:
        if folded(item).casefold() in NUMBER_OF_LOANS:
            stated = reader_of(_NUMBER, 1, (), {})(total)
            return None if stated == loans else wrong("faults.tape.number_of_loans", count=loans)
        bound = bound_to(item, 0, amount_unit)
        if not isinstance(bound, Bound) or bound.field.kind != "amount":
            return wrong("faults.tape.control_item", examples=names(["loans (笔数)", "balance (万元)"]))
        stated = reader_of(TOTAL, bound.unit, (), {})(total)
    except CellError as error:
        return error.what
    column = columns.get(bound.field.key)
    if column is None:
        return wrong("faults.tape.no_column")
    if column.position in faulty:
        return wrong("faults.tape.faulty_column")
    fen = int(column.values[column.has_value].sum(dtype=object))
    return None if stated == fen else wrong("faults.tape.sum", sum=amount_in_unit(fen, bound.unit))


def amount_in_unit(fen: int, unit: int) -> str:
    """Return an amount as it is written in a file whose unit is 1 or 10,000 yuan."""
    whole, rest = divmod(fen, 100 * unit)
    digits = len(str(100 * unit)) - 1
    return f"{whole}.{rest:0{digits}d}".rstrip("0").rstrip(".")
