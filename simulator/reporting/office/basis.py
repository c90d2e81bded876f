"""What stands on every document: what it rests on, and what it does not say."""

from simulator.reporting import wording
from simulator.reporting.office.pages import Pages
from simulator.reporting.office.said import Speaker

PHRASES = {
    "heading": ("What these numbers rest on", "测算依据与局限"),
    "run": (
        "Scenario: {title}. {paths} simulated paths, seed {seed}, {years} years of new loans from {start}. Brackets "
        "hold 95 % intervals of the simulation error; what is not known about the world is wider.",
        "测算对象：{title}。共模拟{paths}条路径，随机种子{seed}，自{start}起新发放贷款{years}年。方括号内为95%置信区间，"
        "仅反映模拟误差；参数本身的不确定性更大，未包含在内。",
    ),
    "stand_in": ("Stand-in: {text}", "替代假设：{text}"),
    "additional": (
        "Additional lending is given an assumed additional share of {share} at cover {ratio}; it is not measured.",
        "新增贷款以假定的新增比例为前提（补偿{ratio}时，新增比例为{share}），该比例系假设，并非实测。",
    ),
    "assumed": ("Additional lending rests on assumed behaviour of banks; it is not measured.",
                "新增贷款以对银行行为的假设为前提，并非实测。"),
    "paper": (
        "A mean over simulated paths is no forecast of one course of events: single years will differ from it.",
        "各数为多条模拟路径的均值，并非对某一实际进程的预测；单个年份的实际数会偏离均值。",
    ),
    "hefei": (
        "Hefei's own compensation ratio, cap and stop line are not public: Anhui's terms stand in.",
        "合肥市补偿比例、单户上限和熔断线未公开，本测算以安徽省的条款替代，不得作为合肥市规定引用。",
    ),
}  # fmt: skip


def stand_in(speaker: Speaker) -> tuple[str, ...]:
    """Return the statement that another scheme's terms stand in, which belongs on the face of a document."""
    text = speaker.scenario.about.stand_in
    if not text:
        return ()
    if speaker.language == "zh" and "Anhui" in text and "Hefei" in text:
        return (speaker.pick(PHRASES["hefei"]),)
    return (speaker.pick(PHRASES["stand_in"], text=text),)


def face(speaker: Speaker) -> tuple[str, ...]:
    """Return the sentences under a document's title."""
    comparison, scenario = speaker.comparison, speaker.scenario
    run = speaker.pick(
        PHRASES["run"],
        title=scenario.about.title,
        paths=f"{comparison.paths:,}",
        seed=comparison.seed,
        years=scenario.clock.years,
        start=scenario.clock.start,
    )
    return (*stand_in(speaker), run)


def add_limits(pages: Pages, speaker: Speaker) -> None:
    """Add what the numbers rest on, at a document's end."""
    aims = speaker.scenario.calibration

    def per_cent(share: float) -> str:
        return speaker.pick(("{n} %", "{n}%"), n=f"{100 * share:g}")

    given = (
        speaker.pick(PHRASES["assumed"])
        if aims is None
        else speaker.pick(
            PHRASES["additional"],
            share=per_cent(aims.additional_share),
            ratio=per_cent(aims.additional_share_at_ratio),
        )
    )
    pages.heading(speaker.pick(PHRASES["heading"]))
    pages.points((given, speaker.pick(PHRASES["paper"])))
    if speaker.language == "en":
        pages.points(wording.notes_of(speaker.comparison)[1:])
