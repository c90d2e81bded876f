"""The opening book."""

import numpy as np
from numpy.typing import NDArray

import simulator.engines.kernel.records as r
from simulator.engines.preparing.units import fen
from simulator.scenario.model import Scenario

NOT_SAID = (-1, -1, -1, 0, 0, -1, 1)
"""Columns of a segment that a scenario does not say: from BOOK_BANK on (see `kernel.records.world`)."""


def book_of(scenario: Scenario) -> NDArray[np.int64]:
    """Return the opening book, shape (segments, r.BOOKS)."""
    sectors = [sector.name for sector in scenario.sectors]
    grades = [grade.name for grade in scenario.grades]
    rows: list[list[int]] = []
    first = 0
    for segment in scenario.book:
        risk = sectors.index(segment.sector) * len(grades) + grades.index(segment.grade)
        covered = 1 if segment.is_covered else 0
        own = [segment.count, fen(segment.principal), segment.months_left, risk, covered, first, len(rows)]
        rows.append([*own, *NOT_SAID])
        first += segment.count
    return np.array(rows, dtype=np.int64).reshape(-1, r.BOOKS)
