"""The command that values patents: value."""

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from simulator.analysis.valuing import value as values
from simulator.analysis.valuing.value import Question, Valuation
from simulator.cli import finding, progress
from simulator.cli.calling import program, repeated
from simulator.cli.comparing import Options, command_words, print_files
from simulator.cli.numbers import confirmed_columns
from simulator.compiled import has_compiled
from simulator.errors import ScenarioError
from simulator.inputs.number_columns import sentence_of
from simulator.inputs.patents import Patent, facts_of_patents, patent_of, read_patents
from simulator.reporting import run_folder, terminal
from simulator.reporting.names import sector_words
from simulator.reporting.valuing import figures_value, value_tables, value_text
from simulator.scenario import writing
from simulator.scenario.model import Scenario

SHORT = "value"
COMPILE_SECONDS = 20
MOST_PATHS = 1_000_000
COLUMN_OF = {
    "name": "patent",
    "sector": "sector",
    "kind": "kind",
    "life": "remaining_life_years",
    "revenue": "revenue",
    "royalty": "royalty_rate",
    "appraised": "appraised_value",
    "cost": "cost",
    "market": "market",
}
"""Options for one patent, and the columns of a file that they stand for."""


def value(source: Path, patents: Path | None, given: Mapping[str, Any]) -> None:
    """Value the patents of a file, or one given by options; write the run folder and print the answer."""
    common = {
        key: word for key, word in given.items() if key not in (*COLUMN_OF, "lgd", "percentile", "term", "units_right")
    }
    options = Options(**common)
    reading = finding.scenario_at(source, options.overlays, options.all_settings)
    question = _question(reading.scenario, patents, given)
    if not has_compiled("draw_defaults"):
        progress.say(f"first run: compiling takes about {COMPILE_SECONDS} s, once ...", is_quiet=options.is_quiet)
    with run_folder.RunFolder(options.out, f"{source.stem}-{SHORT}") as folder:
        with progress.bar("patents and cells of the table", is_quiet=options.is_quiet) as show:
            found = values.value_patents(reading, question, show)
        progress.simulated(found.paths, found.seconds, is_quiet=options.is_quiet)
        own_words = _own_words(given)
        file_words = [] if patents is None else [str(patents)]
        folder.facts = {
            **run_folder.facts_of(
                reading.scenario,
                command_words([SHORT, str(source), *file_words], options, own_words, reading.scenario.run),
            ),
            "repeat_from_this_folder": _again(Path(), own_words, has_patents=patents is not None),
            "notes": list(value_text.notes_of(found)),
        }
        if patents is not None:
            folder.write("patents.csv", patents.read_bytes())
        _write(folder, found, options)
    _print(found, folder.files, _again(folder.path, own_words, has_patents=patents is not None), options)


def _question(scenario: Scenario, patents: Path | None, given: Mapping[str, Any]) -> Question:
    """Return what is asked, every fault of the options named at once."""
    lgd = scenario.lender.loss_given_default if given["lgd"] is None else given["lgd"]
    words = {COLUMN_OF[key]: given[key].strip() for key in COLUMN_OF if given[key] is not None}
    faults = [
        f"{option}: must be above 0 and below 1 (got {number:g}); write 0.5 for 50 %"
        for option, number in (("--lgd", lgd), ("--percentile", given["percentile"]))
        if not 0 < number < 1
    ]
    if scenario.run.paths > MOST_PATHS:
        faults.append(f"--paths: at most {MOST_PATHS} here (got {scenario.run.paths})")
    if words and patents is not None:
        faults.append(f"{patents}: a file and options for one patent cannot both be given; leave one out")
    if faults:
        raise ScenarioError("options", faults)
    return Question(
        _patents(scenario, patents, words, confirmed_columns(given["units_right"])),
        lgd,
        given["percentile"],
        given["term"],
    )


def _patents(
    scenario: Scenario, patents: Path | None, words: Mapping[str, str], units_right: frozenset[str]
) -> tuple[Patent, ...]:
    sectors = [sector.name for sector in scenario.sectors]
    if patents is not None:
        return read_patents(
            patents,
            sectors,
            progress.saying(patents),
            sector_words=sector_words(sectors),
            units_right=units_right,
        )
    if not words:
        return ()
    option_of = {column: f"--{option}" for option, column in COLUMN_OF.items()}
    try:
        return (patent_of({"patent": "patent", "kind": "invention", **words}, sectors),)
    except ScenarioError as error:
        faults = [_as_option(fault, option_of) for fault in error.faults]
        raise ScenarioError("options", faults) from None


def _as_option(fault: str, option_of: Mapping[str, str]) -> str:
    """Return "options, royalty_rate: must ..." as "--royalty: must ..."."""
    column, _, rest = fault.removeprefix("options, ").partition(": ")
    return f"{option_of[column]}: {rest}"


def _own_words(given: Mapping[str, Any]) -> list[str]:
    found = repeated("--unit-is-right", given["units_right"])
    for key in ("lgd", "percentile", "term", *COLUMN_OF):
        if given[key] is not None:
            found += repeated(f"--{key}", [f"{given[key]:g}" if isinstance(given[key], float) else str(given[key])])
    return found


def _again(folder: Path, own_words: list[str], *, has_patents: bool) -> str:
    files = [str(folder / "scenario.toml"), *([str(folder / "patents.csv")] if has_patents else [])]
    return " ".join([program(), SHORT, *(shlex.quote(word) for word in (*files, *own_words))])


def _write(folder: run_folder.RunFolder, found: Valuation, options: Options) -> None:
    with progress.timed("tables and figures", is_quiet=options.is_quiet):
        folder.write("scenario.toml", writing.scenario_toml(found.scenario))
        folder.write_all(value_tables.files_of(found))
        folder.write_all(figures_value.figure_files(found))


def _print(found: Valuation, files: list[Path], again: str, options: Options) -> None:
    if options.is_json:
        click.echo(value_tables.valuation_json(found, files=files, command=again))
        return
    read = [f"{sentence_of(facts)}." for facts in facts_of_patents(found.question.patents)]
    first = found.valued[0]
    methods = value_tables.methods_table(found)
    tables = [value_tables.patents_table(found), *([methods] if methods else []), value_tables.proceeds_table(found)]
    tables += [value_tables.sheet_table(found, first, first.sheet)] if first.sheet else []
    tables += [value_tables.months_table(found, first), value_tables.losses_table(found, first)]
    term = value_text.cells_of_term(found)[0]
    tables.append(value_tables.safe_table(found, term))
    tables += [value_tables.safe_table(found, term, is_quantile=True)] if value_tables.has_quantile_rates(found) else []
    terminal.print_result(
        found.scenario, value_text.answer(found), tables, notes=("Further patents and terms are in the files.", *read)
    )
    print_files(files, again)
