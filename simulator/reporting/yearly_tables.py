"""Calendar years of policies: what is lent, paid and left from one year to the next."""

from collections.abc import Sequence

from simulator.analysis.compare import Comparison, PolicyPoint
from simulator.analysis.yearly import first_year
from simulator.reporting import names, wording
from simulator.reporting.language import Language, say
from simulator.reporting.tables import Table

ROWS = {
    "lent_covered": ("covered lending", "纳入补偿贷款"),
    "defaulted_covered": ("covered defaults", "纳入补偿贷款违约"),
    "fund_paid": ("payout", "补偿支出"),
    "fund_recovered": ("recovered", "追偿收回"),
    "top_ups": ("top-up", "财政补充注资"),
    "balance": ("balance, end of year", "年末资金余额"),
}
WORDS = {
    "title": ("By calendar year ({unit})", "分年度（{unit}）"),
    "title_of": ("By calendar year ({unit}): {policy}", "分年度（{unit}）：{policy}"),
    "note": (
        "Means over the paths; brackets hold the 95 % interval of the simulation error. After {last} nothing new is "
        "lent: the book runs off. The capital is paid in at the start of {first}.",
        "各路径均值，方括号内为 95% 模拟误差区间。{last} 年以后不再新发放贷款，存量逐步了结。"
        "初始资本于 {first} 年初一次性到位。",
    ),
    "year": ("year", "年度"),
    "policy": ("policy", "方案"),
}


def calendar_years(comparison: Comparison, name: str) -> tuple[int, ...]:
    """Return the calendar years that are known of a policy; none where they were not kept."""
    start = first_year(comparison.scenario)
    return tuple(range(start, start + len(comparison.yearly.get(name, {}).get("balance", ()))))


def years_table(comparison: Comparison, points: Sequence[PolicyPoint], language: Language) -> Table | None:
    """Return means by calendar year with intervals, one row per year and policy; None where none were kept."""
    known = [point for point in points if calendar_years(comparison, point.name)]
    if not known:
        return None
    found = comparison.yearly
    rows = [row for row in ROWS if all(row in found[point.name] for point in known)]
    largest = max(estimate.value for point in known for row in rows for estimate in found[point.name][row])
    style = wording.amount_style(largest, wording.currency_word(comparison.scenario, language), language)
    years = calendar_years(comparison, known[0].name)
    cells = [
        (
            str(year),
            names.policy_name(point, language),
            *(
                wording.with_interval(found[point.name][row][place], style.factor, is_signed=False, language=language)
                for row in rows
            ),
        )
        for place, year in enumerate(years)
        for point in known
    ]
    columns = tuple(say(WORDS, name, language) for name in ("year", "policy")) + tuple(
        say(ROWS, row, language) for row in rows
    )
    is_alone = len(known) == 1
    last = years[0] + comparison.scenario.clock.years - 1
    return Table(
        name="years",
        title=say(WORDS, "title_of" if is_alone else "title", language, unit=style.label, policy=cells[0][1]),
        columns=(columns[0], *columns[2:]) if is_alone else columns,
        rows=tuple((row[0], *row[2:]) for row in cells) if is_alone else tuple(cells),
        notes=(say(WORDS, "note", language, first=years[0], last=last),),
    )
