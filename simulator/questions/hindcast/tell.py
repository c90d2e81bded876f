"""What a hindcast says: how many published figures the model meets, each beside the model, and why they differ."""

from collections.abc import Collection

from simulator.answer import Answer, Basis, Column, Kind, Row, Table, data_table
from simulator.estimate import CONFIDENCE
from simulator.questions.basis import basis_of
from simulator.questions.hindcast.ask import Hindcasts
from simulator.questions.hindcast.scheme import Hindcast, HindcastRow, Verdict
from simulator.questions.names import measure_name, measured
from simulator.scenario.writing import scenario_toml
from simulator.values import Number, Own, Phrase, Unit, phrase

TESTED: tuple[Verdict, ...] = ("inside", "above", "below")
DIGITS = 3


def tell(found: Hindcasts) -> Answer:
    """Return the answer; it has no charts."""
    schemes = found.schemes.values()
    return Answer(
        question="hindcast",
        basis=_basis(found),
        said=_said(schemes),
        tables=(*(_table(name, scheme) for name, scheme in found.schemes.items()), _plain(found)),
        attached={
            f"scenarios/{name}.toml": scenario_toml(one.scenario).encode() for name, one in found.schemes.items()
        },
    )


def _scenario(found: Hindcast) -> bytes:
    return scenario_toml(found.scenario).encode()


def _basis(found: Hindcasts) -> Basis:
    """Return what all schemes share; each table says the rest."""
    run = found.scenario.run
    first = phrase(
        "hindcast.basis",
        paths=phrase("count.paths", n=Number(run.paths, "count")),
        seed=Own(str(run.seed)),
        confidence=Number(CONFIDENCE, "share"),
    )
    clock = found.scenario.clock
    title = phrase("hindcast.title")
    return Basis(title, None, run.paths, run.seed, clock.start, clock.years, found.scenario.currency, first=first)


def _said(schemes: Collection[Hindcast]) -> tuple[Phrase, ...]:
    """Return how many published figures the model meets, and what cannot test it."""
    verdicts = [row.verdict for found in schemes for row in found.rows]
    tested = [verdict for verdict in verdicts if verdict in TESTED]
    inputs = verdicts.count("input")
    undated = len(verdicts) - len(tested) - inputs
    counts = {verdict: Number(tested.count(verdict), "count") for verdict in TESTED}
    said = [phrase("hindcast.said.tested", n=Number(len(tested), "count"), **counts)]
    said += [phrase("hindcast.said.undated", n=Number(undated, "count"))] if undated else []
    said += [phrase("hindcast.said.inputs", n=Number(inputs, "count"))] if inputs else []
    return tuple(said)


def _table(name: str, found: Hindcast) -> Table:
    """Return one row per published figure of a scheme."""
    columns = (
        Column("figure", phrase("hindcast.column.figure")),
        Column("published", phrase("hindcast.column.published"), "number"),
        Column("model", phrase("hindcast.column.model"), "measured"),
        Column("range", phrase("hindcast.column.range")),
        Column("times", phrase("hindcast.column.times"), "number"),
        Column("verdict", phrase("hindcast.column.verdict")),
    )
    outcomes = found.outcomes
    reasons = [
        phrase("hindcast.reason", figure=measure_name(row.measure.key), note=Own(row.outcome.note, row.outcome.note_zh))
        for row in found.rows
    ]
    return Table(
        key=f"scheme_{name.partition('-')[0]}",
        title=phrase("hindcast.scheme", title=Own(outcomes.title, outcomes.title_zh), window=_window(found)),
        columns=columns,
        rows=tuple(_row(row) for row in found.rows),
        notes=(phrase("hindcast.terms", terms=Own(outcomes.basis, outcomes.basis_zh)), *dict.fromkeys(reasons)),
        basis=basis_of(found.scenario, found.fitted),
    )


def _row(row: HindcastRow) -> Row:
    unit = row.measure.unit
    ends = {"low": Number(row.low, unit, DIGITS), "high": Number(row.high, unit, DIGITS)}
    return Row(
        row.measure.key,
        (
            measure_name(row.measure.key),
            Number(row.outcome.published, unit),
            measured(row.measure, row.model),
            phrase("hindcast.range", **ends),
            Number(row.ratio, digits=DIGITS),
            verdict_words(row),
        ),
    )


def verdict_words(row: HindcastRow) -> Phrase:
    """Return where the model stands."""
    key = f"hindcast.verdict.{row.verdict.replace(' ', '_')}"
    match row.verdict:
        case "above":
            return phrase(key, factor=Number(row.ratio, digits=DIGITS))
        case "below" if row.ratio == 0:
            return phrase("hindcast.verdict.nothing")
        case "below":
            return phrase(key, factor=Number(1 / row.ratio, digits=DIGITS))
        case "reached":
            return phrase(key, year=Number(row.years, "year"))
        case "not reached":
            return phrase(key, n=Number(row.years, "count"))
        case _:
            return phrase(key)


def _window(found: Hindcast) -> Phrase:
    if not found.outcomes.is_window_known:
        return phrase("hindcast.window.unknown")
    clock = found.scenario.clock
    first = int(clock.start[:4])
    if clock.years == 1:
        return phrase("hindcast.window.year", first=Number(first, "year"))
    return phrase("hindcast.window.years", first=Number(first, "year"), last=Number(first + clock.years - 1, "year"))


def _plain(found: Hindcasts) -> Table:
    """Return every figure of every scheme, in plain units."""
    rows = [
        Row(
            f"{name}-{row.measure.key}",
            (
                Own(name), Own(row.measure.key), _currency(scheme, row),
                Number(row.years), Own(str(scheme.outcomes.is_window_known).lower()), Number(row.outcome.published),
                measured(row.measure, row.model), Number(row.low), Number(row.high), Number(row.ratio),
                Own(row.verdict), Own(row.outcome.note), Own(row.outcome.source), Own(scheme.scenario.about.title),
                Own(scheme.scenario.about.stand_in),
            ),
        )
        for name, scheme in found.schemes.items()
        for row in scheme.rows
    ]  # fmt: skip
    words: tuple[Kind, Unit] = ("words", "plain")
    number: tuple[Kind, Unit] = ("number", "plain")
    return data_table(
        "hindcast",
        {
            "scheme": words, "measure": words, "currency_of_amounts": words, "years": number,
            "is_window_published": words, "published": number, "model": ("measured", "plain"), "paths_low": number,
            "paths_high": number, "model_per_published": number, "verdict": words, "note": words, "source": words,
            "scenario_of_scheme": words, "stand_in_of_scheme": words,
        },
        rows,
    )  # fmt: skip


def _currency(found: Hindcast, row: HindcastRow) -> Own:
    """Return the currency of an amount; nothing for what is none."""
    return Own(found.scenario.currency if row.measure.unit == "currency" else "")
