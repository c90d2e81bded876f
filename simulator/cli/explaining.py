"""The commands `explain` and `dictionary`: what is in force, and what there is."""

import json
from pathlib import Path

import click

from simulator.cli import finding
from simulator.cli.output import speak_utf8
from simulator.errors import Fault, ScenarioError
from simulator.faults import shown, unknown_key
from simulator.reporting import json_text, tables, terminal
from simulator.saying.speaker import said
from simulator.scenario.dictionary import json_schema, reference_page, reference_rows
from simulator.scenario.explain import ExplainedValue
from simulator.scenario.explain import explain as explained
from simulator.values import NOTHING


def explain(
    path: Path, key: str | None, *, overlays: tuple[Path, ...], settings: tuple[str, ...], is_json: bool
) -> None:
    """Print each value in force with its unit, the file and line that set it, and its source."""
    reading = finding.scenario_at(path, overlays, settings)
    rows = _chosen(explained(reading), key, path)
    if is_json:
        click.echo(json.dumps([_as_json(row) for row in rows], ensure_ascii=False, indent=2))
        return
    console = terminal.result_console()
    if len(rows) == 1:
        click.echo(_in_full(rows[0]))
        return
    terminal.print_table(
        console,
        tables.Table(
            name="explain",
            title=f"{reading.scenario.about.title}: settings in force",
            columns=("key", "value", "unit", "set by", "confidence"),
            rows=tuple((row.key, row.shown_value, row.unit, row.set_by, row.confidence) for row in rows),
            notes=(),
            text_columns=("value", "unit", "set by", "confidence"),
        ),
    )
    terminal.print_notes(console, ("Name one key to see its meaning, source and range.",))


def _chosen(rows: tuple[ExplainedValue, ...], key: str | None, path: Path) -> list[ExplainedValue]:
    """Return the rows of one key or of all keys below it."""
    if key is None:
        return list(rows)
    chosen = [row for row in rows if row.key == key or row.key.startswith(f"{key}.")]
    if not chosen:
        known = {row.key for row in rows} | {row.key.partition(".")[0] for row in rows}
        raise ScenarioError(str(path), [Fault(unknown_key(key, known), shown(key)[1:-1])])
    return chosen


def _source(row: ExplainedValue) -> str:
    return f"{said(row.source)} ({row.confidence})" if row.confidence else said(row.source)


def _in_full(row: ExplainedValue) -> str:
    lines = [f"{row.key} = {row.shown_value}", f"  meaning  {row.meaning}", f"  unit     {row.unit}"]
    lines += [f"  side     {row.side}", f"  set by   {row.set_by}"]
    if row.source != NOTHING:
        lines.append(f"  source   {_source(row)}")
    if row.low is not None or row.high is not None:
        lines.append(f"  range    {shown(row.low)} to {shown(row.high)}")
    return "\n".join(lines)


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
        rows = [
            (f"{row.section}.{row.key}".lstrip("."), row.unit, row.allowed, row.default, row.meaning)
            for row in reference_rows()
        ]
        columns = ("key", "unit", "allowed", "default", "meaning")
        terminal.print_table(
            terminal.result_console(),
            tables.Table(
                "dictionary", "Every key of a scenario file", columns, tuple(rows), (),
                text_columns=("unit", "allowed", "default", "meaning"),
            ),
        )  # fmt: skip
