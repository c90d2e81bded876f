"""Cells: applicants for whom each lane has one threshold."""

import simulator.engines.kernel.records as r
from simulator.compiled import inlined

BOOK_QUALITY = 2048
"""Code of quality of the opening book's loans: the middle, since nothing is known of their patents."""
REPLAYED_QUALITY = 4095
"""Code of quality of replayed loans: the best, so that no quality threshold refuses them."""


@inlined
def cell_of(world: r.World, lanes: r.Lanes, quality_code: int, principal: int, risk: int, is_first: int) -> int:
    """Return the cell (band of quality, band of size, risk, first loan or not) in which lanes have one threshold.

    Of a borrower whom the bank has just met; where it has known one for so many years, as many times Lanes.cells later.
    """
    bands = lanes.bands
    codes = lanes.quality_codes
    grade = world.risk_grade[risk]
    size_band = 0
    while size_band < len(bands) and principal > bands[size_band]:
        size_band += 1
    quality_band = 0
    while quality_band < codes.shape[0] and quality_code >= codes[quality_band, grade]:
        quality_band += 1
    # is_first counts in ones, so that a renewal, which is nobody's first loan, has the cell less is_first
    return ((quality_band * (len(bands) + 1) + size_band) * world.risks + risk) * 2 + is_first
