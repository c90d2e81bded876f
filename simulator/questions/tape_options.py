"""Options by which loans and other records are read from files: one declaration for every question that reads some."""

from simulator.inputs.usual import ASKED
from simulator.questions.option import Option

UNITS_RIGHT = Option(
    "units_right", "choice", default=(), choices=ASKED, is_many=True, given_as="unit_is_right", metavar="COLUMN"
)
"""Columns whose unit is confirmed, however unusual their numbers are."""
TAPE_OPTIONS = (
    Option("as_of", "text", metavar="DATE"),
    Option("unit", "choice", choices=("元", "万元")),
    Option("mapping", "file"),
    Option("sheet", "text", metavar="NAME"),
    Option("control", "file"),
    UNITS_RIGHT,
)
