"""Workbooks made to attack the reader, and workbooks that only look strange: each drawn anew."""

import datetime
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.inputs.tables.workbooks import sheet_of, text, write
from tests.reliability.tapes import Rows

Wanted = str
"""What must become of a file: "same" as the plain one, "refused", "any" of these, or refused with a named place."""
BROKEN = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "########")
_DAYS = (
    "lent_on",
    "due_on",
    "filed_on",
    "claim_filed_on",
    "claim_accepted_on",
    "claim_refused_on",
    "claim_received_on",
)
_WORDS = (
    "loan", "borrower", "bank", "branch", "product", "sector", "grade", "repayment", "security", "guarantor",
    "is_renewal", "registration", "patent_type",
)  # fmt: skip
_FORMATS = ("General", "yyyy-mm-dd", "0.00%")
_PART = "xl/worksheets/sheet1.xml"
_DAY_0 = {1900: datetime.date(1899, 12, 30), 1904: datetime.date(1904, 1, 1)}


def plain_workbook(rows: Rows, path: Path) -> Path:
    """Write a tape as a spreadsheet program does, with numbers and days as such."""
    return write(path, sheet_of(*_cells(rows)), formats=_FORMATS)


def _cells(rows: Rows, year: int = 1900, *, per_cent: bool = False) -> list[str]:
    """Return the XML of the cells of each row."""
    headings = [heading.split(" ")[0] for heading in rows[0]]

    def cell(heading: str, value: str) -> str:
        if not value:
            return "<c/>"
        if heading in _DAYS:
            return f'<c s="1"><v>{(datetime.date.fromisoformat(value) - _DAY_0[year]).days}</v></c>'
        style = ' s="2"' if per_cent and heading in ("pd", "rate") else ""
        return text(value) if heading in _WORDS else f"<c{style}><v>{value}</v></c>"

    body = ["".join(cell(*pair) for pair in zip(headings, row, strict=True)) for row in rows[1:]]
    return ["".join(text(heading) for heading in rows[0]), *body]


def _at(rows: Rows, row: int, column: int, xml: str) -> list[str]:
    """Return the cells of each row with one of them in another form."""
    written = _cells(rows)
    cells = _cells([rows[0], rows[row]])[1]
    parts = cells.replace("</c>", "</c>\0").replace("<c/>", "<c/>\0").split("\0")[:-1]
    parts[column] = xml
    written[row] = "".join(parts)
    return written


def _drawn_place(rows: Rows, chance: np.random.Generator) -> tuple[int, int, str]:
    """Return the number of a row, that of a column, and how a fault names the place."""
    row, column = int(chance.integers(1, len(rows))), int(chance.integers(len(rows[0])))
    return row, column, f"row {row + 1}, {rows[0][column].split(' ')[0]}"


def _broken(rows: Rows, folder: Path, chance: np.random.Generator) -> tuple[Path, Wanted]:
    """Put an error into any column: as such, from a formula, or as text."""
    row, column, place = _drawn_place(rows, chance)
    error = BROKEN[int(chance.integers(len(BROKEN)))]
    kinds = (
        f'<c t="e"><v>{error}</v></c>', f'<c t="e"><f>A1/0</f><v>{error}</v></c>',
        f'<c t="str"><f>A1</f><v>{error}</v></c>', text(error), '<c t="e"/>',
        '<c t="s"><v>99</v></c>', '<c t="n"><v>x</v></c>', '<c t="zq"><v>1</v></c>',
        '<c t="n"><v>nan</v></c>', '<c t="e"><v></v></c>', '<c t="b"><v>zq</v></c>', '<c t="d"><v>zq</v></c>',
    )  # fmt: skip
    xml = kinds[int(chance.integers(len(kinds)))]
    return write(folder / "tape.xlsx", sheet_of(*_at(rows, row, column, xml)), formats=_FORMATS), place


def _scaled(rows: Rows, folder: Path, chance: np.random.Generator) -> tuple[Path, Wanted]:
    """Show a number of any column of numbers as another one than it is."""
    codes = ('0!.0,"万"', "#,##0,", "0.00,,", '0"万元"', '0"k"', '0"‰"', ";;;", "[h]:mm", "0%%", "[$$-409]0")
    headings = ("principal", "balance", "rate", "pd", "appraised_value", "patent_life_months", "ip_part")
    heading = headings[int(chance.integers(len(headings)))]
    column = next(at for at, name in enumerate(rows[0]) if name.split(" ")[0] == heading)
    row = int(chance.integers(1, len(rows)))
    code = codes[int(chance.integers(len(codes)))]
    sheet = sheet_of(*_at(rows, row, column, f'<c s="3"><v>{rows[row][column]}</v></c>'))
    return write(folder / "tape.xlsx", sheet, formats=(*_FORMATS, code)), f"row {row + 1}, {heading}"


def _per_cent(rows: Rows, folder: Path, _: np.random.Generator) -> tuple[Path, Wanted]:
    return write(folder / "tape.xlsx", sheet_of(*_cells(rows, per_cent=True)), formats=_FORMATS), "same"


def _from_1904(rows: Rows, folder: Path, _: np.random.Generator) -> tuple[Path, Wanted]:
    properties = '<workbookPr date1904="1"/>'
    return write(folder / "tape.xlsx", sheet_of(*_cells(rows, 1904)), formats=_FORMATS, properties=properties), "same"


def _another_way(rows: Rows, folder: Path, chance: np.random.Generator) -> tuple[Path, Wanted]:
    """Write the sheet in any place, with any prefix, quotes, remarks and kinds of texts."""
    sheet = sheet_of(*_cells(rows))
    parts = (_PART, "XL/WORKSHEETS/SHEET1.XML", "odd/place.BIN", "sheet", "xl/sheets/贷款.xml")
    part = parts[int(chance.integers(len(parts)))]
    if chance.random() < 0.5:
        sheet = sheet.replace("<v>", "<v><![CDATA[").replace("</v>", "]]></v>")
    if chance.random() < 0.5:
        sheet = sheet.replace("<row>", "<row><!-- <c/> -->")
    if chance.random() < 0.5:
        sheet = sheet.replace('"', "'")
    if chance.random() < 0.5:
        prefix = ("q", "x", "ns0", "S")[int(chance.integers(4))]
        sheet = sheet.replace("<![", "\0").replace("<!--", "\1").replace("<c/> -->", "-->")
        sheet = sheet.replace("</", "\2").replace("<", f"<{prefix}:").replace("\2", f"</{prefix}:")
        sheet = sheet.replace("\0", "<![").replace("\1", "<!--").replace("xmlns=", f"xmlns:{prefix}=")
    return write(folder / "tape.xlsx", sheet, formats=_FORMATS, part=part), "same"


def _far(rows: Rows, folder: Path, chance: np.random.Generator) -> tuple[Path, Wanted]:
    """Put a cell far from the others."""
    addresses = ("XFD1048576", "XFD1", "A1048576", "ZZZ9999999", "AAA5000", "XFE1", "A0", "A9999999")
    address = addresses[int(chance.integers(len(addresses)))]
    number = "".join(letter for letter in address if letter.isdigit())
    far = f'<row r="{number}"><c r="{address}"><v>1</v></c></row></sheetData>'
    sheet = sheet_of(*_cells(rows)).replace("</sheetData>", far)
    return write(folder / "tape.xlsx", sheet, formats=_FORMATS), "refused"


def _bomb(rows: Rows, folder: Path, chance: np.random.Generator) -> tuple[Path, Wanted]:
    """Let a small file unpack to up to 700 MB of blanks or shared texts, or to 30 MB of rows or cells."""
    fillings = ("          ", "<row/>", '<row><c s="1"/></row>', "<row>" + "<c><v>1</v></c>" * 50 + "</row>")
    filling = fillings[int(chance.integers(len(fillings)))]
    most = int(10 ** chance.uniform(6, 8.85 if filling.isspace() else 7.5))
    sheet = sheet_of(*_cells(rows))
    if chance.random() < 0.7:
        sheet = sheet.replace("</sheetData>", filling * (most // len(filling)) + "</sheetData>")
        return write(folder / "tape.xlsx", sheet, formats=_FORMATS), "any"
    most = int(10 ** chance.uniform(6, 8.85))
    one = "<si><t>" + "x" * int(chance.integers(1, 5000)) + "</t></si>"
    return write(folder / "tape.xlsx", sheet, formats=_FORMATS, texts=one * (most // len(one))), "any"


def _shared(rows: Rows, folder: Path, chance: np.random.Generator) -> tuple[Path, Wanted]:
    """Let many cells name one long text."""
    length, count = int(10 ** chance.uniform(3, 6.5)), int(10 ** chance.uniform(2, 5))
    more = ['<c t="s"><v>0</v></c>' * 10] * (count // 10)
    sheet = sheet_of(*_cells(rows), *more)
    return write(folder / "tape.xlsx", sheet, formats=_FORMATS, texts=f"<si><t>{'x' * length}</t></si>"), "refused"


def _entities(rows: Rows, folder: Path, chance: np.random.Generator) -> tuple[Path, Wanted]:
    """Declare entities that stand for each other, or for a file."""
    inner = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, int(chance.integers(2, 12))))
    declared = (f'<!ENTITY e0 "ha">{inner}', '<!ENTITY e1 SYSTEM "file:///etc/passwd">')[int(chance.integers(2))]
    sheet = f"<!DOCTYPE a [{declared}]>" + sheet_of(*_cells(rows)).replace("<v>", "<v>&e1;", 1)
    return write(folder / "tape.xlsx", sheet, formats=_FORMATS), "refused"


def _deep(rows: Rows, folder: Path, chance: np.random.Generator) -> tuple[Path, Wanted]:
    """Nest elements: in a cell, in a row, behind the rows, or among the shared texts."""
    depth, place = int(10 ** chance.uniform(2, 6)), int(chance.integers(4))
    nest = "<a>" * depth + "</a>" * depth
    sheet, texts = sheet_of(*_cells(rows)), ""
    if place == 0:
        sheet = sheet.replace("<v>", f"<v>{nest}", 1)
    elif place == 1:
        sheet = sheet.replace("</row>", f"{nest}</row>", 1)
    elif place == 2:
        sheet = sheet.replace("</worksheet>", f"{nest}</worksheet>")
    else:
        texts = f"<si>{nest}</si>"
    return write(folder / "tape.xlsx", sheet, formats=_FORMATS, texts=texts), "any"


def _cut(rows: Rows, folder: Path, chance: np.random.Generator) -> tuple[Path, Wanted]:
    path = plain_workbook(rows, folder / "tape.xlsx")
    path.write_bytes(path.read_bytes()[: int(chance.integers(path.stat().st_size))])
    return path, "refused"


def _cut_part(rows: Rows, folder: Path, chance: np.random.Generator) -> tuple[Path, Wanted]:
    """Cut off the sheet itself, in an archive that is whole."""
    sheet = sheet_of(*_cells(rows))
    return write(folder / "tape.xlsx", sheet[: int(chance.integers(len(sheet) - 30))], formats=_FORMATS), "refused"


def _archive(rows: Rows, folder: Path, chance: np.random.Generator) -> tuple[Path, Wanted]:
    """Change the list of contents of the archive, leave a part out, or pack one in another way."""
    path = plain_workbook(rows, folder / "tape.xlsx")
    content = bytearray(path.read_bytes())
    start = content.rfind(b"PK\x01\x02", 0, content.find(b"PK\x01\x02") + 5)
    if chance.random() < 0.5:
        for _ in range(int(chance.integers(1, 6))):
            content[int(chance.integers(start, len(content)))] = int(chance.integers(256))
        path.write_bytes(content)
        return path, "any"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    left_out = list(parts)[int(chance.integers(len(parts)))]
    kinds = (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    with zipfile.ZipFile(path, "w", kinds[int(chance.integers(3))]) as archive:
        for name, part in parts.items():
            if name != left_out:
                archive.writestr(name, part)
    return path, "any"


def _doubled(rows: Rows, folder: Path, chance: np.random.Generator) -> tuple[Path, Wanted]:
    """Give two parts, or two cells, one name."""
    if chance.random() < 0.5:
        path = plain_workbook(rows, folder / "tape.xlsx")
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(_PART.upper(), sheet_of(*_cells(rows[:3])))
        return path, "refused"
    row = int(chance.integers(1, len(rows)))
    written = _cells(rows)
    address = f'<c r="A{row + 1}" '
    written[row] = f"{address}/>{address}><v>1</v></c>{written[row].replace('<c ', address, 1)}"
    return write(folder / "tape.xlsx", sheet_of(*written), formats=_FORMATS), "refused"


ATTACKS: dict[str, Callable[[Rows, Path, np.random.Generator], tuple[Path, Wanted]]] = {
    "an error in a workbook": _broken,
    "written another way": _another_way,
    "a far cell": _far,
    "a bomb": _bomb,
    "a long shared text": _shared,
    "entities": _entities,
    "deep nesting": _deep,
    "a scaled number": _scaled,
    "per cent": _per_cent,
    "days from 1904": _from_1904,
    "a workbook cut off": _cut,
    "a sheet cut off": _cut_part,
    "an odd archive": _archive,
    "two of one name": _doubled,
}
