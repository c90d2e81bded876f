"""Every effective value with its origin and its source."""

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.scenario.explain import ExplainedValue, explain
from simulator.scenario.read import read_scenario

Write = Callable[..., Path]


@pytest.fixture
def rows(small_file: Path) -> dict[str, ExplainedValue]:
    """Rows of the small scenario with one setting, by key."""
    reading = read_scenario(small_file, settings=["sectors.AI.patent_decay_per_year=0.5"])
    return {row.key: row for row in explain(reading)}


def test_values_show_where_they_were_set(rows: dict[str, ExplainedValue], small_text: str) -> None:
    """File and line, the option, or the word default."""
    line = small_text[: small_text.index("fund_size = 20")].count("\n") + 1
    assert rows["fund.fund_size"].set_by.endswith(f"small.toml:{line}")
    assert rows["sectors.AI.patent_decay_per_year"].set_by == "--set sectors.AI.patent_decay_per_year"
    assert rows["fund.top_up"].set_by == "default"
    assert rows["loans.terms.1.months"].value == 24


def test_values_show_unit_side_and_meaning(rows: dict[str, ExplainedValue]) -> None:
    """Amounts show the scenario's currency; what may be left out shows "none"."""
    row = rows["fund.fund_size"]
    assert (row.value, row.shown_value, row.unit, row.side) == (20e6, "20000000", "CNY", "policy")
    assert row.meaning == "Capital paid in at the start."
    assert rows["gate.quota_per_year"].shown_value == '"none"'
    assert rows["economy.persistence"].side == "world"
    assert rows["scheme.tiers"].value == ()
    assert rows["calibration"].value is None


def test_values_show_their_source(rows: dict[str, ExplainedValue]) -> None:
    """The source with its confidence and range, for one item or for all items of a list."""
    row = rows["fund.fund_size"]
    assert (row.source.text, row.confidence, row.low, row.high) == ("city notice, page 2", "read", 1e7, 4e7)
    assert rows["sectors.AI.share"].confidence == "assumption"
    assert rows["sectors.bio.share"].confidence == ""
    assert rows["sectors.bio.patent_decay_per_year"].source.text == "a paper"


def test_a_source_is_not_shown_for_a_value_set_later(rows: dict[str, ExplainedValue]) -> None:
    """The paper on all sectors does not speak for the value typed on the command line."""
    assert rows["sectors.AI.patent_decay_per_year"].source.text == ""


def test_a_source_of_a_whole_section_speaks_for_its_values(small_file: Path, write: Write) -> None:
    """One source may stand for a table or a list."""
    overlay = write('[sources]\nlender = {source = "bank", confidence = "read"}\n', "one.toml")
    rows = {row.key: row for row in explain(read_scenario(small_file, [overlay]))}
    assert rows["lender.risk_weight"].source.text == "bank"
    assert rows["scheme.compensation_ratio"].source.text == ""


def test_every_value_of_the_record_has_a_row(rows: dict[str, ExplainedValue], small_file: Path) -> None:
    """Nothing that acts on the result is left out."""
    scenario = read_scenario(small_file).scenario
    for section in ("economy", "lender", "scheme", "fund", "gate", "breaker"):
        keys = {f"{section}.{key}" for key in type(getattr(scenario, section)).model_fields}
        assert keys <= set(rows)
