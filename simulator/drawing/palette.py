"""The colours of the product: figures, report, workbook and page."""

GROUPS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#F0E442")
"""Okabe and Ito (2008), in an order whose neighbours also differ in grey; black is kept for marks."""
INK = "#262626"
MARKED = "#D55E00"
MUTED = "#9E9E9E"
SHADED = "#E6E6E6"
SOFT = "#4D4D4D"
PAPER = "#FFFFFF"
SHADES = "cividis"
"""Runs evenly from dark to light, so that it reads the same in grey and for the colour-blind."""
