"""The outline of a pre-decision evaluation: five questions, what the model says on each, what the office must add."""

from pathlib import Path

from simulator.reporting.deciding.answer import sentences
from simulator.reporting.deciding.evidence import Evidence
from simulator.reporting.deciding.speaker import Speaker
from simulator.reporting.office import basis
from simulator.reporting.office.pages import Pages

PHRASES = {
    "title": ("Outline of the pre-decision evaluation", "事前绩效评估（提纲）"),
    "why": (
        "The five questions are those named for pre-decision evaluations of new policies and projects in document "
        "Zhong Fa [2018] No. 34. Local rules may ask for more.",
        "提纲按《中共中央 国务院关于全面实施预算绩效管理的意见》（中发〔2018〕34号）所列五项论证内容编排；"
        "地方另有规定的，从其规定。",
    ),
    "fill": ("To be added by the office: {what}", "〔由申报单位补充：{what}〕"),
    "conclusion": ("Conclusion", "六、评估结论"),
    "no_conclusion": (
        "The model compares policies; it does not decide whether the project should be set up.",
        "模型只比较方案，不对项目是否立项作出判断。",
    ),
}  # fmt: skip
_SECTIONS = (
    (
        ("Need", "一、立项必要性"),
        (
            (
                "Given assumed additionality, the baseline brings {additional} of lending that banks would not make "
                "without the scheme, and covers {labelled} that they would make anyway.",
                "以假定的净增贷款占比为前提，基准方案带来净增贷款{additional}；另有{labelled}即使没有补偿政策也会发放。",
            ),
        ),
        ("policy documents, demand, why the market does not do it", "政策依据、需求情况、市场不能自行解决的理由"),
    ),
    (
        ("Economy of the input", "二、投入经济性"),
        (
            (
                "Public cost {cost} in present value; on average {average}; idle money {idle} of the paid-in capital.",
                "财政净成本（现值）{cost}；净增贷款平均财政成本：{average}；闲置资金占实收资本{idle}。",
            ),
        ),
        ("other instruments for the same purpose and their cost", "同类政策工具及其成本比较"),
    ),
    (
        ("Soundness of the targets", "三、绩效目标合理性"),
        (
            (
                "Targets are means of simulated paths with intervals; see the table of performance targets.",
                "绩效指标取自模拟路径均值并附区间，详见绩效目标表。",
            ),
        ),
        ("past years' values of the same indicators", "同口径历史数据"),
    ),
    (
        ("Feasibility of the plan", "四、实施方案可行性"),
        (
            (
                "Chance of running dry {depleted}; months shut {shut}; approved claims paid {paid}.",
                "资金耗尽概率{depleted}；暂停新增业务{shut}；已核定补偿兑付率{paid}。",
            ),
        ),
        ("division of duties, claim procedure, supervision", "职责分工、补偿申报审核流程、监督措施"),
    ),
    (
        ("Lawfulness of the funding", "五、筹资合规性"),
        (
            (
                "Paid-in capital {fund}; top-ups are those of the table of calendar years. The model says nothing "
                "about the lawfulness of a source of money.",
                "初始资本{fund}；补充注资见分年度表。资金来源是否合规，模型不作判断。",
            ),
        ),
        ("source of the money, share of each level of government, debt risk", "资金来源、各级财政分担、债务风险"),
    ),
)


def evaluation_outline(speaker: Speaker, evidence: Evidence, font: Path) -> bytes:
    """Return the outline as a document."""
    pages = Pages(speaker.pick(PHRASES["title"]), font)
    pages.sentences((*basis.face(speaker), speaker.pick(PHRASES["why"])))
    base = speaker.findings.baseline
    values = {
        "additional": speaker.value(base, "additional_lending"),
        "labelled": speaker.value(base, "labelled"),
        "cost": speaker.value(base, "fiscal_cost"),
        "average": speaker.value(base, "cost_per_additional"),
        "idle": speaker.value(base, "idle_share"),
        "depleted": speaker.value(base, "p_depleted"),
        "shut": speaker.value(base, "months_shut"),
        "paid": speaker.value(base, "claims_paid_share"),
        "fund": speaker.size(base),
    }
    for heading, said, missing in _SECTIONS:
        pages.heading(speaker.pick(heading))
        pages.sentences([speaker.pick(sentence, **values) for sentence in said])
        pages.sentences((speaker.pick(PHRASES["fill"], what=speaker.pick(missing)),))
    pages.heading(speaker.pick(PHRASES["conclusion"]))
    pages.points(sentences(speaker.findings, evidence, speaker.language))
    pages.sentences((speaker.pick(PHRASES["no_conclusion"]),))
    basis.add_limits(pages, speaker)
    return pages.content()
