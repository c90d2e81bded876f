"""What a comparison of tools tells: what each lever costs and brings, tool by sector, the effects that tools need."""

from collections.abc import Callable

from simulator.answer import Answer, Column, Row, Table, data_table
from simulator.estimate import Estimate
from simulator.questions.basis import basis_of
from simulator.questions.names import measure_name, own_name
from simulator.questions.overlays import copies
from simulator.questions.toolkits.found import Outcome, Toolkits
from simulator.questions.toolkits.said import STEP, effect_needed, lever_name, per_cost, per_money, said
from simulator.values import Cell, Measured, Number, Own, Phrase, Unit, phrase

# Key in files, and how it is read; in the order of the table.
_CHANGES: tuple[tuple[str, Callable[[Outcome], Estimate | None]], ...] = (
    ("public_cost", lambda outcome: outcome.cost),
    ("lending", lambda outcome: outcome.lending),
    ("beyond_ratio", lambda outcome: outcome.beyond),
    ("priority_lending", lambda outcome: outcome.priority),
    ("tool_cost", lambda outcome: outcome.tool_cost),
)
# What is a measure of the model is called as everywhere.
_MEASURES = {
    "public_cost": "fiscal_cost",
    "priority_lending": "lent_priority",
    "tool_cost": "tool_cost",
    "p_depleted": "p_depleted",
}


def tell(found: Toolkits) -> Answer:
    """Return the answer without its chart."""
    notes = (phrase("toolkits.note.alone"), phrase("toolkits.note.yearly_cost"))
    return Answer(
        question="toolkits",
        basis=basis_of(found.scenario, found.fitted, notes),
        said=said(found),
        tables=_tables(found),
        attached=copies("tools", found.tools),
    )


def _tables(found: Toolkits) -> tuple[Table, ...]:
    sectors = [_sectors_table(found)] if found.sectors else []
    required = [_required_table(found)] if found.required else []
    return (_levers_table(found), *sectors, *required, _outcomes_table(found))


def _heading(key: str) -> Phrase:
    measure = _MEASURES.get(key)
    return phrase(f"toolkits.column.{key}") if measure is None else measure_name(measure)


def _measured(key: str, unit: Unit) -> Column:
    return Column(key, _heading(key), "measured", unit)


def _per_cost_column(key: str, heading: Phrase) -> Column:
    return Column(key, heading, "measured", "currency")


def _per_cost_cell(outcome: Outcome) -> Cell:
    """Return lending per 10,000 units of public money; words where more of it is not bought with more money."""
    return per_cost(outcome) if outcome.verdict == "buys" else phrase(f"toolkits.verdict.{outcome.verdict}")


def _levers_table(found: Toolkits) -> Table:
    """Return every lever in all its sectors: lending per 10,000 units of public money, and the changes behind it."""
    changes = [(key, read) for key, read in _CHANGES if key != "beyond_ratio" or found.has_yardstick]
    rows = [
        Row(
            outcome.lever.name,
            (
                lever_name(found, outcome.lever),
                _per_cost_cell(outcome),
                *(_change(read(outcome)) for _, read in changes),
                Measured(outcome.depleted, "probability"),
            ),
        )
        for outcome in found.whole
    ]
    return Table(
        "levers",
        phrase("toolkits.table.levers"),
        (
            Column("lever", _heading("lever")),
            _per_cost_column("lending_per_10000", phrase("toolkits.column.per_cost", per=per_money())),
            *(_measured(key, "currency") for key, _ in changes),
            _measured("p_depleted", "probability"),
        ),
        tuple(rows),
        notes=(phrase("toolkits.note.cost"), *([phrase("toolkits.note.beyond", step=STEP)] * found.has_yardstick)),
    )


def _change(estimate: Estimate | None) -> Cell:
    return None if estimate is None else Measured(estimate, "currency", is_difference=True)


def _sectors_table(found: Toolkits) -> Table:
    """Return additional lending per 10,000 units of public money, tool by sector."""
    cells = {(o.lever.name, o.lever.sector): _per_cost_cell(o) for o in found.outcomes}
    names = dict.fromkeys(outcome.lever.name for outcome in found.outcomes if outcome.lever.kind == "tool")
    sectors = ("", *found.sectors)
    return Table(
        "sectors",
        phrase("toolkits.table.sectors", per=per_money()),
        (
            Column("tool", _heading("tool")),
            _per_cost_column("all_sectors", _heading("all_sectors")),
            *(
                _per_cost_column(sector, phrase("toolkits.column.sector", name=own_name(sector)))
                for sector in found.sectors
            ),
        ),
        tuple(Row(name, (own_name(name), *(cells.get((name, sector)) for sector in sectors))) for name in names),
    )


def _required_table(found: Toolkits) -> Table:
    """Return the smallest effects at which tools pay for themselves, and are as good as raising the ratio."""
    rows = [
        Row(
            f"{part.tool}, {part.effect}",
            (
                own_name(part.tool),
                phrase(f"toolkits.effect.{part.effect}"),
                Number(part.stated, "share"),
                effect_needed(part.pays),
                None if part.matches is None else effect_needed(part.matches),
            ),
        )
        for part in found.required
    ]
    return Table(
        "required_effect",
        phrase("toolkits.table.required_effect"),
        (
            Column("tool", _heading("tool")),
            Column("effect", _heading("effect")),
            Column("stated", _heading("stated"), "number", "share"),
            _measured("pays_for_itself_from", "share"),
            _measured("as_good_as_ratio_from", "share"),
        ),
        tuple(rows),
        notes=(phrase("toolkits.note.step", step=STEP),),
    )


def _outcomes_table(found: Toolkits) -> Table:
    """Return every number of every lever and sector."""
    rows = [
        Row(
            o.lever.name,
            (
                lever_name(found, o.lever),
                Own(o.lever.kind),
                own_name(o.lever.sector) if o.lever.sector else _heading("all_sectors"),
                phrase(f"toolkits.verdict.{o.verdict}"),
                Measured(o.per_cost, "plain"),
                *(_change(read(o)) for _, read in _CHANGES),
                Measured(o.depleted, "probability"),
            ),
        )
        for o in found.outcomes
    ]
    return data_table(
        "outcomes",
        {
            **dict.fromkeys(("lever", "kind", "sector", "verdict"), ("words", "plain")),
            "lending_per_cost": ("measured", "plain"),
            **{key: ("measured", "currency") for key, _ in _CHANGES},
            "p_depleted": ("measured", "probability"),
        },
        rows,
    )
