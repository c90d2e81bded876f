"""What other commands found, as tables: the bands over the assumptions, and the assumptions that move most."""

from simulator.analysis.measures import MeasureDefinition
from simulator.reporting import names, wording
from simulator.reporting.deciding.answer import whose_band
from simulator.reporting.deciding.evidence import Band, Driver, Evidence
from simulator.reporting.deciding.findings import Findings
from simulator.reporting.deciding.settings import joined, range_text, setting_name
from simulator.reporting.deciding.speaker import Speaker
from simulator.reporting.language import Language, say
from simulator.reporting.tables import Table

MOST_DRIVERS = 8
WORDS = {
    "answer_column": ("figure", "结果"),
    "band_column": ("band over the assumptions", "参数区间"),
    "interval_column": ("simulation interval", "模拟区间"),
    "bands_heading": ("All assumptions uncertain together", "全部假设同时不确定"),
    "bands_note": (
        "Of {whose}, {paths} paths. Band: 90 % of {draws} joint draws of all assumptions. Interval: simulation error "
        "alone.",
        "对象：{whose}，{paths} 条路径。参数区间：全部假设 {draws} 组随机抽样的 90%。模拟区间：仅含模拟误差。",
    ),
    "drivers_heading": ("Assumptions that move additional lending most", "对净增贷款影响最大的假设"),
    "drivers_note": (
        "Each is moved alone to both ends of its range; change in additional lending of {whose} ({paths} paths).",
        "每项单独移至范围两端；所示为{whose}净增贷款的变化（{paths} 条路径）。",
    ),
    "at_low": ("change at the low end", "低端时的变化"),
    "at_high": ("change at the high end", "高端时的变化"),
    "not_seen": ("not seen", "未出现"),
    "setting": ("setting", "参数"),
    "range": ("plausible range", "合理范围"),
}


def evidence_tables(findings: Findings, evidence: Evidence, language: Language) -> tuple[Table, ...]:
    """Return the bands over the assumptions beside the simulation intervals, and the strongest assumptions."""
    found = evidence.sensitivity
    if found is None:
        return ()
    speaker = Speaker(findings, language)
    whose, paths = whose_band(speaker), f"{found.paths:,}"
    bands = [band for band in found.bands.values() if band.band is not None]
    tables = []
    if bands:
        columns = tuple(say(WORDS, key, language) for key in ("answer_column", "band_column", "interval_column"))
        rows = tuple(_band_row(speaker, band) for band in bands)
        note = say(WORDS, "bands_note", language, whose=whose, paths=paths, draws=str(found.draws))
        tables.append(Table("bands", say(WORDS, "bands_heading", language), columns, rows, (note,)))
    if found.drivers:
        columns = tuple(say(WORDS, key, language) for key in ("setting", "range", "at_low", "at_high"))
        rows = tuple(_driver_row(speaker, driver) for driver in found.drivers[:MOST_DRIVERS])
        note = say(WORDS, "drivers_note", language, whose=whose, paths=paths)
        tables.append(Table("drivers", say(WORDS, "drivers_heading", language), columns, rows, (note,)))
    return tuple(tables)


def _band_row(speaker: Speaker, band: Band) -> tuple[str, ...]:
    ends = band.band or (band.low, band.high)
    return (
        names.measure_label(band.measure, speaker.language),
        joined(*(_answer_text(speaker, band.measure, end) for end in ends)),
        joined(*(_answer_text(speaker, band.measure, end) for end in (band.low, band.high))),
    )


def _answer_text(speaker: Speaker, measure: MeasureDefinition, value: float) -> str:
    """Return one end of an answer's interval with its unit."""
    if measure.key == "best_ratio":
        return speaker.ratio(float(f"{value:.2g}"))
    if measure.unit == "probability" and value == 0:
        return say(WORDS, "not_seen", speaker.language)
    if measure.unit == "currency":
        return speaker.exact_rounded(value)
    style = wording.style_of(measure, value, speaker.scenario, language=speaker.language)
    blank = "" if speaker.language == "zh" and style.label == "%" else " "
    return f"{value * style.factor:.3g}{blank}{style.label}"


def _driver_row(speaker: Speaker, driver: Driver) -> tuple[str, ...]:
    changes = (
        wording.not_defined(speaker.language) if change is None else speaker.exact_rounded(change, is_signed=True)
        for change in (driver.at_low, driver.at_high)
    )
    tried = range_text(driver.key, driver.low, driver.high, speaker.scenario, speaker.language)
    return (setting_name(driver.key, speaker.language), tried, *changes)
