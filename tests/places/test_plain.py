"""Answers for programs: codes in place of words."""

from simulator.answer import Column, Row, Table
from simulator.places.plain import plain_columns
from simulator.values import Own, phrase


def test_words_become_codes_that_are_the_same_in_every_language():
    """A measure is its key, a verdict the end of its key, somebody's own words stay."""
    cells = (phrase("measure.fund_paid.name"), phrase("hindcast.verdict.inside"), Own("my sector"), None)
    rows = tuple(Row(str(number), (cell,)) for number, cell in enumerate(cells))
    table = Table("made_up", phrase("hindcast.title"), (Column("what", phrase("hindcast.title")),), rows)
    assert plain_columns(table)["what"] == ["fund_paid", "inside", "my sector", None]
