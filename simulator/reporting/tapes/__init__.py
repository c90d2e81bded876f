"""Loan tapes as files: text and workbooks."""
