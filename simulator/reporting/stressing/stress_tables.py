"""Tables and JSON of a stress test: changes by world, lending kept open, severities, episodes, the downturn."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from simulator.analysis.stressing.episodes import NamedStress
from simulator.analysis.stressing.stressed import Downturn, Severity, StressTest
from simulator.estimate import Estimate
from simulator.reporting import csv_files, tables, wording
from simulator.reporting.json_text import estimate_json, plain
from simulator.reporting.stressing.stress_text import (
    KEPT,
    SHARE,
    answer,
    chance_key,
    change_text,
    definition,
    limit_text,
    notes_of,
    severity_text,
    years_text,
)
from simulator.reporting.tables import Table
from simulator.scenario.model import Source
from simulator.scenario.world import Stress

LAST = ("additional_lending", "bank_loss", "fiscal_cost", "cost_per_additional", "idle_share")
_TIME = ("start_month", "months")
_NEUTRAL = {name: info.default for name, info in Stress.model_fields.items() if not info.is_required()}


def first_keys(test: StressTest) -> tuple[str, ...]:
    """Return the measures that the terminal shows, as many as fit."""
    known = {measure.key for measure in test.worlds.measures}
    wanted = (chance_key(test), "lent_priority", *LAST)
    return tuple(key for key in wanted if key in known)


def changes_table(test: StressTest, keys: Sequence[str] | None = None) -> Table:
    """Return the paired change of every measure under each stress."""
    table = tables.differences_table(test.worlds, keys=keys)
    return _by_world(table, "Change under each stress, paired path by path")


def totals_table(test: StressTest, keys: Sequence[str] | None = None) -> Table:
    """Return every measure itself under each stress."""
    return _by_world(tables.totals_table(test.worlds, keys=keys), "Measures under each stress")


def _by_world(table: Table, title: str) -> Table:
    rows = tuple(tuple("no change" if cell == "same" else cell for cell in row) for row in table.rows)
    return replace(table, title=title, columns=("stress", *table.columns[1:]), rows=rows)


def kept_open_table(test: StressTest) -> Table:
    """Return lending kept open, one row per group of sectors and stress."""
    rows = tuple(
        (
            group, name,
            wording.cell(kept.with_scheme, KEPT, SHARE),
            wording.cell(kept.without_scheme, KEPT, SHARE),
            wording.difference_cell(kept.difference, SHARE),
        )
        for (group, name), kept in test.kept_open.items()
    )  # fmt: skip
    return Table(
        name="kept_open",
        title="Lending kept open: lending under the stress per lending without it, over all lending years",
        columns=("lending to", "stress", "with the scheme (%)", "without it (%)", "difference (percentage points)"),
        rows=rows,
        notes=notes_of(test),
    )


def severities_table(test: StressTest) -> Table:
    """Return the smallest severity of each stress at which the chance of running dry reaches the limit."""
    measure = definition(test, chance_key(test))

    def chance(severity: Severity, at: float) -> str:
        found = dict(severity.curve).get(at)
        return wording.NOT_DEFINED if found is None else wording.cell(found, measure, SHARE)

    rows = tuple(
        (s.stress.name, severity_text(s), chance(s, 1.0), f"{chance(s, s.largest)} (at {s.largest:g})")
        for s in test.severities
    )
    return Table(
        name="severities",
        title=f"Smallest severity at which the chance of running dry within {years_text(test)} reaches "
        f"{limit_text(test)}",
        columns=("stress", "severity (times as stated)", "chance as stated (%)", "chance at the largest tried (%)"),
        rows=rows,
        notes=(
            *notes_of(test),
            "Severity 1 is the stress as stated, 2 the stress laid over itself: factors to the power of the severity, "
            "shifts times the severity.",
        ),
    )


def episodes_table(test: StressTest) -> Table:
    """Return what each stress changes, when and for whom, in words."""
    rows = tuple(
        (
            stress.name, f"{episode.start_month}-{episode.start_month + episode.months - 1}", episode.applies_to,
            change_text(episode), _worst_confidence(stress),
        )
        for stress in test.stresses
        for episode in stress.episodes
    )  # fmt: skip
    return Table(
        name="stresses",
        title="What each stress is",
        columns=("stress", "months", "sectors", "changes", "confidence"),
        rows=rows,
        notes=notes_of(test),
        text_columns=("changes", "confidence"),
    )


def _worst_confidence(stress: NamedStress) -> str:
    words = sorted({source.confidence for source in stress.sources.values()})
    return ", ".join(words) or "no source given"


def parameters_csv(test: StressTest) -> bytes:
    """Return every figure of every stress with its source, confidence and range."""
    columns = ["stress", "episode", "first_month", "months", "sectors", "parameter", "value", "source", "confidence",
               "low", "high", "scenario"]  # fmt: skip
    return csv_files.csv_bytes([columns, *(row for stress in test.stresses for row in _parameters(test, stress))])


def _parameters(test: StressTest, stress: NamedStress) -> list[list[object]]:
    rows: list[list[object]] = []
    for episode in stress.episodes:
        for name, value in episode.model_dump().items():
            if name in _TIME or (name in _NEUTRAL and name != "applies_to" and value != _NEUTRAL[name]):
                rows.append(
                    [stress.name, episode.name, episode.start_month, episode.months, episode.applies_to, name, value,
                     *_source(stress.sources.get(name)), test.scenario.about.title]
                )  # fmt: skip
    return rows


def _source(source: Source | None) -> list[object]:
    return ["", "", None, None] if source is None else [source.source, source.confidence, source.low, source.high]


def curve_csv(test: StressTest) -> bytes:
    """Return the chance of running dry at every severity tried."""
    columns = ["stress", "severity", "p_depleted", "low", "high", "years", *_BASIS]
    rows = [
        [severity.stress.name, at, chance.value, chance.low, chance.high, test.years, *_basis(test)]
        for severity in test.severities
        for at, chance in severity.curve
    ]
    return csv_files.csv_bytes([columns, *rows])


_BASIS = ("paths", "interval", "seed", "scenario", "stand_in")


def _basis(test: StressTest) -> list[object]:
    about = test.scenario.about
    return [test.worlds.paths, wording.CONFIDENCE, test.worlds.seed, about.title, about.stand_in]


def downturn_csv(test: StressTest, down: Downturn) -> bytes:
    """Return the macro factor in the downturn, month by month, in standard deviations."""
    start = int(test.scenario.clock.start[:4])
    rows = [
        [csv_files.month_text(start, month), value, *_basis(test)] for month, value in enumerate(down.macro.tolist())
    ]
    return csv_files.csv_bytes([["month", "macro_factor", *_BASIS], *rows])


def shocks_table(test: StressTest, down: Downturn) -> Table:
    """Return technology shocks by sector in the downturn: where the fund runs dry, and the difference to elsewhere."""
    rows = tuple(
        (
            shock.sector, f"{shock.usual:g}",
            wording.with_interval(shock.when_dry, 1.0, is_signed=False),
            wording.difference_cell(shock.difference, wording.UnitStyle(1.0, "number", "number")),
        )
        for shock in down.shocks
    )  # fmt: skip
    return Table(
        name="technology_shocks",
        title=f"Technology shocks within {years_text(test)} in the downturn that empties the fund",
        columns=("sector", "usual (number)", "where the fund runs dry (number)", "less those elsewhere (number)"),
        rows=rows,
        notes=notes_of(test),
    )


def files_of(test: StressTest) -> dict[str, bytes]:
    """Return every table file of a stress test by its path in the run folder."""
    down = test.reverse.downturn
    wide = [changes_table(test), totals_table(test), severities_table(test), episodes_table(test)]
    wide += [kept_open_table(test)] if test.kept_open else []
    wide += [shocks_table(test, down)] if down is not None and down.shocks else []
    files = {f"tables/{table.name}.csv": csv_files.table_csv(table) for table in wide}
    files["tables/measures_long.csv"] = csv_files.long_csv(test.worlds)
    files["tables/parameters.csv"] = parameters_csv(test)
    files["tables/chance_by_severity.csv"] = curve_csv(test)
    if down is not None:
        files["tables/downturn.csv"] = downturn_csv(test, down)
    return files


def stress_json(test: StressTest, *, files: Sequence[Path] = (), command: str = "") -> str:
    """Return the stress test as JSON text; numbers that do not exist are null."""
    worlds, reverse = test.worlds, test.reverse
    content = {
        "answer": answer(test),
        "scenario": test.scenario.about.title,
        "notes": notes_of(test)[1:],
        "currency": wording.currency_word(test.scenario),
        "paths": worlds.paths,
        "seed": worlds.seed,
        "interval": wording.CONFIDENCE,
        "years": test.years,
        "limit": test.limit,
        "worlds": [
            {
                "name": point.name,
                "values": _of_world(worlds.estimates, point.name),
                "changes": _of_world(worlds.differences, point.name),
            }
            for point in worlds.points
        ],
        "kept_open": [
            {
                "lending_to": group,
                "stress": name,
                "with_scheme": estimate_json(kept.with_scheme),
                "without_scheme": estimate_json(kept.without_scheme),
                "difference": estimate_json(kept.difference),
            }
            for (group, name), kept in test.kept_open.items()
        ],
        "severities": [
            {
                "stress": severity.stress.name,
                "smallest": estimate_json(severity.smallest),
                "largest_tried": severity.largest,
                "chance_by_severity": [{"severity": at, **estimate_json(chance)} for at, chance in severity.curve],
            }
            for severity in test.severities
        ],
        "reverse": {
            "deepest_tried": reverse.deepest,
            "downturn": None if reverse.downturn is None else _downturn(reverse.downturn),
            "chance_with_worthless_patents": estimate_json(reverse.worthless),
            "depth_with_worthless_patents": None
            if reverse.worthless_depth is None
            else estimate_json(reverse.worthless_depth),
        },
        "stresses": [
            {
                "name": stress.name,
                "episodes": [episode.model_dump() for episode in stress.episodes],
                "sources": {key: source.model_dump() for key, source in stress.sources.items()},
            }
            for stress in test.stresses
        ],
        "sequence": [{"name": s.name, "first_month": s.start_month} for s in test.sequence],
        "command": command,
        "files": [str(file) for file in files],
    }
    return json.dumps(plain(content), ensure_ascii=False, indent=2, allow_nan=False)


def _of_world(numbers: Mapping[tuple[str, str], Estimate], world: str) -> dict[str, object]:
    return {key: estimate_json(estimate) for (name, key), estimate in numbers.items() if name == world}


def _downturn(down: Downturn) -> dict[str, object]:
    return {
        "first_year": down.first_year,
        "last_year": down.last_year,
        "depth": estimate_json(down.depth),
        "average_of_macro_factor": down.average,
        "chance": estimate_json(down.chance),
        "macro_factor": down.macro.tolist(),
        "technology_shocks": [
            {
                "sector": shock.sector,
                "usual": shock.usual,
                "when_dry": estimate_json(shock.when_dry),
                "difference": estimate_json(shock.difference),
            }
            for shock in down.shocks
        ],
    }
