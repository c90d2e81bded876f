"""The scenario record: the only place of meaning, unit, range and default of each setting.

A section is a *world* section (economy, firms, patents, lending habits: drawn once for
all policies), a *policy* section (what the city and the bank can choose), a *run* section
(how the computer works) or *text*.
Figures from the world have no default here: they come from scenario files, with a source.
"""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from simulator.errors import UnfitError, wrong
from simulator.scenario.bank_rules import BankRules
from simulator.scenario.operations import Operations
from simulator.scenario.part import Part
from simulator.scenario.policy import Breaker, Fund, Gate, Lender, Scheme, Tool
from simulator.scenario.types import Name, Side, Text, Years
from simulator.scenario.world import (
    Applications,
    Bank,
    Book,
    Calibration,
    Disposal,
    Economy,
    Grade,
    Loans,
    Patents,
    Sector,
    Stress,
    check_shares,
)
from simulator.values import Own


class About(Part):
    """What the file is and which question it answers."""

    side: ClassVar[Side] = "text"

    title: Name
    """Title shown on every table and figure."""
    question: Text = ""
    """Question the scenario answers, in plain words."""
    author: Text = ""
    """Who wrote the file."""
    date: Text = ""
    """When it was written."""
    stand_in: Text = ""
    """Sentence shown on every table and figure when another scheme's terms stand in."""
    title_zh: Text = ""
    """Title on Chinese tables and figures."""
    question_zh: Text = ""
    """Question in Chinese."""
    stand_in_zh: Text = ""
    """Sentence on terms that stand in, on Chinese tables and figures."""


class Run(Part):
    """How much is computed."""

    side: ClassVar[Side] = "run"

    seed: Annotated[int, Field(ge=0, le=2**63 - 1, json_schema_extra={"unit": "number"})] = 20260101
    """Seed of every draw."""
    paths: Annotated[int, Field(ge=1, le=10_000_000, json_schema_extra={"unit": "paths"})] = 10_000
    """Number of simulated histories."""


class Clock(Part):
    """Calendar of the model: model years are calendar years."""

    start: Annotated[
        str, StringConstraints(pattern=r"^(19|20|21)\d\d-01$"), Field(json_schema_extra={"unit": "year-month"})
    ] = "2026-01"
    """First month, always a January."""
    years: Years = 10
    """Years in which new loans are made."""
    run_off: bool = True
    """Follow the book after the last year until every loan, sale and claim is settled."""


class Source(Part):
    """Where a figure comes from."""

    side: ClassVar[Side] = "text"

    source: Text
    """Paper, rule, page or table."""
    source_zh: Text = ""
    """The same in Chinese; without it the source is shown as it was written."""
    confidence: Literal["read", "derived", "memory-unverified", "assumption", "not-found"]
    """read: seen on the page named; derived: arithmetic on read figures; the others as they say."""
    low: float | None = None
    """Low end of the range to sweep."""
    high: float | None = None
    """High end of the range to sweep."""

    @property
    def words(self) -> Own:
        """The source in the languages given."""
        return Own(self.source, self.source_zh)


class Scenario(Part):
    """Everything one run needs to know."""

    side: ClassVar[Side] = "text"

    currency: Literal["CNY", "KRW", "USD", "EUR"] = "CNY"
    """Currency of every amount; amounts are in its main unit."""
    about: About
    run: Run = Run()
    clock: Clock = Clock()
    economy: Economy
    sectors: tuple[Sector, ...]
    grades: tuple[Grade, ...]
    banks: tuple[Bank, ...]
    applications: Applications
    loans: Loans
    patents: Patents
    disposal: Disposal
    book: tuple[Book, ...] = ()
    calibration: Calibration | None = None
    stress: tuple[Stress, ...] = ()
    lender: Lender
    scheme: Scheme
    fund: Fund
    gate: Gate = Gate()
    breaker: Breaker = Breaker()
    tools: tuple[Tool, ...] = ()
    operations: Operations | None = None
    bank_rules: BankRules | None = None
    sources: dict[str, Source] = Field(default={})

    @model_validator(mode="after")
    def _names_and_shares_fit(self) -> Self:
        for what in ("sectors", "grades", "banks"):
            parts = getattr(self, what)
            check_shares(parts, what)
            names = [part.name for part in parts]
            if len(set(names)) != len(names):
                raise UnfitError(wrong("faults.scenario.same_name"), what)
        sectors = {sector.name for sector in self.sectors}
        grades = {grade.name for grade in self.grades}
        for segment in self.book:
            if segment.sector not in sectors or segment.grade not in grades:
                raise UnfitError(wrong("faults.scenario.unknown_sector_or_grade", name=repr(segment.name)), "book")
        for name in self.gate.excluded_sectors:
            if name not in sectors:
                raise UnfitError(wrong("faults.scenario.unknown_name", key="excluded_sectors", name=repr(name)), "gate")
        for tool in self.tools:
            for name in tool.sectors:
                if name not in sectors:
                    raise UnfitError(wrong("faults.scenario.unknown_name", key="sectors", name=repr(name)), "tools")
        for name in self.gate.excluded_grades:
            if name not in grades:
                raise UnfitError(wrong("faults.scenario.unknown_name", key="excluded_grades", name=repr(name)), "gate")
        return self
