"""Documents (.docx) on A4: headings, sentences and ruled tables in one embedded font, the same bytes every time."""

import datetime
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from simulator.drawing import fonts, palette
from simulator.reporting.office.embedded_font import family_of, with_font
from simulator.reporting.office.undated import saved

_CREATED = datetime.datetime(2000, 1, 1)
_LONGEST_TEXT = 2_000
# Control characters, and marks that turn the direction of what follows.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)


def plain_text(text: str) -> str:
    """Return a user's text as one that can be printed: no control characters, no marks of direction, not endless."""
    plain = fonts.spelled(_UNPRINTABLE.sub("", text))
    return plain if len(plain) <= _LONGEST_TEXT else f"{plain[:_LONGEST_TEXT]}…"


class Pages:
    """A document in the making.

    Parameters
    ----------
    title
        On the first line.
    font
        TrueType file; it goes into the document whole, so that what an office adds is drawn in it too.
    """

    def __init__(self, title: str, font: Path) -> None:
        from docx import Document
        from docx.shared import Mm, Pt

        self._document: Any = Document()
        self._font = font
        self._family = family_of(font)
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(22)
        section.top_margin = section.bottom_margin = Mm(22)
        for name, points in {"Normal": 10.5, "Title": 18, "Heading 1": 13, "Heading 2": 11.5}.items():
            self._set_style(name, Pt(points))
        properties = self._document.core_properties
        properties.title, properties.author, properties.comments = plain_text(title), "", ""
        properties.created = properties.modified = _CREATED
        self._document.add_paragraph(plain_text(title), style="Title").paragraph_format.alignment = 1

    def _set_style(self, name: str, size: Any) -> None:
        from docx.oxml.ns import qn
        from docx.shared import Pt, RGBColor

        style = self._document.styles[name]
        style.font.size, style.font.name, style.font.color.rgb = size, self._family, RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for attribute in list(fonts.attrib):
            if attribute.endswith("Theme"):
                del fonts.attrib[attribute]
        for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{kind}"), self._family)
        style.paragraph_format.space_after = Pt(5)
        if name == "Title":
            for border in style.element.findall(f"{qn('w:pPr')}/{qn('w:pBdr')}"):
                border.getparent().remove(border)

    def heading(self, text: str, level: int = 1) -> None:
        """Add a heading."""
        self._document.add_heading(plain_text(text), level)

    def sentences(self, texts: Sequence[str]) -> None:
        """Add paragraphs."""
        for text in texts:
            self._document.add_paragraph(plain_text(text))

    def warning(self, head: str, text: str) -> None:
        """Add a paragraph in small red letters, its head in bold."""
        from docx.shared import Pt, RGBColor

        paragraph = self._document.add_paragraph()
        red = RGBColor.from_string(palette.BAD.removeprefix("#"))
        for number, part in enumerate((head, text)):
            run = paragraph.add_run(plain_text(part))
            run.bold, run.font.size, run.font.color.rgb = number == 0, Pt(9), red

    def points(self, texts: Sequence[str]) -> None:
        """Add numbered paragraphs."""
        for number, text in enumerate(texts, 1):
            self._document.add_paragraph(f"{number}. {plain_text(text)}")

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]], widths_mm: Sequence[float]) -> None:
        """Add a ruled table whose heading is repeated on every page and whose rows are not broken."""
        from docx.shared import Mm

        table = self._document.add_table(rows=0, cols=len(columns))
        table.style, table.autofit = "Table Grid", False
        for column, width in zip(table.columns, widths_mm, strict=True):
            column.width = Mm(width)
        for number, cells in enumerate((columns, *rows)):
            row = table.add_row()
            _keep_row(row, is_heading=number == 0)
            for cell, text, width in zip(row.cells, cells, widths_mm, strict=True):
                self._fill(cell, text, width, is_bold=number == 0)
        self._document.add_paragraph()

    def _fill(self, cell: Any, text: str, width_mm: float, *, is_bold: bool) -> None:
        from docx.shared import Mm, Pt

        cell.width = Mm(width_mm)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(plain_text(text))
        run.font.size, run.bold = Pt(9), is_bold

    def new_page(self) -> None:
        """Start a new page."""
        self._document.add_page_break()

    def content(self) -> bytes:
        """Return the document."""
        return with_font(saved(self._document), self._font.read_bytes(), self._family)


def _keep_row(row: Any, *, is_heading: bool) -> None:
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_heading:
        properties.append(OxmlElement("w:tblHeader"))
