"""The mapping file: a bank's own headings and words, and what they stand for."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.errors import ScenarioError
from simulator.faults import capped, did_you_mean, read_limited, shown, shown_name
from simulator.inputs.tables.cells import folded
from simulator.inputs.tape_fields import FIELD_OF, FIELDS

_LARGEST_FILE_BYTES = 1_000_000


@dataclass(frozen=True)
class TapeMapping:
    """A bank's own headings and words; all texts folded as those of the table are."""

    headings: Mapping[str, str] = field(default_factory=dict)
    """Heading of the file -> one of ours, with its unit if it needs one."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Field -> word of the file -> allowed word."""
    ignored: frozenset[str] = frozenset()
    """Headings of columns to leave out."""


def read_mapping(path: Path, sectors: tuple[str, ...]) -> TapeMapping:
    """Read a mapping file: `ignore = [...]`, `[headings]`, and `[words.FIELD]` for fields with a list of words.

    Raises
    ------
    ScenarioError
        With all faults: no TOML, unknown keys, fields or words.
    """
    content = read_limited(path, _LARGEST_FILE_BYTES)
    try:
        values = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ScenarioError(shown_name(path), [f"is not valid TOML in UTF-8 ({error})"]) from None
    faults = list(_faults(values, sectors))
    if faults:
        raise ScenarioError(shown_name(path), capped(faults))
    return TapeMapping(
        {folded(own).casefold(): heading for own, heading in values.get("headings", {}).items()},
        {
            key: {folded(own).casefold(): word for own, word in words.items()}
            for key, words in values.get("words", {}).items()
        },
        frozenset(folded(own).casefold() for own in values.get("ignore", [])),
    )


def _faults(values: Mapping[str, Any], sectors: tuple[str, ...]) -> Iterator[str]:
    known = ("headings", "words", "ignore")
    for key in values:
        if key not in known:
            yield f"{shown(key)}: unknown key{did_you_mean(key, known)}; allowed are {', '.join(known)}"
    ignored = values.get("ignore", [])
    if not isinstance(ignored, list) or not all(isinstance(item, str) for item in ignored):
        yield "ignore: must be a list of headings"
    yield from _faults_of_texts("headings", values.get("headings", {}))
    tables = values.get("words", {})
    if not isinstance(tables, dict):
        yield "words: must hold tables such as [words.sector]"
        return
    choices = {field.key: tuple(choice.key for choice in field.choices) for field in FIELDS if field.kind == "choice"}
    for key, words in tables.items():
        if key not in choices:
            yield f"words.{key}: only these have a list of words: {', '.join(choices)}{did_you_mean(key, choices)}"
            continue
        yield from _faults_of_texts(f"words.{key}", words)
        allowed = sectors if FIELD_OF[key].is_sector else choices[key]
        for word in words.values() if isinstance(words, dict) else ():
            if isinstance(word, str) and word not in allowed:
                yield f"words.{key}: {shown(word)} is not one of {', '.join(allowed[:12])}{did_you_mean(word, allowed)}"


def _faults_of_texts(place: str, table: Any) -> Iterator[str]:
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        yield f'{place}: must be a table of texts, such as "客户名称" = "borrower"'
