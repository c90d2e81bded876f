"""The table of performance targets: indicators of three levels, and budget lines by calendar year."""

from pathlib import Path

from simulator.faults import counted
from simulator.reporting import names
from simulator.reporting.deciding.speaker import Speaker
from simulator.reporting.office import basis
from simulator.reporting.office.pages import Pages
from simulator.reporting.office.years import add_years

PHRASES = {
    "title": ("Table of performance targets", "绩效目标表"),
    "project": ("Project", "一、项目基本情况"),
    "targets": ("Targets", "二、绩效指标"),
    "years": ("Budget lines by calendar year", "三、分年度资金测算"),
    "how": (
        "Each value is the mean of the baseline ({name}) over the whole term; a single course of events lies above or "
        "below it. Whoever sets a target decides how far below the mean it stands.",
        "指标值为基准方案（{name}）整个实施期的测算均值，实际结果可能高于或低于均值；考核值在均值基础上留多少余地，由主管部门确定。",
    ),
    "office": ("to be filled in by the office in charge", "由主管部门填写"),
    "survey": ("to be set from a survey; the model computes none", "由实施单位调查后填写（模型不测算）"),
}  # fmt: skip


def _term(speaker: Speaker) -> str:
    first = int(speaker.scenario.clock.start[:4])
    last = first + speaker.scenario.clock.years - 1
    return speaker.pick(("{first} to {last}", "{first}年至{last}年"), first=first, last=last)


def _top_up(speaker: Speaker) -> str:
    fund = speaker.scenario.fund
    if fund.top_up == "none":
        return speaker.pick(("none", "无"))
    return speaker.pick(("at most {a} a year", "每年不超过{a}"), a=speaker.exact(fund.top_up_budget))


_PROJECT = (
    (("project", "项目名称"), lambda s: names.scenario_title(s.scenario, s.language)),
    (("office in charge", "主管部门"), lambda s: s.pick(PHRASES["office"])),
    (("carried out by", "实施单位"), lambda s: s.pick(PHRASES["office"])),
    (("term", "实施期"), _term),
    (("paid-in capital", "初始资本"), lambda s: s.exact(s.findings.baseline.fund_size)),
    (("compensation ratio", "补偿比例"), lambda s: s.ratio(s.findings.baseline.ratio)),
    (("top-up", "补充注资"), _top_up),
)
_OUTPUT, _BENEFIT, _CONTENT = ("output", "产出指标"), ("benefit", "效益指标"), ("satisfaction", "满意度指标")
_QUANTITY, _QUALITY, _TIME, _COST = ("quantity", "数量"), ("quality", "质量"), ("timeliness", "时效"), ("cost", "成本")
_ECONOMIC, _SOCIAL, _LASTING = ("economic", "经济效益"), ("social", "社会效益"), ("lasting", "可持续影响")
_INDICATORS = (
    (_OUTPUT, _QUANTITY, ("covered lending", "纳入补偿贷款金额"), "covered"),
    (_OUTPUT, _QUANTITY, ("covered loans and renewals (number)", "纳入补偿贷款笔数（含续贷，笔）"), "loans_covered"),
    (_OUTPUT, _QUALITY, ("default rate a year", "纳入补偿贷款年违约率"), "default_rate"),
    (_OUTPUT, _QUALITY, ("approved claims that are paid", "已核定补偿兑付率"), "claims_paid_share"),
    (_OUTPUT, _TIME, ("from the sale to payment of a claim", "自处置完成至补偿支付"), "claim_lag"),
    (_OUTPUT, _TIME, ("months in which new cover is shut", "暂停新增业务月数"), "months_shut"),
    (_OUTPUT, _COST, ("payout of the fund", "资金补偿支出"), "fund_paid"),
    (_OUTPUT, _COST, ("public cost, present value", "财政净成本（现值）"), "fiscal_cost"),
    (_OUTPUT, _COST, ("public cost of additional lending", "净增贷款平均财政成本"), "cost_per_additional"),
    (_BENEFIT, _ECONOMIC, ("additional lending, given assumed additionality", "净增贷款（以假定的净增贷款占比为前提）"),
     "additional_lending"),
    (_BENEFIT, _SOCIAL, ("lending to priority sectors", "重点产业贷款"), "lent_priority"),
    (_BENEFIT, _LASTING, ("chance of running dry", "资金耗尽概率"), "p_depleted"),
    (_BENEFIT, _LASTING, ("paid-in money never used", "闲置资金占比"), "idle_share"),
    (_CONTENT, _CONTENT, ("satisfaction of firms", "贷款企业满意度"), "survey"),
    (_CONTENT, _CONTENT, ("satisfaction of banks", "合作银行满意度"), "survey"),
)  # fmt: skip


def performance_targets(speaker: Speaker, font: Path) -> bytes:
    """Return the table as a document."""
    pages = Pages(speaker.pick(PHRASES["title"]), font)
    pages.sentences(basis.face(speaker))
    pages.heading(speaker.pick(PHRASES["project"]))
    columns = speaker.pick(("item", "项目")), speaker.pick(("content", "内容"))
    pages.table(columns, [(speaker.pick(label), read(speaker)) for label, read in _PROJECT], (46, 120))
    pages.heading(speaker.pick(PHRASES["targets"]))
    pages.sentences((speaker.pick(PHRASES["how"], name=speaker.policy(speaker.findings.baseline)),))
    headings = (
        ("level 1", "一级指标"),
        ("level 2", "二级指标"),
        ("level 3", "三级指标"),
        ("value", "指标值（测算均值）"),
    )
    pages.table([speaker.pick(pair) for pair in headings], _indicators(speaker), (24, 26, 58, 58))
    add_years(pages, speaker, speaker.findings.baseline, speaker.pick(PHRASES["years"]))
    basis.add_limits(pages, speaker)
    return pages.content()


def _indicators(speaker: Speaker) -> list[tuple[str, ...]]:
    known = {measure.key for measure in speaker.comparison.measures} | {"claim_lag", "survey"}
    return [
        (speaker.pick(first), speaker.pick(second), speaker.pick(third), _value(speaker, key))
        for first, second, third, key in _INDICATORS
        if key in known
    ]


def _value(speaker: Speaker, key: str) -> str:
    if key == "survey":
        return speaker.pick(PHRASES["survey"])
    if key == "claim_lag":
        lag = speaker.scenario.scheme.claim_lag_months
        return speaker.pick(("{english}", "{n}个月"), n=lag, english=counted(lag, "month"))
    return speaker.value(speaker.findings.baseline, key)
