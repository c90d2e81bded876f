"""What stands on every document: what it rests on, and what it does not say."""

from simulator.reporting import names, wording
from simulator.reporting.deciding.speaker import Speaker
from simulator.reporting.office.pages import Pages

PHRASES = {
    "heading": ("What these numbers rest on", "测算依据与局限"),
    "additional": (
        "Additional lending is given an assumed additional share of {share} at cover {ratio}; it is not measured.",
        "净增贷款以假定的净增贷款占比为前提（补偿{ratio}时，净增贷款占比为{share}），该比例系假设，并非实测。",
    ),
    "assumed": (
        "Additional lending rests on assumed behaviour of banks; it is not measured.",
        "净增贷款以对银行行为的假设为前提，并非实测。",
    ),
    "mean": (
        "A mean over simulated paths is no forecast of one course of events: single years will differ from it.",
        "各数为多条模拟路径的均值，并非对某一实际进程的预测；单个年份的实际数会偏离均值。",
    ),
}


def face(speaker: Speaker) -> tuple[str, ...]:
    """Return the sentences under a document's title: what stands in for terms not known, and what was computed."""
    stand_in = names.stand_in(speaker.scenario, speaker.language)
    basis = wording.notes_of(speaker.comparison, speaker.language)[0]
    return (stand_in, basis) if stand_in else (basis,)


def add_limits(pages: Pages, speaker: Speaker) -> None:
    """Add what the numbers rest on, at a document's end."""
    pages.heading(speaker.pick(PHRASES["heading"]))
    said = face(speaker)
    notes = [note for note in wording.notes_of(speaker.comparison, speaker.language) if note not in said]
    pages.points((_additional(speaker), speaker.pick(PHRASES["mean"]), *notes))


def _additional(speaker: Speaker) -> str:
    aims = speaker.scenario.calibration
    if aims is None:
        return speaker.pick(PHRASES["assumed"])
    return speaker.pick(
        PHRASES["additional"],
        share=speaker.ratio(aims.additional_share),
        ratio=speaker.ratio(aims.additional_share_at_ratio),
    )
