"""The mapping file: a bank's own headings and words, and what they stand for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from simulator.errors import Fault, ScenarioError, wrong
from simulator.faults import MOST_FAULTS, capped, did_you_mean, got, names, shown, shown_name
from simulator.inputs.tables.cells import folded
from simulator.inputs.tape_fields import FIELD_OF
from simulator.toml_text import read_toml


@dataclass(frozen=True)
class TapeMapping:
    """A bank's own headings and words; all texts folded as those of the table are."""

    headings: Mapping[str, str] = field(default_factory=dict)
    """Heading of the file -> one of ours, with its unit if it needs one."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Field -> word of the file -> allowed word; an empty text says that the word stands for nothing."""
    ignored: frozenset[str] = frozenset()
    """Headings of columns to leave out."""


def read_mapping(path: Path, sectors: tuple[str, ...]) -> TapeMapping:
    """Read a mapping file: `ignore = [...]`, `[headings]`, and `[words.FIELD]`.

    A word may stand for an allowed word of a choice, for a name, or, as an empty text and in any field, for nothing.

    Raises
    ------
    ScenarioError
        With all faults: no TOML, unknown keys, fields or words.
    """
    _, values = read_toml(path)
    faults = list(islice(_faults(values, sectors), MOST_FAULTS + 1))
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


def _faults(values: Mapping[str, Any], sectors: tuple[str, ...]) -> Iterator[Fault]:
    known = ("headings", "words", "ignore")
    for key in values:
        if key not in known:
            hint = did_you_mean(key, known)
            yield Fault(wrong("faults.tape.unknown_key", hint=hint, names=names(known)), shown(key))
    ignored = values.get("ignore", [])
    if not isinstance(ignored, list) or not all(isinstance(item, str) for item in ignored):
        yield Fault(wrong("faults.tape.list_of_headings"), "ignore")
    yield from _faults_of_texts("headings", values.get("headings", {}))
    tables = values.get("words", {})
    if not isinstance(tables, dict):
        yield Fault(wrong("faults.tape.tables_of_words", example="[words.sector]"), "words")
        return
    for key, words in tables.items():
        if key not in FIELD_OF:
            yield Fault(wrong("faults.tape.no_field", hint=did_you_mean(key, FIELD_OF)), f"words.{key}")
            continue
        yield from _faults_of_texts(f"words.{key}", words)
        given = [word for word in words.values() if isinstance(word, str) and word] if isinstance(words, dict) else []
        if FIELD_OF[key].kind == "choice":
            allowed = sectors if FIELD_OF[key].is_sector else tuple(choice.key for choice in FIELD_OF[key].choices)
            for word in (word for word in given if word not in allowed):
                parts = {"names": names(allowed[:12]), "hint": did_you_mean(word, allowed)}
                yield Fault(wrong("faults.tape.no_word", word=shown(word), **parts), f"words.{key}")
        elif FIELD_OF[key].kind != "name" and given:
            yield Fault(got(wrong("faults.tape.only_nothing", field=key), given[0]), f"words.{key}")


def _faults_of_texts(place: str, table: Any) -> Iterator[Fault]:
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        yield Fault(wrong("faults.tape.table_of_texts", example='"客户名称" = "borrower"'), place)
