"""Tables and JSON of several funds: each fund and the pot, who runs dry together, and what the centre pays."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from simulator.analysis.intervals import proportion_interval
from simulator.analysis.pools.pooling import Pooling, Together
from simulator.estimate import Estimate
from simulator.reporting import csv_files, wording
from simulator.reporting.json_text import estimate_json, plain
from simulator.reporting.pools.pooling_text import (
    AMOUNT,
    CHANCE,
    ONE_ECONOMY,
    OWN_ECONOMIES,
    PER_CENT,
    amount_style,
    answer,
    city_words,
    notes_of,
    numbers_shown,
)
from simulator.reporting.tables import Table

CURVE = 41
POT = "one pot"
_BASIS = ("paths", "interval", "seed", "study", "stand_in")


def economies(found: Pooling) -> tuple[tuple[str, Together], ...]:
    """Return what was found in one economy and in economies of their own, each with its name."""
    return (ONE_ECONOMY, found.common), (OWN_ECONOMIES, found.independent)


def tables_of(found: Pooling) -> tuple[Table, ...]:
    """Return the tables that are printed."""
    return funds_table(found), same_year_table(found), centre_table(found)


def funds_table(found: Pooling) -> Table:
    """Return the chance of running dry of each fund, and of one pot with the money of all."""
    style = amount_style(found, found.money)
    sizes = [city.scenario.fund.fund_size for city in found.study.cities]
    names = [city_words(city) for city in found.study.cities]
    chances = [(*part.dry, part.pot_dry) for _, part in economies(found)]
    rows = [
        (name, _exact(size * style.factor), *(_chance(chance) for chance in both))
        for name, size, *both in zip([*names, POT], [*sizes, found.money], *chances, strict=True)
    ]
    return Table(
        name="funds",
        title="Chance of running dry",
        columns=(
            "fund",
            f"capital ({style.label})",
            *(f"chance of running dry, {name} (%)" for name, _ in economies(found)),
        ),
        rows=tuple(rows),
        notes=notes_of(found),
        marked_row=len(rows) - 1,
    )


def same_year_table(found: Pooling) -> Table:
    """Return the chance that at least so many funds run dry first within one calendar year."""
    chances = [part.same_year for _, part in economies(found)]
    rows = [(f"{number:,}", *(_chance(part[number - 1]) for part in chances)) for number in numbers_shown(found)]
    return Table(
        name="same_year",
        title="Chance that at least so many funds run dry in the same year",
        columns=("funds", *(f"{name} (%)" for name, _ in economies(found))),
        rows=tuple(rows),
        notes=notes_of(found),
    )


def centre_table(found: Pooling) -> Table:
    """Return what the centre pays over the whole time, with the paired difference that the common economy makes."""
    values = [part.centre_at for _, part in economies(found)]
    style = amount_style(found, max(estimate.value for part in values for estimate in part.values()))
    rows = [("chance to pay (%)", *(_chance(part.centre_pays) for _, part in economies(found)), "")]
    if found.study.centre.capital is not None:
        short = [part.centre_short for _, part in economies(found)]
        rows.append(("chance to pay more than its capital (%)", *(_chance(one) for one in short if one), ""))
    rows.append(("mean", *(wording.cell(part.centre_mean, AMOUNT, style) for _, part in economies(found)), ""))
    rows += [
        (
            f"at most, on {100 * level:g} % of paths",
            *(wording.cell(part[level], AMOUNT, style) for part in values),
            wording.difference_cell(less, style),
        )
        for level, less in found.centre_less.items()
    ]
    return Table(
        name="centre",
        title="What the centre pays over the whole time",
        columns=(
            "payment",
            *(f"{name} ({style.label})" for name, _ in economies(found)),
            f"difference ({style.label})",
        ),
        rows=tuple(rows),
        notes=notes_of(found),
    )


def _exact(value: float) -> str:
    return wording.number_text(value, wording.decimals_for(value, float("nan")))


def _chance(estimate: Estimate) -> str:
    return wording.cell(estimate, CHANCE, PER_CENT)


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


def exceedance_csv(found: Pooling) -> bytes:
    """Return the chance that the centre pays more than each amount."""
    word = wording.currency_word(found.study.scenario)
    rows = [
        [name, size, word, chance.value, chance.low, chance.high, *_basis(found)]
        for name, part in economies(found)
        for size, chance in exceedance(found, part)
    ]
    return csv_files.csv_bytes([["economy", "payment", "unit", "p_more", "low", "high", *_BASIS], *rows])


def numbers(found: Pooling) -> Iterator[tuple[str, str, str, str, Estimate]]:
    """Yield every number: economy, measure, of what, unit, estimate; amounts in currency, chances as shares."""
    word = wording.currency_word(found.study.scenario)
    for name, part in economies(found):
        for city, chance in zip(found.study.cities, part.dry, strict=True):
            yield name, "p_depleted", city.name, "probability", chance
        yield name, "p_depleted", POT, "probability", part.pot_dry
        for number, chance in enumerate(part.same_year, 1):
            yield name, "p_at_least_in_same_year", str(number), "probability", chance
        yield name, "number_depleted", "", "number", part.number_dry
        yield name, "correlation", "", "correlation", part.correlation
        yield name, "others_depleted", "", "share", part.others_dry
        yield name, "centre_pays", "", "probability", part.centre_pays
        if part.centre_short is not None:
            yield name, "centre_short", "", "probability", part.centre_short
        yield name, "centre_mean", "", word, part.centre_mean
        for level, estimate in part.centre_at.items():
            yield name, "centre_quantile", f"{level:g}", word, estimate
    yield ONE_ECONOMY, "average_p_depleted", "", "probability", found.average
    yield ONE_ECONOMY, "pot_less_average", "", "probability", found.pot_less_average
    if found.pot_capital is not None:
        yield ONE_ECONOMY, "pot_capital", "", word, found.pot_capital
    difference = f"{ONE_ECONOMY} less {OWN_ECONOMIES}"
    yield difference, "p_at_least_in_same_year", "2", "probability", found.same_year_less
    for level, estimate in found.centre_less.items():
        yield difference, "centre_quantile", f"{level:g}", word, estimate


def numbers_csv(found: Pooling) -> bytes:
    """Return every number, one a row, in plain units."""
    rows = [
        [economy, measure, of, unit, estimate.value, estimate.low, estimate.high, estimate.note, *_basis(found)]
        for economy, measure, of, unit, estimate in numbers(found)
    ]
    return csv_files.csv_bytes([["economy", "measure", "of", "unit", "value", "low", "high", "note", *_BASIS], *rows])


def _basis(found: Pooling) -> list[object]:
    scenario = found.study.scenario
    return [found.paths, wording.CONFIDENCE, scenario.run.seed, found.study.title, scenario.about.stand_in]


def files_of(found: Pooling) -> dict[str, bytes]:
    """Return every table file by its path in the run folder."""
    return {
        **{f"tables/{table.name}.csv": csv_files.table_csv(table) for table in tables_of(found)},
        "tables/pool_long.csv": numbers_csv(found),
        "tables/centre_exceedance.csv": exceedance_csv(found),
    }


def pooling_json(found: Pooling, *, files: Sequence[Path] = (), command: str = "") -> str:
    """Return everything found as JSON text; numbers that do not exist are null."""
    study = found.study
    content = {
        "answer": answer(found),
        "title": study.title,
        "question": study.question,
        "notes": notes_of(found)[1:],
        "currency": wording.currency_word(study.scenario),
        "paths": found.paths,
        "seed": study.scenario.run.seed,
        "interval": wording.CONFIDENCE,
        "cities": [
            {"name": city.name, "count": city.count, "capital": city.scenario.fund.fund_size} for city in study.cities
        ],
        "centre": {"covers": study.centre.covers, "share": study.centre.share, "capital": study.centre.capital},
        "money": found.money,
        "numbers": [
            {"economy": economy, "measure": measure, "of": of, "unit": unit, **estimate_json(estimate)}
            for economy, measure, of, unit, estimate in numbers(found)
        ],
        "command": command,
        "files": [str(file) for file in files],
    }
    return json.dumps(plain(content), ensure_ascii=False, indent=2, allow_nan=False)
