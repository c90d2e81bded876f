"""A table of calendar years: what is lent, paid and left."""

from simulator.analysis.compare import PolicyPoint
from simulator.reporting.office.pages import Pages
from simulator.reporting.office.said import Speaker

PHRASES = {
    "unit": (
        "Means over the paths in million {word}; 95 % intervals of the simulation error in brackets. Years after "
        "{last} hold no new loans: the book runs off. The paid-in capital of {fund} is spent before {first}.",
        "单位：万{word}；为各路径均值，方括号内为95%模拟误差区间。{last}年以后不再新发放贷款，存量逐步了结。"
        "初始资本{fund}于{first}年初一次性到位。",
    ),
    "missing": (
        "Calendar years were not kept in this run.",
        "本次测算未保存分年度数据。",
    ),
    "year": ("year", "年度"),
    "lent_covered": ("covered lending", "纳入补偿贷款"),
    "fund_paid": ("payout", "补偿支出"),
    "fund_recovered": ("recovered", "追偿收回"),
    "top_ups": ("top-up", "财政补充注资"),
    "balance": ("balance, end of year", "年末资金余额"),
}
_ROWS = ("lent_covered", "fund_paid", "fund_recovered", "top_ups", "balance")


def add_years(pages: Pages, speaker: Speaker, point: PolicyPoint, heading: str) -> None:
    """Add the table of calendar years of a policy, or say that they were not kept."""
    pages.heading(heading)
    years = speaker.years(point.name)
    if not years:
        pages.sentences((speaker.pick(PHRASES["missing"]),))
        return
    last = years[0] + speaker.scenario.clock.years - 1
    word = speaker.currency
    pages.sentences(
        (speaker.pick(PHRASES["unit"], word=word, last=last, first=years[0], fund=speaker.amount(point.fund_size)),)
    )
    divisor = 1e4 if speaker.language == "zh" else 1e6
    rows = [
        (str(year), *(speaker.year_cell(point.name, row, place, divisor) for row in _ROWS))
        for place, year in enumerate(years)
    ]
    pages.table([speaker.pick(PHRASES[name]) for name in ("year", *_ROWS)], rows, (14, 38, 31, 28, 22, 33))
