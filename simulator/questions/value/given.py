"""Which patents are valued: those of a file, one that is described, or a typical one of each sector."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from simulator.errors import Fault, ScenarioError, wrong
from simulator.inputs.patents import SMALLEST_VALUE, Patent, patent_of, read_patents
from simulator.questions.names import sector_words
from simulator.rules.patent import royalty_multiple
from simulator.scenario.model import Scenario
from simulator.scenario.world import Sector
from simulator.values import Value


def given_patents(
    scenario: Scenario,
    file: Path | str | None,
    described: Mapping[str, object] | None,
    units_right: Collection[str],
    say: Callable[[Value], None],
) -> tuple[Patent, ...]:
    """Return the patents of a file, or the one described; none when nothing is given.

    Raises
    ------
    ScenarioError
        When both are given, or the patents have faults.
    """
    sectors = [sector.name for sector in scenario.sectors]
    if file is not None and described:
        raise ScenarioError("options", [Fault(wrong("faults.questions.file_and_patent"), str(file))])
    if file is not None:
        words = sector_words(sectors)
        return read_patents(Path(file), sectors, say, sector_words=words, units_right=units_right)
    if not described:
        return ()
    cells = {column: str(value) for column, value in described.items()}
    return (
        patent_of({"patent": "patent", "kind": "invention", **cells}, sectors, lambda column: f"--patent {column}"),
    )


def typical_patents(scenario: Scenario) -> tuple[Patent, ...]:
    """Return one invention per sector, with the mean remaining life and the mean value of the scenario."""
    common = scenario.patents
    life = (common.remaining_life_years_min + common.remaining_life_years_max) / 2
    return tuple(
        Patent(
            f"invention, {sector.name}", sector.name, "invention", life, appraised_value=typical_value(scenario, sector)
        )
        for sector in scenario.sectors
    )


def typical_value(scenario: Scenario, sector: Sector) -> float:
    """Return the appraised value of a patent with the mean base of the scenario."""
    common = scenario.patents
    per_base = 1.0 if common.value_method == "drawn" else common.value_per_base
    if common.value_method == "income":
        life = (common.remaining_life_years_min + common.remaining_life_years_max) / 2
        terms = (common.royalty_rate, common.tax_rate, common.revenue_growth_per_year)
        per_base = royalty_multiple(*terms, sector.patent_decay_per_year, common.discount_rate_per_year, life)
    return max(round(common.base_mean * per_base * common.appraisal_bias, 2), SMALLEST_VALUE)


def rate_in_use(scenario: Scenario, kind: str) -> float:
    """Return the scenario's own pledge rate for a kind of patent."""
    return scenario.loans.pledge_rate_invention if kind == "invention" else scenario.loans.pledge_rate_utility
