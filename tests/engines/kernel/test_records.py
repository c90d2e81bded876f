"""Every field, row and code of the kernel's records says what it is, and the shapes that are written are true."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

import simulator.engines.kernel.records as r
from simulator import ledger
from simulator.engines.preparing import prepare
from simulator.engines.preparing.scratch import make_scratch
from simulator.rules.sharing import PARTIES
from tests.engines.options import every_policy

PACKAGE = Path(ledger.__file__).parent
FILES = [*sorted((PACKAGE / "engines/kernel/records").glob("*.py")), PACKAGE / "engines/kernel/pledges.py"]
ARRAYS = ("Ints", "ShortInts", "Floats", "Bytes", "NDArray")


def comments_of(text: str) -> dict[int, str]:
    """Return the comment of each line that has one."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {token.start[0]: token.string[1:].strip() for token in tokens if token.type == tokenize.COMMENT}


def names_of(tree: ast.Module) -> Iterator[tuple[str, int, str]]:
    """Yield name, line and type (empty for a constant) of every field of a record and every row, column or code."""
    for place, node in enumerate(tree.body):
        if isinstance(node, ast.ClassDef):
            fields = [field for field in node.body if isinstance(field, ast.AnnAssign)]
            yield from ((ast.unparse(field.target), field.lineno, ast.unparse(field.annotation)) for field in fields)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            yield from ((ast.unparse(name), name.lineno, "") for name in node.targets[0].elts)
        elif isinstance(node, ast.Assign):
            is_total = ast.unparse(node.value).startswith("total_field(")  # its meaning stands in the ledger
            is_type = ast.unparse(node.value).startswith("NDArray")
            below = tree.body[place + 1] if place + 1 < len(tree.body) else None
            has_text = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
            if not (is_total or is_type or has_text):
                yield ast.unparse(node.targets[0]), node.lineno, ""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_name_says_what_it_is(file):
    """Each field, row, column and code has a comment on its line; that of an array starts with its shape."""
    text = file.read_text(encoding="utf-8")
    comments = comments_of(text)
    names = list(names_of(ast.parse(text)))
    assert [name for name, line, _ in names if len(comments.get(line, "")) < 3] == []
    assert [name for name, line, kind in names if kind.startswith(ARRAYS) and comments[line][0] != "("] == []


def test_every_total_says_what_it_is():
    """Each total and each row of a month has a comment on its line, in the ledger."""
    text = Path(ledger.__file__).read_text(encoding="utf-8")
    comments = comments_of(text)
    lines = [
        entry.lineno
        for node in ast.parse(text).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("TOTALS", "MONTH_ROWS")
        for entry in node.value.elts
    ]
    assert len(lines) == len(ledger.TOTALS) + len(ledger.MONTH_ROWS)
    assert [line for line in lines if line not in comments] == []


def test_the_kernel_counts_the_ledgers_totals_in_the_ledgers_order():
    """Each T_... is the place of the total of the same name, and no total is left out."""
    fields = {name: value for name, value in vars(r).items() if name.startswith("T_")}
    assert fields == {f"T_{name.upper()}": place * r.STRIDE for place, name in enumerate(ledger.TOTALS)}


def test_the_parties_of_the_ledger_are_those_of_the_rules():
    """What the other parties pay stands in the order in which `rules.sharing` names them."""
    assert [f"{party}_paid" for party in PARTIES] == list(ledger.OTHERS)


def shape_of(text: str, actual: tuple[int, ...], known: dict[str, int]) -> tuple[int, ...]:
    """Return the shape a comment states; a length met for the first time is what it is now, and the same later."""
    parts = [part.strip().replace("^", "**") for part in re.match(r"\(([^)]*)\)", text).group(1).split(",")]
    for part, length in zip(parts, actual, strict=True):
        name, _, rest = part.partition(" ")
        if name.isidentifier() and name not in known:
            known[name] = length - int(rest.replace(" ", "") or 0)
    return tuple(eval(part, {}, known) for part in parts)


def test_the_shapes_that_are_written_are_the_shapes_they_have():
    """Every array of World, Lanes and Scratch has the shape in its comment, with every option of a policy in use."""
    policies = every_policy()
    prepared = prepare(policies[0], policies)
    world, lanes = prepared.world, prepared.lanes
    scratch = make_scratch(world, lanes, {**prepared.sizes, "rows": 64})
    lengths = {
        "S": world.sectors, "G": world.risks // world.sectors, "R": world.risks, "B": world.banks,
        "E": len(world.book), "L": lanes.size, "W": lanes.width, "P": r.STRIDE, "K": len(lanes.class_timing),
        "A": len(lanes.groups) - 1, "X": lanes.cut.shape[1], "N": len(lanes.cut),
        "M": world.last + 1, "T": world.months + 1,
        **{name: value for name, value in vars(r).items() if name.isupper() and isinstance(value, int)},
    }  # fmt: skip
    for file, record in (("world", world), ("lanes", lanes), ("scratch", scratch)):
        text = (PACKAGE / f"engines/kernel/records/{file}.py").read_text(encoding="utf-8")
        comments, known = comments_of(text), dict(lengths)
        for name, line, kind in names_of(ast.parse(text)):
            if kind.startswith(ARRAYS):
                actual = getattr(record, name).shape
                assert (name, shape_of(comments[line], actual, known)) == (name, actual)
