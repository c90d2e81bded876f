"""The parts of an .xlsx workbook: found by its relationships as spreadsheet programs do, never by their names."""

import io
import posixpath
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from simulator.errors import wrong
from simulator.inputs.tables.formats import BUILT_IN
from simulator.inputs.tables.grid import GridError

LARGEST_UNPACKED_BYTES = 600_000_000
Attributes = Mapping[str, str]
DAMAGED = wrong("faults.workbook.damaged")
NESTED = wrong("faults.workbook.nested")
"""What stands behind them would be lost without a word."""
_OLD = wrong("faults.workbook.old")


@dataclass(frozen=True)
class SheetPart:
    """A sheet as the workbook lists it."""

    name: str
    is_hidden: bool
    part: str
    """Name of the part that holds it."""


class Parts:
    """The parts of an opened workbook.

    Raises
    ------
    GridError
        When it is no workbook, damaged, protected, or two parts have one name.
    """

    def __init__(self, content: bytes) -> None:
        if not content.startswith(b"PK"):
            raise GridError(_OLD if content.startswith(b"\xd0\xcf\x11\xe0") else DAMAGED)
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._left_bytes = LARGEST_UNPACKED_BYTES
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in self._archive.infolist():
            name = _plain(member.filename)
            if name in self._members:
                raise GridError(wrong("faults.workbook.same_parts"))
            self._members[name] = member

    def read(self, part: str) -> bytes:
        """Return the content of a part.

        Raises
        ------
        GridError
            When there is no such part, or all parts read so far unpack to more than the limit.
        """
        member = self._members.get(_plain(part))
        if member is None:
            raise GridError(DAMAGED)
        with self._archive.open(member) as stream:
            content = stream.read(self._left_bytes + 1)
        self._left_bytes -= len(content)
        if self._left_bytes < 0:
            raise GridError(wrong("faults.workbook.large", megabytes=LARGEST_UNPACKED_BYTES // 10**6))
        return content

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the parts that a part names, by the name it gives them: (last word of the kind, part)."""
        folder, name = posixpath.split(part)
        listed = f"{folder}/_rels/{name}.rels"
        if _plain(listed) not in self._members:
            return {}
        found: dict[str, tuple[str, str]] = {}

        def start(name: str, attributes: Attributes) -> None:
            if name == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.join("/" + folder, attributes.get("Target", ""))
                kind = attributes.get("Type", "").rsplit("/", 1)[-1]
                found[attributes.get("Id", "")] = kind, posixpath.normpath(target).lstrip("/")

        parse(self.read(listed), start)
        return found


def _plain(name: str) -> str:
    """Return the name of a part as all its writings are: names of parts know no capitals."""
    return name.replace("\\", "/").lstrip("/").casefold()


def parse(
    xml: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call functions for what an XML document holds; names come without the prefix of their namespace.

    Raises
    ------
    GridError
        When the document declares entities of its own.
    xml.parsers.expat.ExpatError
        When it is not well formed.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise GridError(wrong("faults.workbook.entities"))

    def start_without_prefix(name: str, attributes: dict[str, str]) -> None:
        if ":" in name or any(":" in key for key in attributes):
            attributes = {key.rpartition(":")[2]: value for key, value in attributes.items()} | {
                key: value for key, value in attributes.items() if ":" not in key
            }
            name = name.rpartition(":")[2]
        start(name, attributes)

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start_without_prefix
    if end is not None:
        ending = end
        parser.EndElementHandler = lambda name: ending(name.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    parser.Parse(xml, True)


@dataclass(frozen=True)
class Book:
    """What all sheets of a workbook share."""

    sheets: tuple[SheetPart, ...]
    has_1904_days: bool
    """Days count from 1904, not from 1900."""
    is_to_be_computed_anew: bool
    """Saved results are not those of the formulas: the program that wrote the file did not compute."""
    texts: tuple[str, ...]
    """Shared texts."""
    formats: tuple[str | None, ...]
    """Number format of each style; None where the workbook does not say which it is."""


def read_book(parts: Parts) -> Book:
    """Return what the sheets of a workbook share.

    Raises
    ------
    GridError
        When the parts are not those of a workbook.
    """
    main = next((part for kind, part in parts.related("").values() if kind == "officeDocument"), None)
    if main is None:
        raise GridError(DAMAGED)
    related = parts.related(main)
    part_of = dict(related.values())
    sheets: list[SheetPart] = []
    facts: dict[str, Attributes] = {}

    def start(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            kind, part = related.get(attributes.get("id", ""), ("", ""))
            if kind == "worksheet":
                is_hidden = attributes.get("state", "visible") != "visible"
                sheets.append(SheetPart(attributes.get("name", ""), is_hidden, part))
        elif name in ("workbookPr", "calcPr"):
            facts[name] = attributes

    parse(parts.read(main), start)
    return Book(
        tuple(sheets),
        _is_true(facts.get("workbookPr", {}).get("date1904")),
        _is_true(facts.get("calcPr", {}).get("fullCalcOnLoad")),
        tuple(_shared_texts(parts.read(part_of["sharedStrings"]))) if "sharedStrings" in part_of else (),
        tuple(_formats(parts.read(part_of["styles"]))) if "styles" in part_of else (),
    )


def _is_true(text: str | None) -> bool:
    return text in ("1", "true")


def _shared_texts(xml: bytes) -> list[str]:
    """Return the shared texts; of one in several pieces all, of its reading aids none.

    Raises
    ------
    GridError
        When a text holds other elements.
    """
    found: list[str] = []
    pieces: list[str] = []
    depth_of_aid = [0]
    is_text = [False]

    def start(name: str, _: Attributes) -> None:
        if is_text[0]:
            raise GridError(NESTED)
        if name == "rPh":
            depth_of_aid[0] += 1
        is_text[0] = name == "t" and not depth_of_aid[0]

    def end(name: str) -> None:
        is_text[0] = False
        if name == "rPh":
            depth_of_aid[0] -= 1
        elif name == "si":
            found.append("".join(pieces))
            pieces.clear()

    parse(xml, start, end, lambda text: pieces.append(text) if is_text[0] else None)
    return found


def _formats(xml: bytes) -> list[str | None]:
    """Return the number format of each style of cells."""
    code_of: dict[str, str] = {str(number): code for number, code in BUILT_IN.items()}
    styles: list[str] = []
    open_parts: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        if name == "numFmt" and open_parts[-1:] == ["numFmts"]:
            code_of[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "xf" and open_parts[-1:] == ["cellXfs"]:
            styles.append(attributes.get("numFmtId", "0"))
        open_parts.append(name)

    def end(_: str) -> None:
        open_parts.pop()

    parse(xml, start, end)
    return [code_of.get(style) for style in styles]
