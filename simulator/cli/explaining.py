"""The commands `explain` and `dictionary`: what is in force, and what there is."""

import json
from collections.abc import Iterable
from pathlib import Path

import click
from rich.cells import cell_len

from simulator.answer import Column, Row, Table
from simulator.cli import finding
from simulator.cli.output import speak_utf8
from simulator.errors import Fault, ScenarioError
from simulator.faults import shown, unknown_key
from simulator.places.reading import print_table
from simulator.questions.names import setting_meaning, title_of, unit_name
from simulator.reporting import json_text, terminal
from simulator.saying.speaker import said
from simulator.scenario.dictionary import json_schema, reference_page, reference_rows
from simulator.scenario.explain import ExplainedValue
from simulator.scenario.explain import explain as explained
from simulator.values import NOTHING, Own, Value, phrase


def explain(
    path: Path, key: str | None, *, overlays: tuple[Path, ...], settings: tuple[str, ...], is_json: bool
) -> None:
    """Print each value in force with its unit, the file and line that set it, and its source."""
    reading = finding.scenario_at(path, overlays, settings)
    rows = _chosen(explained(reading), key, path)
    if is_json:
        click.echo(json.dumps([_as_json(row) for row in rows], ensure_ascii=False, indent=2))
        return
    if len(rows) == 1:
        click.echo(_in_full(rows[0]))
        return
    console = terminal.result_console()
    cells = (
        (row.key, Own(row.shown_value), unit_name(row.unit), _set_by(row), _confidence(row.confidence)) for row in rows
    )
    title = phrase("explain.title", title=title_of(reading.scenario))
    columns = _columns("key", "value", "unit", "set_by", "confidence")
    print_table(Table("explain", title, columns, _rows(cells)), ("value", "unit", "set_by", "confidence"))
    terminal.print_notes(console, (said(phrase("explain.more")),))


def _columns(*keys: str) -> tuple[Column, ...]:
    return tuple(Column(key, phrase(f"explain.column.{key}")) for key in keys)


def _rows(cells: Iterable[tuple[str, Value, Value, Value, Value]]) -> tuple[Row, ...]:
    return tuple(Row(key, (Own(key), *others)) for key, *others in cells)


def _set_by(row: ExplainedValue) -> Value:
    return phrase("explain.default") if row.origin is None else Own(row.set_by)


def _confidence(confidence: str) -> Value:
    return phrase(f"stress.confidence.{confidence}") if confidence else NOTHING


def _chosen(rows: tuple[ExplainedValue, ...], key: str | None, path: Path) -> list[ExplainedValue]:
    """Return the rows of one key or of all keys below it."""
    if key is None:
        return list(rows)
    chosen = [row for row in rows if row.key == key or row.key.startswith(f"{key}.")]
    if not chosen:
        known = {row.key for row in rows} | {row.key.partition(".")[0] for row in rows}
        raise ScenarioError(str(path), [Fault(unknown_key(key, known), shown(key)[1:-1])])
    return chosen


def _in_full(row: ExplainedValue) -> str:
    source = phrase("explain.source", source=row.source, confidence=_confidence(row.confidence))
    told: dict[str, Value] = {
        "meaning": Own(row.meaning, setting_meaning(row.key).chinese),
        "unit": unit_name(row.unit),
        "side": phrase(f"faults.side.{row.side}"),
        "set_by": _set_by(row),
        "source": source if row.confidence else row.source,
        "range": NOTHING,
    }
    if row.low is not None or row.high is not None:
        told["range"] = phrase("explain.range", low=Own(shown(row.low)), high=Own(shown(row.high)))
    names = {name: said(phrase(f"explain.column.{name}")) for name, value in told.items() if said(value)}
    width = max(map(cell_len, names.values())) + 2
    lines = [f"  {words}{' ' * (width - cell_len(words))}{said(told[name])}" for name, words in names.items()]
    return "\n".join([f"{row.key} = {row.shown_value}", *lines])


def _as_json(row: ExplainedValue) -> object:
    return json_text.plain(
        {
            "key": row.key,
            "value": row.value,
            "unit": row.unit,
            "side": row.side,
            "set_by": row.set_by,
            "meaning": row.meaning,
            "source": said(row.source),
            "confidence": row.confidence,
            "low": row.low,
            "high": row.high,
        }
    )


def dictionary(form: str) -> None:
    """Print the reference of every key as a table, a Markdown page or a JSON Schema."""
    if form == "markdown":
        click.echo(reference_page(), nl=False)
    elif form == "json-schema":
        speak_utf8()
        click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))
    else:
        rows = ((f"{row.section}.{row.key}".lstrip("."), row) for row in reference_rows())
        cells = (
            (
                key,
                unit_name(row.unit),
                Own(row.allowed),
                Own(row.default),
                Own(row.meaning, setting_meaning(key).chinese),
            )
            for key, row in rows
        )
        columns = _columns("key", "unit", "allowed", "default", "meaning")
        table = Table("dictionary", phrase("explain.dictionary"), columns, _rows(cells))
        print_table(table, ("unit", "allowed", "default", "meaning"))
