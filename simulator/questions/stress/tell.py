"""What a stress test tells: sentences, changes by world, lending kept open, severities, episodes, the downturn."""

from collections.abc import Mapping

from simulator.answer import Answer, Column, Fact, Row, Table
from simulator.estimate import Estimate
from simulator.questions.basis import basis_of
from simulator.questions.names import measure_name, measured, own_name
from simulator.questions.overlays import copies
from simulator.questions.stress.data import data_tables
from simulator.questions.stress.found import Downturn, Severity, StressTest
from simulator.questions.stress.said import (
    chance_of,
    change_of,
    limit_of,
    said,
    sequence_notes,
    severity_size,
    stress_name,
    world_name,
    years_of,
)
from simulator.scenario.world import Stress
from simulator.values import Cell, Listed, Measured, Number, Phrase, Unit, Value, phrase

_LAST = ("additional_lending", "bank_loss", "fiscal_cost", "cost_per_additional", "idle_share")


def tell(test: StressTest) -> Answer:
    """Return the answer without its charts."""
    return Answer(
        question="stress",
        basis=basis_of(test.scenario, test.worlds.fitted, sequence_notes(test.sequence)),
        said=said(test),
        tables=(*_tables(test), *data_tables(test)),
        facts=_facts(test),
        attached=copies("stress", test.files),
    )


def _facts(test: StressTest) -> dict[str, Fact]:
    down = test.reverse.downturn
    return {
        "years": test.years,
        "limit": test.limit,
        "sequence": [f"{stress.name}@{stress.start_month}" for stress in test.sequence],
        "deepest_downturn_tried": test.reverse.deepest,
        "downturn_first_year": None if down is None else down.first_year,
        "downturn_last_year": None if down is None else down.last_year,
        "downturn_average_of_macro_factor": None if down is None else down.average,
    }


def first_keys(test: StressTest) -> tuple[str, ...]:
    """Return the measures that are shown."""
    known = {measure.key for measure in test.worlds.measures}
    return tuple(key for key in (test.chance_key, "lent_priority", *_LAST) if key in known)


def _tables(test: StressTest) -> tuple[Table, ...]:
    down, worlds = test.reverse.downturn, test.worlds
    changes = _by_world(test, "changes", worlds.stressed, worlds.differences, is_difference=True)
    measures = _by_world(test, "measures", worlds.names, worlds.estimates, is_difference=False)
    kept = [_kept_open_table(test)] if worlds.kept_open else []
    shocks = [_shocks_table(test, down)] if down is not None and down.shocks else []
    return (changes, measures, *kept, _severities_table(test), _episodes_table(test), *shocks)


def _heading(key: str) -> Phrase:
    return phrase(f"stress.column.{key}")


def _words(*keys: str) -> tuple[Column, ...]:
    return tuple(Column(key, _heading(key)) for key in keys)


def _measured(unit: Unit, *keys: str) -> tuple[Column, ...]:
    return tuple(Column(key, _heading(key), "measured", unit) for key in keys)


def _by_world(
    test: StressTest,
    key: str,
    names: tuple[str, ...],
    numbers: Mapping[tuple[str, str], Estimate],
    *,
    is_difference: bool,
) -> Table:
    """Return the first measures, one row per world."""
    nothing = Estimate(0.0, 0.0, 0.0, "mean")
    measures = [test.worlds.measure(one) for one in first_keys(test)]

    def cell(world: str, place: int) -> Cell:
        found = numbers.get((world, measures[place].key))
        return None if found is None else measured(measures[place], found, is_difference=is_difference)

    columns = tuple(
        Column(
            one.key,
            measure_name(one.key),
            "measured",
            measured(one, nothing, is_difference=is_difference).unit,
        )
        for one in measures
    )
    rows = tuple(
        Row(world, (world_name(test, world), *(cell(world, place) for place in range(len(measures)))))
        for world in names
    )
    return Table(key, phrase(f"stress.table.{key}"), (*_words("stress"), *columns), rows)


def _kept_open_table(test: StressTest) -> Table:
    """Return lending kept open, one row per group of sectors and stress."""
    rows = tuple(
        Row(
            f"{group}, {name}",
            (
                phrase(f"stress.group.{group}"),
                world_name(test, name),
                Measured(kept.with_scheme, "share"),
                Measured(kept.without_scheme, "share"),
                Measured(kept.difference, "points", is_difference=True),
            ),
        )
        for (group, name), kept in test.worlds.kept_open.items()
    )
    columns = (
        *_words("lending_to", "stress"),
        *_measured("share", "with_scheme", "without_scheme"),
        *_measured("points", "difference"),
    )
    return Table("kept_open", phrase("stress.table.kept_open"), columns, rows)


def _severities_table(test: StressTest) -> Table:
    """Return the smallest severity of each stress at which the chance of running dry reaches the limit."""
    rows = tuple(
        Row(
            one.stress.name,
            (
                stress_name(one.stress),
                severity_size(one),
                _chance_at(one, 1.0),
                Number(one.largest),
                _chance_at(one, one.largest),
            ),
        )
        for one in test.severities
    )
    columns = (
        *_words("stress"),
        *_measured("plain", "severity"),
        *_measured("probability", "chance_as_stated"),
        Column("largest_tried", _heading("largest_tried"), "number"),
        *_measured("probability", "chance_at_largest"),
    )
    title = phrase("stress.table.severities", years=years_of(test), limit=limit_of(test))
    return Table("severities", title, columns, rows, (phrase("stress.note.severity"),))


def _chance_at(severity: Severity, at: float) -> Value:
    found = dict(severity.curve).get(at)
    return phrase("value.not_applicable") if found is None else chance_of(found)


def _episodes_table(test: StressTest) -> Table:
    """Return what each stress changes, when and for whom."""
    rows = tuple(
        Row(
            stress.name,
            (
                stress_name(stress),
                Number(episode.start_month, "count"),
                Number(episode.start_month + episode.months - 1, "count"),
                _sectors(episode),
                change_of(episode),
                _confidence({source.confidence for source in stress.sources.values()}),
            ),
        )
        for stress in test.stresses
        for episode in stress.episodes
    )
    months = tuple(Column(key, _heading(key), "number", "count") for key in ("first_month", "last_month"))
    columns = (*_words("stress"), *months, *_words("sectors", "changes", "confidence"))
    return Table("stresses", phrase("stress.table.stresses"), columns, rows)


def _sectors(episode: Stress) -> Phrase:
    return phrase(f"stress.sectors.{episode.applies_to}")


def _confidence(words: set[str]) -> Value:
    if not words:
        return phrase("stress.no_source")
    return Listed(tuple(phrase(f"stress.confidence.{word}") for word in sorted(words)))


def _shocks_table(test: StressTest, down: Downturn) -> Table:
    """Return technology shocks by sector in the downturn: where the fund runs dry, and the difference to elsewhere."""
    rows = tuple(
        Row(
            shock.sector,
            (
                own_name(shock.sector),
                Number(shock.usual),
                Measured(shock.when_dry, "plain"),
                Measured(shock.difference, "plain", is_difference=True),
            ),
        )
        for shock in down.shocks
    )
    columns = (
        *_words("sector"),
        Column("usual", _heading("usual"), "number"),
        *_measured("plain", "when_dry", "less_elsewhere"),
    )
    title = phrase("stress.table.technology_shocks", years=years_of(test))
    return Table("technology_shocks", title, columns, rows, screen_rows=0)
