"""An answer as the files of a run folder: tables to read, tables to compute with, charts."""

from dataclasses import replace

from simulator.answer import Answer, Basis, Table
from simulator.drawing.figure import chart_files
from simulator.estimate import CONFIDENCE
from simulator.places import log
from simulator.places.plain import plain_columns
from simulator.reporting import csv_files, paper_tables
from simulator.reporting.tables import text_table
from simulator.saying.speaker import Speaker
from simulator.values import Own


def files_of(answer: Answer, speaker: Speaker, ending: str = "") -> dict[str, bytes]:
    """Return every table and chart of an answer by its path in the run folder.

    `tables/` has what is read, in the speaker's language, as CSV, LaTeX and Markdown; `data/` has every table with
    plain numbers in plain units, and the log if there is one.

    Parameters
    ----------
    ending
        Of the names of tables and charts to read, where those of another language lie beside them.
    """
    files = dict(answer.attached)
    for table in answer.tables:
        if not table.is_data:
            files |= _to_read(table, answer.basis, speaker, ending)
        files[f"data/{table.key}.csv"] = _to_compute(table, answer.basis)
    if answer.log is not None:
        files["data/log.csv"] = b"".join(log.csv_parts(answer.log()))
        if log.has_parquet():
            files["data/log.parquet"] = log.parquet_bytes(answer.log())
    for chart in answer.charts:
        files |= chart_files(replace(chart, key=f"{chart.key}{ending}"), answer.basis, speaker)
    return files


def _to_read(table: Table, basis: Basis, speaker: Speaker, ending: str) -> dict[str, bytes]:
    shown = text_table(table, basis, speaker)
    return {
        f"tables/{table.key}{ending}.csv": csv_files.table_csv(shown),
        f"tables/{table.key}{ending}.tex": paper_tables.latex(shown).encode("utf-8"),
        f"tables/{table.key}{ending}.md": paper_tables.markdown(shown).encode("utf-8"),
    }


def _to_compute(table: Table, basis: Basis) -> bytes:
    """Return a table with plain numbers, and in each row what they rest on."""
    columns = plain_columns(table)
    stand_in = "" if basis.stand_in is None else basis.stand_in.text
    rests_on = {
        "currency": basis.currency, "paths": basis.paths, "interval": CONFIDENCE, "seed": basis.seed,
        "scenario": basis.title.text if isinstance(basis.title, Own) else "", "stand_in": stand_in,
    }  # fmt: skip
    rows = [[*cells, *rests_on.values()] for cells in zip(*columns.values(), strict=True)]
    return csv_files.csv_bytes([[*columns, *rests_on], *rows])
