"""What several funds say: sentences, each fund and the pot, who runs dry together, and what the centre pays."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from simulator.analysis.intervals import proportion_interval
from simulator.answer import Answer, Basis, Column, Fact, Kind, Row, Table, data_table
from simulator.estimate import Estimate
from simulator.questions.basis import basis_of
from simulator.questions.names import measure_name, own_name
from simulator.questions.pool.ask import Pooling, Together
from simulator.questions.pool.said import said
from simulator.scenario.cities import City
from simulator.scenario.writing import cities_toml
from simulator.values import Cell, Measured, Number, Own, Phrase, Unit, Value, phrase

MOST_SHOWN = 10
CURVE = 41
"""Amounts at which the chance of a larger payment is given."""
ONE, OWN = "one_economy", "own_economies"
POT = "pot"


def tell(found: Pooling) -> Answer:
    """Return the answer without its chart."""
    return Answer(
        question="pool",
        basis=_basis(found),
        said=said(found),
        tables=(*shown_tables(found), _numbers_table(found), _exceedance_table(found), _cities_table(found)),
        facts=_facts(found),
        attached={"cities.toml": cities_toml(found.study).encode("utf-8")},
    )


def _basis(found: Pooling) -> Basis:
    """Return the basis under the study's title; the calibration shown is that of the first city."""
    each = [] if len(set(found.fitted)) == 1 else [phrase("pool.note.each_fitted")]
    notes = (*each, phrase("pool.note.cover"), phrase("pool.note.shared"))
    basis = basis_of(found.study.cities[0].scenario, found.fitted[0], notes)
    return replace(basis, title=own_name(found.study.title))


def _facts(found: Pooling) -> dict[str, Fact]:
    study = found.study
    return {
        "asked": study.question,
        "cities": [city.name for city in study.cities],
        "funds": study.funds,
        "money": found.money,
        "centre_covers": study.centre.covers,
        "centre_share": study.centre.share,
        "centre_capital": study.centre.capital,
    }


def economies(found: Pooling) -> tuple[tuple[str, Together], ...]:
    """Return what was found in one economy and in economies of their own, each with its key."""
    return (ONE, found.common), (OWN, found.independent)


def economy_name(key: str) -> Phrase:
    """Return what one economy, or economies of their own, are called."""
    return phrase(f"pool.economy.{key}")


def shown_tables(found: Pooling) -> tuple[Table, ...]:
    """Return the tables that are read."""
    return _funds_table(found), _same_year_table(found), _centre_chance_table(found), _centre_table(found)


def _chance(estimate: Estimate) -> Measured:
    return Measured(estimate, "probability")


def _amount(estimate: Estimate) -> Measured:
    return Measured(estimate, "currency")


def _economy_columns(found: Pooling, unit: Unit) -> list[Column]:
    return [Column(key, economy_name(key), "measured", unit) for key, _ in economies(found)]


def _city_name(city: City) -> Value:
    name = own_name(city.name)
    return name if city.count == 1 else phrase("pool.cities_alike", city=name, count=Number(city.count, "count"))


def _funds_table(found: Pooling) -> Table:
    """Return the chance of running dry of each fund, and of one pot with the money of all."""
    cities = found.study.cities
    keys = [*(city.name for city in cities), POT]
    names: list[Value] = [*map(_city_name, cities), phrase("pool.pot")]
    sizes = [*(city.scenario.fund.fund_size for city in cities), found.money]
    chances = [(*part.dry, part.pot_dry) for _, part in economies(found)]
    rows = [
        Row(key, (name, Number(size, "currency", 3), *map(_chance, both)))
        for key, name, size, *both in zip(keys, names, sizes, *chances, strict=True)
    ]
    columns = (
        Column("fund", phrase("pool.column.fund")),
        Column("capital", phrase("pool.column.capital"), "number", "currency"),
        *_economy_columns(found, "probability"),
    )
    return Table("funds", measure_name("p_depleted"), columns, tuple(rows), marked=POT)


def numbers_shown(found: Pooling) -> list[int]:
    """Return the numbers of funds whose joint chance is printed and drawn: all of a few, some of many."""
    funds = found.study.funds
    if funds <= MOST_SHOWN:
        return list(range(1, funds + 1))
    some = (step * 10**power for power in range(3) for step in (1, 2, 3, 5))
    return [*(number for number in some if number < funds), funds]


def _same_year_table(found: Pooling) -> Table:
    """Return the chance that at least so many funds run dry first within one calendar year."""
    parts = [part for _, part in economies(found)]
    rows = tuple(
        Row(str(number), (Number(number, "count"), *(_chance(part.same_year[number - 1]) for part in parts)))
        for number in numbers_shown(found)
    )
    columns = (Column("funds", phrase("pool.column.funds"), "number", "count"), *_economy_columns(found, "probability"))
    return Table("same_year", phrase("pool.table.same_year"), columns, rows)


def _centre_chance_table(found: Pooling) -> Table:
    """Return the chance that the centre pays, and that it pays more than its capital where it has one."""
    parts = [part for _, part in economies(found)]
    rows = [Row("pays", (phrase("pool.payment.pays"), *(_chance(part.centre_pays) for part in parts)))]
    short = [part.centre_short for part in parts if part.centre_short is not None]
    if short:
        rows.append(Row("short", (phrase("pool.payment.short"), *map(_chance, short))))
    columns = (Column("event", phrase("pool.column.centre")), *_economy_columns(found, "probability"))
    return Table("centre_chance", phrase("pool.table.centre_chance"), columns, tuple(rows))


def _centre_table(found: Pooling) -> Table:
    """Return what the centre pays over the whole time, with the paired difference that the common economy makes."""
    parts = [part for _, part in economies(found)]
    rows = [Row("mean", (phrase("pool.payment.mean"), *(_amount(part.centre_mean) for part in parts), None))]
    for level, less in found.centre_less.items():
        name = phrase("pool.payment.at_most", level=Number(level, "share"))
        difference = Measured(less, "currency", is_difference=True)
        cells: tuple[Cell, ...] = (name, *(_amount(part.centre_at[level]) for part in parts), difference)
        rows.append(Row(f"{level:g}", cells))
    columns = (
        Column("payment", phrase("pool.column.payment")),
        *_economy_columns(found, "currency"),
        Column("difference", phrase("pool.column.difference"), "measured", "currency"),
    )
    return Table("centre", phrase("pool.table.centre"), columns, tuple(rows))


def exceedance(found: Pooling, part: Together) -> list[tuple[float, Estimate]]:
    """Return the chance that the centre pays more than each of a range of amounts; empty where it never pays."""
    largest = max(float(one.payments[-1]) for _, one in economies(found))
    if largest == 0:
        return []
    count = len(part.payments)
    return [
        (size, proportion_interval(count - int(np.searchsorted(part.payments, size, side="right")), count))
        for size in map(float, np.linspace(0, largest, CURVE))
    ]


def _exceedance_table(found: Pooling) -> Table:
    """Return the chance that the centre pays more than each amount."""
    rows = (
        Row(key, (Number(size, "currency"), _chance(chance)))
        for key, part in economies(found)
        for size, chance in exceedance(found, part)
    )
    kinds: dict[str, tuple[Kind, Unit]] = {
        "payment": ("number", "currency"), "p_more": ("measured", "probability"),
    }  # fmt: skip
    return data_table("centre_exceedance", kinds, rows)


def _numbers_table(found: Pooling) -> Table:
    """Return every number, one a row: amounts in currency, chances as shares; `row` is the economy."""
    rows = (Row(economy, (Own(name), Own(of), Measured(one, "plain"))) for economy, name, of, one in _numbers(found))
    kinds: dict[str, tuple[Kind, Unit]] = {
        "measure": ("words", "plain"), "of": ("words", "plain"), "value": ("measured", "plain"),
    }  # fmt: skip
    return data_table("numbers", kinds, rows)


def _numbers(found: Pooling) -> Iterator[tuple[str, str, str, Estimate]]:
    """Yield economy, measure, of what, and estimate."""
    for key, part in economies(found):
        for city, chance in zip(found.study.cities, part.dry, strict=True):
            yield key, "p_depleted", city.name, chance
        yield key, "p_depleted", POT, part.pot_dry
        for number, chance in enumerate(part.same_year, 1):
            yield key, "p_at_least_in_same_year", str(number), chance
        yield key, "number_depleted", "", part.number_dry
        yield key, "correlation", "", part.correlation
        yield key, "others_depleted", "", part.others_dry
        yield key, "centre_pays", "", part.centre_pays
        if part.centre_short is not None:
            yield key, "centre_short", "", part.centre_short
        yield key, "centre_mean", "", part.centre_mean
        for level, estimate in part.centre_at.items():
            yield key, "centre_quantile", f"{level:g}", estimate
    yield ONE, "average_p_depleted", "", found.average
    yield ONE, "pot_less_average", "", found.pot_less_average
    if found.pot_capital is not None:
        yield ONE, "pot_capital", "", found.pot_capital
    yield "difference", "p_at_least_in_same_year", "2", found.same_year_less
    for level, estimate in found.centre_less.items():
        yield "difference", "centre_quantile", f"{level:g}", estimate


def _cities_table(found: Pooling) -> Table:
    """Return the cities, how many alike, and the capital of each one's fund."""
    rows = (
        Row(city.name, (Number(city.count, "count"), Number(city.scenario.fund.fund_size, "currency")))
        for city in found.study.cities
    )
    return data_table("cities", {"count": ("number", "count"), "capital": ("number", "currency")}, rows)
