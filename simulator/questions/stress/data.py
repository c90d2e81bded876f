"""Every number of a stress test for programs: measures by world, the figures of each stress, curves, the downturn."""

from simulator.analysis.episodes import NamedStress
from simulator.answer import Row, Table, data_table
from simulator.estimate import Estimate
from simulator.questions.stress.found import StressTest
from simulator.scenario.model import Source
from simulator.scenario.world import Stress
from simulator.values import Cell, Measured, Number, Own

_TIME = ("start_month", "months")
_NEUTRAL = {name: info.default for name, info in Stress.model_fields.items() if not info.is_required()}


def data_tables(test: StressTest) -> tuple[Table, ...]:
    """Return the tables for programs."""
    macro = [_downturn_table(test)] if test.reverse.downturn is not None else []
    return (_worlds_table(test), _parameters_table(test), _curves_table(test), _reverse_table(test), *macro)


def _plain(estimate: Estimate | None) -> Cell:
    return None if estimate is None else Measured(estimate, "plain")


def _worlds_table(test: StressTest) -> Table:
    """Return every measure in every world, and its change."""
    worlds = test.worlds
    rows = [
        Row(
            name,
            (Own(measure.key), Own(measure.unit), _plain(value), _plain(worlds.differences.get((name, measure.key)))),
        )
        for name in worlds.names
        for measure in worlds.measures
        if (value := worlds.estimates.get((name, measure.key))) is not None
    ]
    return data_table(
        "worlds",
        {
            **dict.fromkeys(("measure", "unit"), ("words", "plain")),
            **dict.fromkeys(("value", "change"), ("measured", "plain")),
        },
        rows,
    )


def _parameters_table(test: StressTest) -> Table:
    """Return every figure of every stress with its source, confidence and range."""
    words = ("episode", "sectors", "parameter")
    return data_table(
        "parameters",
        {
            **dict.fromkeys(words, ("words", "plain")),
            **dict.fromkeys(("first_month", "months", "value"), ("number", "plain")),
            **dict.fromkeys(("source", "confidence"), ("words", "plain")),
            **dict.fromkeys(("low", "high"), ("number", "plain")),
        },
        [row for stress in test.stresses for row in _parameters(stress)],
    )


def _parameters(stress: NamedStress) -> list[Row]:
    rows = []
    for episode in stress.episodes:
        for name, value in episode.model_dump().items():
            is_set = name in _NEUTRAL and name != "applies_to" and value != _NEUTRAL[name]
            if name in _TIME or is_set:
                words = (Own(episode.name), Own(episode.applies_to), Own(name))
                numbers = (Number(episode.start_month), Number(episode.months), Number(value))
                rows.append(Row(stress.name, (*words, *numbers, *_source(stress.sources.get(name)))))
    return rows


def _source(source: Source | None) -> tuple[Cell, ...]:
    if source is None:
        return (None,) * 4
    ends = (None if end is None else Number(end) for end in (source.low, source.high))
    return (Own(source.source), Own(source.confidence), *ends)


def _curves_table(test: StressTest) -> Table:
    """Return the chance of running dry at every severity tried."""
    rows = [
        Row(severity.stress.name, (Number(at), Measured(chance, "probability")))
        for severity in test.severities
        for at, chance in severity.curve
    ]
    return data_table(
        "chance_by_severity", {"severity": ("number", "plain"), "p_depleted": ("measured", "probability")}, rows
    )


def _reverse_table(test: StressTest) -> Table:
    """Return the depth of the downturn and the chance in it, and both with worthless patents."""
    reverse, down = test.reverse, test.reverse.downturn
    found = {
        "downturn_depth": None if down is None else down.depth,
        "downturn_chance": None if down is None else down.chance,
        "chance_with_worthless_patents": reverse.worthless,
        "depth_with_worthless_patents": reverse.worthless_depth,
    }
    rows = [Row(key, (_plain(estimate),)) for key, estimate in found.items()]
    return data_table("reverse", {"value": ("measured", "plain")}, rows)


def _downturn_table(test: StressTest) -> Table:
    """Return the macro factor in the downturn, month by month, in standard deviations."""
    down, start = test.reverse.downturn, int(test.scenario.clock.start[:4])
    values = [] if down is None else down.macro.tolist()
    rows = [Row(f"{start + month // 12}-{month % 12 + 1:02d}", (Number(value),)) for month, value in enumerate(values)]
    return data_table("downturn", {"macro_factor": ("number", "plain")}, rows)
