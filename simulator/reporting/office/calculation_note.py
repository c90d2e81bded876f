"""The calculation note: question, answer, options side by side, calendar years, basis."""

from pathlib import Path

from simulator.reporting import names
from simulator.reporting.deciding.answer import sentences, why
from simulator.reporting.deciding.choices import Choice, options_of
from simulator.reporting.deciding.evidence import Evidence
from simulator.reporting.deciding.evidence_tables import evidence_tables
from simulator.reporting.deciding.speaker import Speaker
from simulator.reporting.office import basis
from simulator.reporting.office.pages import Pages
from simulator.reporting.office.years import add_years

_FIRST_MM, _ALL_MM = 52, 166
PHRASES = {
    "title": ("Calculation note", "测算说明"),
    "question": ("Question", "一、测算问题"),
    "answer": ("Answer", "二、测算结论"),
    "limit": (
        "Limit for the chance of running dry by the end of all loans: at most {chance}, shown by the whole interval. "
        "It was set for this calculation; no regulation sets it.",
        "资金耗尽概率控制目标：至全部贷款结清不高于 {chance}（按整个区间判断）。该目标为本次测算设定，并非法规要求。",
    ),
    "options": ("Options side by side", "三、方案比较"),
    "rules": ("How the options were chosen", "方案选取规则"),
    "years": ("Calendar years of the baseline", "四、基准方案分年度测算"),
    "evidence": ("How sure the figures are", "五、不确定性分析"),
}
COLUMNS = (
    ("additional_lending", ("additional lending", "净增贷款")),
    ("fiscal_cost", ("public cost", "财政净成本（现值）")),
    ("p_depleted", ("chance of running dry", "资金耗尽概率")),
    ("idle_share", ("idle money", "闲置资金占比")),
    ("months_shut", ("months shut", "暂停新增业务月数")),
)


def calculation_note(speaker: Speaker, evidence: Evidence, font: Path) -> bytes:
    """Return the note as a document."""
    pages = Pages(speaker.pick(PHRASES["title"]), font)
    pages.sentences(basis.face(speaker))
    pages.heading(speaker.pick(PHRASES["question"]))
    pages.sentences((_question(speaker),))
    pages.heading(speaker.pick(PHRASES["answer"]))
    pages.points(sentences(speaker.findings, evidence, speaker.language))
    options = options_of(speaker.findings)
    pages.heading(speaker.pick(PHRASES["options"]))
    _add_options(pages, speaker, options)
    add_years(pages, speaker, speaker.findings.baseline, speaker.pick(PHRASES["years"]))
    _add_evidence(pages, speaker, evidence)
    basis.add_limits(pages, speaker)
    return pages.content()


def _add_evidence(pages: Pages, speaker: Speaker, evidence: Evidence) -> None:
    """Add the bands over the assumptions and the strongest assumptions, where they are known."""
    found = evidence_tables(speaker.findings, evidence, speaker.language)
    if not found:
        return
    pages.heading(speaker.pick(PHRASES["evidence"]))
    for table in found:
        pages.heading(table.title, 2)
        pages.sentences(table.notes)
        others = len(table.columns) - 1
        pages.table(table.columns, table.rows, (_FIRST_MM, *([(_ALL_MM - _FIRST_MM) / others] * others)))


def _question(speaker: Speaker) -> str:
    comparison = speaker.comparison
    return names.text_of(comparison.question or comparison.title, speaker.scenario, speaker.language)


def _add_options(pages: Pages, speaker: Speaker, options: tuple[Choice, ...]) -> None:
    letters = "ABCDEFGH"
    heading = (speaker.pick(("measure", "指标")), *(letters[i] for i in range(len(options))))
    rows = []
    for key, label in COLUMNS:
        rows.append((speaker.pick(label), *(speaker.value(option.point, key) for option in options)))
        if key == "additional_lending" and len(options) > 1:
            words = speaker.pick(("the same, against the baseline", "其中：较基准增减"))
            rows.append((words, *(speaker.difference(option.point, key) for option in options)))
    width = 134 / len(options)
    pages.table(heading, rows, (32, *(width for _ in options)))
    pages.heading(speaker.pick(PHRASES["rules"]), 2)
    pages.sentences((speaker.pick(PHRASES["limit"], chance=speaker.chance()),))
    pages.points(
        [f"{letters[i]}: {speaker.policy(option.point)} - {why(speaker, option)}" for i, option in enumerate(options)]
    )
