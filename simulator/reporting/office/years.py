"""A document's table of calendar years: what is lent, paid and left."""

from simulator.analysis.compare import PolicyPoint
from simulator.questions.compare.tables import years_table
from simulator.questions.compare.tell import basis_of
from simulator.reporting.deciding.speaker import Speaker
from simulator.reporting.office.pages import Pages
from simulator.reporting.tables import text_table
from simulator.saying.speaker import Speaker as PlainSpeaker

_MISSING = ("Calendar years were not kept in this run.", "本次测算未保存分年度数据。")
_CAPITAL = ("Paid-in capital: {fund}. ", "初始资本：{fund}。")
_YEAR_MM, _LENT_MM, _ALL_MM = 14, 36, 166


def add_years(pages: Pages, speaker: Speaker, point: PolicyPoint, heading: str) -> None:
    """Add the table of calendar years of a policy, or say that they were not kept."""
    pages.heading(heading)
    typed = years_table(speaker.comparison, (point,))
    if typed is None:
        pages.sentences((speaker.pick(_MISSING),))
        return
    plain = PlainSpeaker(speaker.language, speaker.scenario.currency)
    table = text_table(typed, basis_of(speaker.comparison), plain)
    pages.sentences((table.title, f"{speaker.pick(_CAPITAL, fund=speaker.size(point))}{table.notes[0]}"))
    others = len(table.columns) - 2
    width = (_ALL_MM - _YEAR_MM - _LENT_MM) / others
    pages.table(table.columns, table.rows, (_YEAR_MM, _LENT_MM, *([width] * others)))
