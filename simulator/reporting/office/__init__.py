"""Documents and a workbook that an office files, filled from a comparison."""
