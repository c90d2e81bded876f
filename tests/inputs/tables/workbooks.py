"""Small workbooks for tests, written part by part, so that nothing stands in them that a test does not say."""

import zipfile
from xml.sax.saxutils import quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = f'<worksheet xmlns="{MAIN}"><sheetData>'
TAIL = "</sheetData></worksheet>"


def styles(*codes):
    """Return styles of which number N has the N-th format; a whole number names a built-in one."""
    own = {code: 164 + number for number, code in enumerate(codes) if isinstance(code, str)}
    listed = "".join(f"<numFmt numFmtId='{number}' formatCode={quoteattr(code)}/>" for code, number in own.items())
    used = "".join(f"<xf numFmtId='{own.get(code, code)}'/>" for code in codes)
    return f"<styleSheet xmlns='{MAIN}'><numFmts>{listed}</numFmts><cellXfs>{used}</cellXfs></styleSheet>"


def write(path, sheet, *, formats=(0,), texts="", part="xl/worksheets/sheet1.xml", properties="", calculation=""):
    """Write a workbook of one sheet, given as its XML, and return its path."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def links(**targets):
        rows = "".join(f'<Relationship Id="{key}" Type="{kind}/{key}" Target="{to}"/>' for key, to in targets.items())
        return f'<Relationships xmlns="x">{rows}</Relationships>'

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", links(officeDocument="xl/workbook.xml"))
        sheets = f'<sheets><sheet name="loans" sheetId="1" r:id="worksheet"/></sheets>{calculation}'
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{kind}">{properties}{sheets}</workbook>'
        )
        related = links(worksheet=f"/{part}", styles="styles.xml", sharedStrings="texts.xml")
        archive.writestr("xl/_rels/workbook.xml.rels", related)
        archive.writestr("xl/styles.xml", styles(*formats))
        archive.writestr("xl/texts.xml", f'<sst xmlns="{MAIN}">{texts}</sst>')
        archive.writestr(part, sheet)
    return path


def sheet_of(*rows):
    """Return the XML of a sheet whose rows are given as the XML of their cells."""
    return HEAD + "".join(f"<row>{row}</row>" for row in rows) + TAIL


def text(value):
    """Return the XML of a cell of text."""
    return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
