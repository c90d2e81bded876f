"""A font inside a document, so that its text is drawn the same on a machine that has no such font."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simulator.reporting.office.undated import ZIP_DATE

FONT_PART = "word/fonts/font1.odttf"
# Any will do: the key only has to be the one the font table names.
FONT_KEY = "{5D0A9C61-3E27-4B8F-9A54-7C1E20B6D3F8}"
_FONT_TYPE = b'<Default Extension="odttf" ContentType="application/vnd.openxmlformats-officedocument.obfuscatedFont"/>'
_OBFUSCATED_BYTES = 32
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def family_of(font: Path) -> str:
    """Return the family name that a font file gives itself."""
    from fontTools.ttLib import TTFont

    with TTFont(font, lazy=True) as found:
        return str(found["name"].getBestFamilyName())


def obfuscated(font: bytes, key: str) -> bytes:
    """Return a font as ECMA-376 part 4, 15.2.13 stores it: its first 32 bytes mixed with the key, last byte first."""
    mixed = bytes.fromhex(key.strip("{}").replace("-", ""))[::-1]
    head = bytes(font[i] ^ mixed[i % len(mixed)] for i in range(_OBFUSCATED_BYTES))
    return head + font[_OBFUSCATED_BYTES:]


def with_font(document: bytes, font: bytes, family: str) -> bytes:
    """Return a document (.docx) that carries a font; its parts are sorted and undated.

    Parameters
    ----------
    font
        TrueType outlines.
    family
        As the styles of the document name it.
    """
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[FONT_PART] = obfuscated(font, FONT_KEY)
    parts["word/fontTable.xml"] = _font_table(family)
    parts["word/_rels/fontTable.xml.rels"] = _font_relations()
    parts["word/settings.xml"] = _settings(parts["word/settings.xml"])
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"<Default ",
        _FONT_TYPE + b"<Default ",
        1,
    )
    return zipped(parts)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return an archive whose bytes depend on the parts alone; the content types come first, as readers expect."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            archive.writestr(info, parts[name])
    return content.getvalue()


def _font_table(family: str) -> bytes:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    table = OxmlElement("w:fonts")
    font = _child(table, "w:font", {"w:name": family})
    _child(font, "w:charset", {"w:val": "86"})
    _child(font, "w:family", {"w:val": "auto"})
    _child(font, "w:pitch", {"w:val": "variable"})
    embedded = _child(font, "w:embedRegular", {"w:fontKey": FONT_KEY})
    embedded.set(qn("r:id"), "rId1")
    return _written(table)


def _font_relations() -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Relationships xmlns="{_RELATIONSHIPS}"><Relationship Id="rId1" Type="{_OFFICE}/font" '
        'Target="fonts/font1.odttf"/></Relationships>'
    ).encode()


def _settings(settings: bytes) -> bytes:
    """Return the settings with the word that fonts are embedded, at the place the schema gives it."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn

    root = parse_xml(settings)
    before = {qn(f"w:{name}") for name in ("writeProtection", "view", "zoom", "removePersonalInformation",
                                           "removeDateAndTime", "doNotDisplayPageBoundaries", "displayBackgroundShape",
                                           "printPostScriptOverText", "printFractionalCharacterWidth",
                                           "printFormsData")}  # fmt: skip
    place = next((i for i, child in enumerate(root) if child.tag not in before), len(root))
    for name in ("w:saveSubsetFonts", "w:embedTrueTypeFonts"):
        root.insert(place, root.makeelement(qn(name), {}))
    return _written(root)


def _child(parent: Any, tag: str, attributes: Mapping[str, str]) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    child = OxmlElement(tag)
    for name, value in attributes.items():
        child.set(qn(name), value)
    parent.append(child)
    return child


def _written(root: Any) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
