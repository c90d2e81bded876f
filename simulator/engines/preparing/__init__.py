"""Preparing: from a checked scenario and its policies to the arrays that the engines read.

    scenario ──┬── applicants, economy, stress, patents, disposal, book ──> world     r.World
               ├── layout, settings, classes, cells, screening, shares, tools ──> lanes   r.Lanes
               └── calendar ──> scratch                                            r.Scratch

`prepare` puts them together. Nothing is drawn here: everything that needs no draw is worked out once, before the first
path, so that the kernel has look-ups and sums of whole numbers to do.
"""

from simulator.engines.preparing.prepare import Prepared, calibrated, prepare

__all__ = ["Prepared", "calibrated", "prepare"]
