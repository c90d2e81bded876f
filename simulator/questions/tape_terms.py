"""What is needed to read a loan tape beside the file itself."""

from collections.abc import Collection
from pathlib import Path

import numpy as np

from simulator.errors import Fault, ScenarioError
from simulator.faults import got
from simulator.inputs.tape_cells import CellError, reader_of
from simulator.inputs.tape_check import Terms
from simulator.inputs.tape_fields import FIELD_OF
from simulator.inputs.tape_mapping import TapeMapping, read_mapping
from simulator.questions.names import sector_words
from simulator.scenario.model import Scenario


def terms_for(
    scenario: Scenario,
    *,
    as_of: str | None,
    unit: str | None,
    mapping: Path | str | None,
    sheet: str | None,
    control: Path | str | None,
    units_right: Collection[str] = (),
) -> Terms:
    """Return what is needed to read a tape whose sectors and grades are those of a scenario.

    Raises
    ------
    ScenarioError
        When the day is no date, the mapping file has faults.
    """
    sectors = tuple(sector.name for sector in scenario.sectors)
    return Terms(
        as_of=_day(as_of),
        sectors=sectors,
        grades=tuple(grade.name for grade in scenario.grades),
        sector_words=sector_words(sectors),
        amount_unit=unit,
        mapping=TapeMapping() if mapping is None else read_mapping(Path(mapping), sectors),
        sheet=sheet,
        control=None if control is None else Path(control),
        units_right=frozenset(units_right),
        is_day_given=as_of is not None,
    )


def _day(text: str | None) -> np.datetime64:
    if text is None:
        return np.datetime64("today", "D")
    try:
        return np.datetime64(str(reader_of(FIELD_OF["lent_on"], 1, (), {})(text)), "D")
    except CellError as error:
        raise ScenarioError("--as-of", [Fault(got(error.what, text), "--as-of")]) from None
