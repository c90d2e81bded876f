"""The calculation note: question, answer, options side by side, calendar years, basis."""

from pathlib import Path

from simulator.reporting import names, tables
from simulator.reporting.office import basis
from simulator.reporting.office.options import MOST_DEPLETED, Option, options_of
from simulator.reporting.office.pages import Pages
from simulator.reporting.office.said import Speaker
from simulator.reporting.office.years import add_years

PHRASES = {
    "title": ("Calculation note", "测算说明"),
    "question": ("Question", "一、测算问题"),
    "answer": ("Answer", "二、测算结论"),
    "near_tie": (
        "Given assumed additionality: at the baseline's fund and breaker, ratios from {low} % to {high} % bring the "
        "most additional lending and "
        "cannot be told apart.",
        "以假定的净增贷款占比为前提：在基准资金规模和熔断设置下，补偿比例{low}%至{high}%的净增贷款最多，彼此之间看不出差异。",
    ),
    "best": (
        "Given assumed additionality: at the baseline's fund and breaker, a ratio of {low} % brings the most "
        "additional lending of those compared.",
        "以假定的净增贷款占比为前提：在基准资金规模和熔断设置下，所比较的补偿比例中，{low}%的净增贷款最多。",
    ),
    "base_best": (
        "The baseline ({name}) is the lowest ratio among them. Its additional lending is {value}.",
        "其中补偿比例最低的即为基准方案（{name}），其净增贷款为{value}。",
    ),
    "more": (
        "The lowest of them ({name}) brings {value} of additional lending, against the baseline ({base}) {difference}.",
        "其中比例最低的方案（{name}）净增贷款{value}；与基准方案（{base}）相比：{difference}。",
    ),
    "risk": (
        "Its chance of running dry is {depleted}; {idle} of the paid-in money is never used, and new cover is shut for "
        "{shut}.",
        "该方案资金耗尽概率为{depleted}；实收资本中始终未动用的部分占{idle}，暂停新增业务{shut}。",
    ),
    "cost": (
        "Its public cost is {cost} in present value; for each unit of additional lending it is on average {average}.",
        "该方案财政净成本（现值）为{cost}，净增贷款平均财政成本为{average}。",
    ),
    "none": ("Only one policy was computed: nothing is compared.", "仅测算一个方案，未作比较。"),
    "single": (
        "Given assumed additionality, additional lending of the policy is {value}.",
        "以假定的净增贷款占比为前提，该方案净增贷款为{value}。",
    ),
    "options": ("Options side by side", "三、方案比较"),
    "rules": ("How the options were chosen", "方案选取规则"),
    "years": ("Calendar years of the baseline", "四、基准方案分年度测算"),
}
RULES = {
    "baseline": ("the baseline", "基准方案"),
    "lowest_near_tie": ("lowest ratio that cannot be told apart from the best", "与最优比例看不出差异的最低比例"),
    "safe_fund": (
        "smallest fund compared whose chance of running dry is at most {share} % (upper end of its interval)",
        "所比较资金规模中，资金耗尽概率（区间上限）不超过{share}%的最小规模",
    ),
    "other_breaker": ("the same choice with the breaker set the other way", "熔断设置相反时按同一规则选取"),
    "named": ("named in the study", "比较方案中列明"),
}
COLUMNS = (
    ("additional_lending", ("additional lending", "净增贷款")),
    ("fiscal_cost", ("public cost", "财政净成本（现值）")),
    ("p_depleted", ("P(depleted)", "资金耗尽概率")),
    ("idle_share", ("idle money", "闲置资金占比")),
    ("months_shut", ("months shut", "暂停新增业务月数")),
)


def rule_of(speaker: Speaker, option: Option) -> str:
    """Return by which rule an option was chosen."""
    return speaker.pick(RULES[option.rule], share=f"{100 * MOST_DEPLETED:g}")


def calculation_note(speaker: Speaker, font: Path) -> bytes:
    """Return the note as a document."""
    pages = Pages(speaker.pick(PHRASES["title"]), font)
    pages.sentences(basis.face(speaker))
    pages.heading(speaker.pick(PHRASES["question"]))
    pages.sentences((_question(speaker),))
    pages.heading(speaker.pick(PHRASES["answer"]))
    pages.sentences(answer(speaker))
    options = options_of(speaker.comparison)
    pages.heading(speaker.pick(PHRASES["options"]))
    _add_options(pages, speaker, options)
    add_years(pages, speaker, speaker.baseline, speaker.pick(PHRASES["years"]))
    basis.add_limits(pages, speaker)
    return pages.content()


def answer(speaker: Speaker) -> tuple[str, ...]:
    """Return the answer in sentences that are true of the numbers."""
    base = speaker.baseline
    options = {option.rule: option.point for option in options_of(speaker.comparison)}
    best = options.get("lowest_near_tie", base)
    ties = tables.near_tie_range(speaker.comparison, base)
    said = []
    if ties is not None:
        said.append(
            speaker.pick(
                PHRASES["best" if ties[0] == ties[1] else "near_tie"],
                low=f"{100 * ties[0]:.12g}",
                high=f"{100 * ties[1]:.12g}",
            )
        )
    elif len(speaker.comparison.points) == 1:
        said.append(speaker.pick(PHRASES["none"]))
    value = speaker.value(best.name, "additional_lending")
    if ties is None:
        said.append(speaker.pick(PHRASES["single"], value=value))
    elif best.name == base.name:
        said.append(speaker.pick(PHRASES["base_best"], name=speaker.name(base), value=value))
    else:
        said.append(
            speaker.pick(
                PHRASES["more"],
                name=speaker.name(best),
                value=value,
                base=speaker.name(base),
                difference=speaker.difference(best.name, "additional_lending"),
            )
        )
    return (*said, *_risk_and_cost(speaker, best.name))


def _question(speaker: Speaker) -> str:
    comparison = speaker.comparison
    return names.text_of(comparison.question or comparison.title, speaker.scenario, speaker.language)


def _risk_and_cost(speaker: Speaker, name: str) -> tuple[str, str]:
    risk = speaker.pick(
        PHRASES["risk"],
        depleted=speaker.value(name, "p_depleted"),
        idle=speaker.value(name, "idle_share"),
        shut=speaker.value(name, "months_shut"),
    )
    cost = speaker.pick(
        PHRASES["cost"],
        cost=speaker.value(name, "fiscal_cost"),
        average=speaker.value(name, "cost_per_additional"),
    )
    return risk, cost


def _add_options(pages: Pages, speaker: Speaker, options: tuple[Option, ...]) -> None:
    letters = "ABCDEFGH"
    heading = (speaker.pick(("measure", "指标")), *(letters[i] for i in range(len(options))))
    rows = []
    for key, label in COLUMNS:
        rows.append((speaker.pick(label), *(speaker.value(option.point.name, key) for option in options)))
        if key == "additional_lending" and len(options) > 1:
            words = speaker.pick(("the same, against the baseline", "其中：较基准增减"))
            rows.append((words, *(speaker.difference(option.point.name, key) for option in options)))
    width = 134 / len(options)
    pages.table(heading, rows, (32, *(width for _ in options)))
    pages.heading(speaker.pick(PHRASES["rules"]), 2)
    pages.points(
        [f"{letters[i]}: {speaker.name(option.point)} - {rule_of(speaker, option)}" for i, option in enumerate(options)]
    )
