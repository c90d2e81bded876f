"""The workbook: one sheet per table, numbers as numbers with their intervals, native charts, assumptions, notes."""

import datetime
import io
import math
from collections.abc import Callable, Sequence
from typing import Any

from simulator.analysis.compare import FAN_LEVELS, Comparison, MeasureDefinition
from simulator.questions.compare import points as policies
from simulator.questions.compare.tables import YEARS, calendar_years
from simulator.reporting import names
from simulator.reporting.deciding.findings import findings_of
from simulator.reporting.deciding.speaker import Speaker
from simulator.reporting.language import Language
from simulator.reporting.office import charts
from simulator.reporting.office.assumptions import assumption_rows
from simulator.reporting.office.basis import face
from simulator.reporting.office.pages import plain_text
from simulator.saying.speaker import Speaker as PlainSpeaker
from simulator.values import phrase

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_CREATED = datetime.datetime(2000, 1, 1)
_FORMATS = {"currency": "#,##0", "share": "0.0%", "probability": "0.00%", "count": "#,##0.0", "months": "0.0",
            "per currency": "0.0000"}  # fmt: skip
SHEETS = {
    "notes": ("Notes", "说明"),
    "assumptions": ("CSV_ASSUMPTIONS", "假设与来源"),
    "differences": ("CSV_DIFFERENCES", "较基准增减"),
    "totals": ("CSV_TOTALS", "测算结果"),
    "curve": ("CSV_OPTIMUM", "最优补偿比例"),
    "depletion": ("CSV_DEPLETION", "资金耗尽概率"),
    "years": ("CSV_YEARS", "分年度测算"),
    "fan": ("CSV_FAN", "资金余额分位数"),
    "split": ("CSV_LOSS_SPLIT", "损失分担"),
}
_HEADINGS = {
    "policy": ("policy", "方案"),
    "ratio": ("compensation ratio", "补偿比例"),
    "fund": ("fund size ({unit})", "资金规模（{unit}）"),
    "breaker": ("breaker", "熔断"),
    "low": ("{label}: low", "{label}：下限"),
    "high": ("{label}: high", "{label}：上限"),
    "month": ("month", "月份"),
    "year": ("year", "年度"),
    "quantile": ("{level} % quantile", "{level}%分位数"),
    "fan_of": ("{policy}: balance at the month's end ({unit})", "{policy}：月末资金余额（{unit}）"),
}
_SCALES = {"en": ("millions", "millions"), "zh": ("hundred_millions", "ten_thousands")}
_LAST_NARROW = 0x2E7F
Cell = str | float | int | None


class Book:
    """A workbook in the making, in one language; sheets are written row by row."""

    def __init__(self, speaker: Speaker, buffer: io.BytesIO) -> None:
        import xlsxwriter

        self.speaker = speaker
        self.book: Any = xlsxwriter.Workbook(buffer, _OPTIONS)
        self.book.set_properties({"created": _CREATED, "title": plain_text(speaker.comparison.title)})
        self.heading = self.book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.text = self.book.add_format({"text_wrap": True, "valign": "top"})
        self.bold = self.book.add_format({"bold": True})
        self.formats = {kind: self.book.add_format({"num_format": text}) for kind, text in _FORMATS.items()}

    def word(self, name: str, **values: object) -> str:
        """Return a heading in the language."""
        return self.speaker.pick(_HEADINGS[name], **values)

    def name_of(self, sheet: str) -> str:
        """Return what a sheet is called."""
        return self.speaker.pick(SHEETS[sheet])

    def sheet(self, name: str, headings: Sequence[str], widths: Sequence[float]) -> Any:
        """Return a new sheet with its headings, frozen, repeated in print, A4 across."""
        sheet = self.book.add_worksheet(self.name_of(name))
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")
        for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, plain_text(heading), self.heading)
        return sheet

    def put(self, sheet: Any, place: tuple[int, int], value: Cell, kind: str = "count") -> None:
        """Write a cell: a number with the format of its kind, a text as text, nothing where there is no number."""
        row, column = place
        if isinstance(value, str):
            sheet.write_string(row, column, plain_text(value), self.text)
        elif value is not None and math.isfinite(value):
            sheet.write_number(row, column, value, self.formats[kind])


def workbook(comparison: Comparison, language: Language) -> bytes:
    """Return the workbook (.xlsx) of a comparison; the same bytes every time.

    Amounts are in main currency units, shares and probabilities are fractions shown as per cent; low and high are the
    ends of 95 % intervals. A cell is empty where there is no number.
    """
    buffer = io.BytesIO()
    book = Book(Speaker(findings_of(comparison), language), buffer)
    _notes(book)
    _assumptions(book)
    _measures(book, "differences")
    _measures(book, "totals")
    for add in (_curve, _depletion, _years, _fan, _split):
        add(book)
    book.book.close()
    return buffer.getvalue()


def _notes(book: Book) -> None:
    comparison, language = book.speaker.comparison, book.speaker.language
    sheet = book.sheet("notes", (names.text_of(comparison.title, book.speaker.scenario, language),), (110,))
    spoken = book.speaker
    sentences = [names.text_of(comparison.question, spoken.scenario, language), *face(spoken)]
    for row, sentence in enumerate((*sentences, spoken.pick(_NOTE), *_contents(book)), 1):
        sheet.set_row(row, _height(sentence, 110))
        sheet.write_string(row, 0, plain_text(sentence), book.text)


def _height(text: str, width: int) -> float:
    """Return the height in points of a text that is broken into lines of a column this wide, in Latin letters."""
    letters = sum(2 if ord(letter) > _LAST_NARROW else 1 for letter in plain_text(text))
    return 15.0 * max(1, math.ceil(letters / (0.9 * width)))


_NOTE = (
    "Additional lending is given assumed additionality. Amounts are in main currency units; low and high are the ends "
    "of 95 % intervals of the simulation error; an empty cell means that there is no number; a chance of 0 with a high "
    "end above 0 was never seen, and its bound is the high end. An empty difference is the baseline's own.",
    "净增贷款以假定的净增贷款占比为前提。金额以元等基本货币单位计；上限、下限为95%模拟误差区间；空格表示无此数值；"
    "概率为0而上限大于0的，表示模拟中未出现，以上限为界。较基准增减为空的，为基准方案本身。",
)


def _contents(book: Book) -> list[str]:
    return [" / ".join(SHEETS[name]) for name in SHEETS if name != "notes"]


def _assumptions(book: Book) -> None:
    headings = [
        book.speaker.pick(pair)
        for pair in (("setting", "参数"), ("value", "取值"), ("unit", "单位"), ("low", "下限"), ("high", "上限"),
                     ("confidence", "可信程度"), ("source", "来源"))
    ]  # fmt: skip
    sheet = book.sheet("assumptions", headings, (38, 18, 16, 12, 12, 18, 70))
    plain = book.book.add_format({"num_format": "General", "valign": "top"})
    for row, cells in enumerate(assumption_rows(book.speaker), 1):
        sheet.set_row(row, max(_height(str(cells[0]), 38), _height(str(cells[-1]), 70)))
        for column, value in enumerate(cells):
            if isinstance(value, str):
                sheet.write_string(row, column, plain_text(value), book.text)
            elif value is not None:
                sheet.write_number(row, column, value, plain)


def _measures(book: Book, name: str) -> None:
    """Write all measures of all policies, or their paired differences: value, low and high of each.

    What is asked first stands first, and is what is printed; the other columns are on the screen.
    """
    comparison = book.speaker.comparison
    first = policies.chosen_measures(comparison, policies.FIRST_MEASURES)
    measures = (*first, *(measure for measure in comparison.measures if measure not in first))
    found = comparison.estimates if name == "totals" else comparison.differences
    labels = [_label(book, measure) for measure in measures]
    headings = [book.word("policy")]
    for label in labels:
        headings += [label, book.word("low", label=label), book.word("high", label=label)]
    sheet = book.sheet(name, headings, (44, *([15] * (len(headings) - 1))))
    for row, point in enumerate(comparison.points, 1):
        is_base = point.name == comparison.baseline
        sheet.write_string(row, 0, plain_text(book.speaker.policy(point)), book.bold if is_base else book.text)
        for place, measure in enumerate(measures):
            _put_estimate(book, sheet, (row, 1 + 3 * place), found.get((point.name, measure.key)), measure)
    sheet.print_area(0, 0, len(comparison.points), 3 * len(first))


def _label(book: Book, measure: MeasureDefinition) -> str:
    """Return a measure's name with the unit of its plain number."""
    name = names.measure_label(measure, book.speaker.language)
    return f"{name} ({book.speaker.currency})" if measure.unit == "currency" else name


def _put_estimate(book: Book, sheet: Any, place: tuple[int, int], estimate: Any, measure: MeasureDefinition) -> None:
    if estimate is None:
        return
    row, column = place
    for offset, value in enumerate((estimate.value, estimate.low, estimate.high)):
        book.put(sheet, (row, column + offset), value, measure.unit)


def _curve(book: Book) -> None:
    """Write and chart additional lending by ratio at the baseline's fund, breaker on and off."""
    comparison = book.speaker.comparison
    base = book.speaker.findings.baseline
    measure = next((m for m in comparison.measures if m.key == "additional_lending"), None)
    if measure is None or not policies.is_sweep(comparison):
        return
    line = [p for p in comparison.points if p.fund_size == base.fund_size]
    _line_sheet(book, "curve", measure, (lambda point: point.ratio, lambda point: point.is_breaker_on, line))


def _depletion(book: Book) -> None:
    """Write and chart the chance of running dry by fund size at the baseline's breaker, for up to six ratios."""
    comparison = book.speaker.comparison
    base = book.speaker.findings.baseline
    measure = next((m for m in comparison.measures if m.key == "p_depleted"), None)
    if measure is None or not policies.is_grid(comparison):
        return
    line = [p for p in comparison.points if p.is_breaker_on == base.is_breaker_on and p.ratio > 0]
    ratios = sorted({point.ratio for point in line})
    chosen = {base.ratio, *ratios[:: max(1, len(ratios) // 4)]}
    line = [point for point in line if point.ratio in chosen]
    _line_sheet(book, "depletion", measure, (lambda point: point.fund_size, lambda point: point.ratio, line))


def _line_sheet(
    book: Book,
    name: str,
    measure: MeasureDefinition,
    lines: tuple[Callable[[Any], float], Callable[[Any], float], Sequence[Any]],
) -> None:
    """Write one measure along one setting (rows), a value, low and high for each line (columns), and its chart."""
    along, across, points = lines
    keys = sorted({across(point) for point in points}, reverse=name == "curve")
    steps = sorted({along(point) for point in points})
    large, small = _SCALES[book.speaker.language]
    scales = (large, "") if name == "curve" else ("", small)
    label = _label(book, measure)
    titles = [_line_title(book, name, key) for key in keys]
    axis = book.word("ratio") if name == "curve" else book.word("fund", unit=book.speaker.currency)
    headings = [axis]
    for title in titles:
        headings += [title, book.word("low", label=title), book.word("high", label=title)]
    sheet = book.sheet(name, headings, (20, *([16] * (len(headings) - 1))))
    by_place = {(along(point), across(point)): point for point in points}
    for row, step in enumerate(steps, 1):
        book.put(sheet, (row, 0), step, "share" if name == "curve" else "currency")
        for column, key in enumerate(keys):
            point = by_place.get((step, key))
            found = None if point is None else book.speaker.comparison.estimates.get((point.name, measure.key))
            _put_estimate(book, sheet, (row, 1 + 3 * column), found, measure)
    charts.add_lines(
        book.book,
        sheet,
        charts.Lines(book.name_of(name), label, axis, len(steps), tuple(range(1, 3 * len(keys), 3)), *scales),
    )


def _line_title(book: Book, name: str, key: float) -> str:
    if name == "curve":
        return book.speaker.pick(("breaker on", "启用熔断") if key else ("breaker off", "不启用熔断"))
    return book.speaker.pick(("ratio {n} %", "补偿比例{n}%"), n=f"{100 * key:g}")


def _years(book: Book) -> None:
    """Write the calendar years of every policy that has them."""
    spoken = book.speaker
    if not spoken.comparison.yearly:
        return
    kept = [row for row in YEARS if all(row in found for found in spoken.comparison.yearly.values())]
    plain = PlainSpeaker(book.speaker.language, spoken.scenario.currency)
    labels = [f"{plain.say(phrase(f'compare.year.{row}'))} ({book.speaker.currency})" for row in kept]
    headings = [book.word("policy"), book.word("year")]
    for label in labels:
        headings += [label, book.word("low", label=label), book.word("high", label=label)]
    sheet = book.sheet("years", headings, (44, 8, *([15] * (3 * len(labels)))))
    number, year_format = 1, book.book.add_format({"num_format": "0"})
    for name, rows in spoken.comparison.yearly.items():
        for place, year in enumerate(calendar_years(spoken.comparison, name)):
            book.put(sheet, (number, 0), spoken.policy(policies.point_named(spoken.comparison, name)))
            sheet.write_number(number, 1, year, year_format)
            for column, row in enumerate(kept):
                estimate = rows[row][place]
                for offset, value in enumerate((estimate.value, estimate.low, estimate.high)):
                    book.put(sheet, (number, 2 + 3 * column + offset), value, "currency")
            number += 1


def _fan(book: Book) -> None:
    """Write and chart the quantiles of the baseline's balance, month by month."""
    fan = book.speaker.comparison.balance_fan.get(book.speaker.comparison.baseline)
    if fan is None:
        return
    levels = [book.word("quantile", level=f"{100 * level:g}") for level in FAN_LEVELS]
    sheet = book.sheet("fan", (book.word("month"), *levels), (10, *([18] * len(levels))))
    for month, quantiles in enumerate(fan.T, 1):
        book.put(sheet, (month, 0), month, "currency")
        for column, value in enumerate(quantiles, 1):
            book.put(sheet, (month, column), float(value), "currency")
    title = book.word("fan_of", policy=book.speaker.policy(book.speaker.findings.baseline), unit=book.speaker.currency)
    charts.add_lines(
        book.book,
        sheet,
        charts.Lines(
            book.name_of("fan"),
            plain_text(title),
            book.word("month"),
            fan.shape[1],
            (1, 2, 3, 4, 5),
            _SCALES[book.speaker.language][1],
        ),
    )


def _split(book: Book) -> None:
    """Write and chart who bears the loss along the baseline's line."""
    comparison = book.speaker.comparison
    points = [point for point in policies.baseline_line(comparison) if point.name in comparison.loss_split]
    if not points:
        return
    parties = [name for name in names.PARTIES if any(comparison.loss_split[p.name].get(name) for p in points)]
    headings = [f"{names.party_name(name, book.speaker.language)} ({book.speaker.currency})" for name in parties]
    sheet = book.sheet("split", (book.word("policy"), *headings), (44, *([18] * len(parties))))
    for row, point in enumerate(points, 1):
        book.put(sheet, (row, 0), book.speaker.policy(point))
        for column, party in enumerate(parties, 1):
            book.put(sheet, (row, column), comparison.loss_split[point.name].get(party, 0.0), "currency")
    charts.add_stack(
        book.book,
        sheet,
        charts.Lines(
            book.name_of("split"),
            book.name_of("split"),
            "",
            len(points),
            tuple(range(1, len(parties) + 1)),
            _SCALES[book.speaker.language][1],
        ),
    )
