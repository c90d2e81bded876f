"""The shipped scenario files: they read, they add up, and every figure from the world says where it comes from."""

import math
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulator.scenario.design_study import read_design
from simulator.scenario.model import Scenario
from simulator.scenario.read import read_scenario
from simulator.scenario.study import read_study
from simulator.scenario.types import amount_from_text

SCENARIOS = Path(__file__).parents[2] / "scenarios"
HEFEI = SCENARIOS / "hefei.toml"
SCHEMES = sorted((SCENARIOS / "schemes").glob("*.toml"))
OVERLAYS = sorted((SCENARIOS / "stress").glob("*.toml"))
TOOLS = sorted((SCENARIOS / "tools").glob("*.toml"))
OPTIONS = sorted((SCENARIOS / "options").glob("*.toml"))
COMPLETE = [HEFEI, SCENARIOS / "national.toml", *SCHEMES]
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
WITHOUT_SOURCE = {"about", "run", "clock", "sources", "extends", "currency"}


def stem(path: Path) -> str:
    """Return the name under which a test of a file is shown."""
    return path.stem


def tables_of(path: Path) -> dict[str, Any]:
    """Return a file's own tables, without what it extends."""
    return tomllib.loads(path.read_text("utf-8"))


def figures(tables: dict[str, Any]) -> Iterator[tuple[str, str, float]]:
    """Yield (key of the column, key of the entry, value) of every number and every amount in words."""
    for section, content in tables.items():
        if section in WITHOUT_SOURCE or content == "none":
            continue
        entries = [(f"{section}.{entry.get('name')}", entry) for entry in content] if isinstance(content, list) else []
        for entry_key, entry in entries or [(section, content)]:
            for key, value in entry.items():
                inner = value.items() if isinstance(value, dict) else [("", value)]
                for part, one in inner:
                    name = f"{key}.{part}".rstrip(".")
                    for number in numbers_in(one):
                        yield f"{section}.{name}", f"{entry_key}.{name}", number


def numbers_in(value: Any) -> Iterator[float]:
    """Yield the numbers in a value, amounts in words included; words, days and truth values are passed over."""
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield float(value)
    elif isinstance(value, str) and value[:1].isdigit() and not DAY.fullmatch(value):
        yield amount_from_text(value)
    elif isinstance(value, list):
        for item in value:
            yield from numbers_in(item.get("months") if isinstance(item, dict) and "months" in item else item)


def source_of(tables: dict[str, Any], column: str, entry: str) -> dict[str, Any] | None:
    """Return the source of one entry of a list, else of its whole column."""
    sources: dict[str, dict[str, Any]] = tables.get("sources", {})
    return sources.get(entry, sources.get(column))


@pytest.mark.parametrize("path", COMPLETE, ids=stem)
def test_every_shipped_scenario_reads(path: Path) -> None:
    """Each complete file passes the checks and says which terms stand in."""
    scenario = read_scenario(path).scenario
    assert scenario.about.stand_in
    assert "assumption" in scenario.about.stand_in or path.stem in ("sba_7a", "eif_capped")


@pytest.mark.parametrize("path", OVERLAYS, ids=stem)
def test_every_stress_overlay_lays_over_hefei(path: Path) -> None:
    """An overlay adds one episode that begins in a January and changes no policy of the scenario under it."""
    plain, stressed = read_scenario(HEFEI).scenario, read_scenario(HEFEI, overlays=[path]).scenario
    assert [episode.start_month % 12 for episode in stressed.stress] == [1]
    assert (stressed.scheme, stressed.fund, stressed.breaker) == (plain.scheme, plain.fund, plain.breaker)


@pytest.mark.parametrize("path", TOOLS, ids=stem)
def test_every_tool_lays_over_hefei_and_over_the_others(path: Path) -> None:
    """A tool file leaves the world, the scheme and the fund alone; tools of other files stay beside it."""
    plain = read_scenario(HEFEI).scenario
    together = read_scenario(HEFEI, overlays=[*TOOLS, path]).scenario
    alone = read_scenario(HEFEI, overlays=[path]).scenario
    assert (alone.scheme, alone.fund, alone.lender, alone.patents) == (
        plain.scheme, plain.fund, plain.lender, plain.patents,
    )  # fmt: skip
    assert set(alone.tools) <= set(together.tools)
    assert len(together.tools) == 7
    assert len(alone.tools) == 1 or alone.gate != plain.gate


@pytest.mark.parametrize("path", [*COMPLETE, *OVERLAYS, *TOOLS, *OPTIONS], ids=stem)
def test_every_figure_has_a_source(path: Path) -> None:
    """A number set by a file has an entry in that same file's [sources]."""
    tables = tables_of(path)
    missing = [entry for column, entry, _ in figures(tables) if source_of(tables, column, entry) is None]
    assert missing == []


@pytest.mark.parametrize("path", [*COMPLETE, *OVERLAYS, *TOOLS, *OPTIONS], ids=stem)
def test_every_figure_lies_in_its_range(path: Path) -> None:
    """A figure lies between the low and the high end that its source gives."""
    tables = tables_of(path)
    outside = []
    for column, entry, value in figures(tables):
        source = source_of(tables, column, entry) or {}
        if not source.get("low", -math.inf) <= value <= source.get("high", math.inf):
            outside.append((entry, value, source["low"], source["high"]))
    assert outside == []


def test_hefei_says_that_anhui_stands_in() -> None:
    """Hefei's own ratio is unknown: the sentence and the source of the ratio both say so."""
    scenario = read_scenario(HEFEI).scenario
    assert "Anhui" in scenario.about.stand_in
    source = scenario.sources["scheme.compensation_ratio"]
    assert (source.confidence, source.low, source.high) == ("assumption", 0.2, 0.8)


def test_hefei_has_what_is_known_of_it() -> None:
    """The published facts: a fund of 20 m yuan and 14 institutions."""
    scenario = read_scenario(HEFEI).scenario
    assert scenario.fund.fund_size == 20_000_000
    assert len(scenario.banks) == 14


def test_every_assumption_of_hefei_has_a_range_to_sweep() -> None:
    """An assumed number without a range could not be swept; shares of a list and the lot are the exceptions."""
    exceptions = {"sectors.share", "grades.share", "banks.share", "loans.lot"}
    tables = tables_of(HEFEI)
    used = {column if entry not in tables["sources"] else entry for column, entry, _ in figures(tables)}
    assumed = {key for key in used - exceptions if tables["sources"][key]["confidence"] == "assumption"}
    assert len(assumed) > 20
    assert [key for key in sorted(assumed) if "low" not in tables["sources"][key]] == []


def test_shares_of_every_list_sum_to_one() -> None:
    """Sectors, grades, banks and terms are each a whole."""
    scenario = read_scenario(HEFEI).scenario
    for parts in (scenario.sectors, scenario.grades, scenario.banks, scenario.loans.terms):
        assert math.fsum(part.share for part in parts) == pytest.approx(1, abs=1e-9)


def bank_share(scenario: Scenario) -> float:
    """Return what is left for the bank."""
    scheme = scenario.scheme
    others = scheme.guarantor_share + scheme.reinsurer_share + scheme.insurer_share + scheme.appraiser_share
    return 1 - scheme.compensation_ratio - others


# The bank's published share: CNIPA 2025-01-26 (Zhongshan), Caijing (Anhui), CCTV 2024-07-27 (national, at least 0.20),
# Qingdao News 2021-10-29, COSME LGF.
BANK_SHARES = [("zhongshan", 0.26), ("anhui_4321", 0.2), ("national_2024", 0.2), ("qingdao", 0.2), ("eif_capped", 0.5)]


@pytest.mark.parametrize(("name", "expected"), BANK_SHARES)
def test_the_bank_keeps_its_published_share(name: str, expected: float) -> None:
    """What the parties named in a file leave over is the bank's published share."""
    scenario = read_scenario(SCENARIOS / "schemes" / f"{name}.toml").scenario
    assert bank_share(scenario) == pytest.approx(expected)


# The ratio of each size class as published: Su Zhi Dai 2023-08; Nan Fang Du Shi Bao 2025-09-27; SBA 7(a) practice.
TIERED_RATIOS = [("jiangsu", [0.8, 0.5]), ("guangzhou_2025", [0.4, 0.3, 0.2]), ("sba_7a", [0.85, 0.75])]


@pytest.mark.parametrize(("name", "expected"), TIERED_RATIOS)
def test_tiers_give_the_published_ratios(name: str, expected: list[float]) -> None:
    """Tiers are written as parts of the ratio; multiplied out they are the published shares, in parts per million."""
    scheme = read_scenario(SCENARIOS / "schemes" / f"{name}.toml").scenario.scheme
    factors = [1.0, *(tier.factor for tier in scheme.tiers)]
    assert [round(scheme.compensation_ratio * factor * 1e6) for factor in factors] == [
        round(ratio * 1e6) for ratio in expected
    ]


@pytest.mark.parametrize("path", SCHEMES, ids=stem)
def test_amounts_are_in_proportion_to_the_mean_loan(path: Path) -> None:
    """A file in another currency rescales every amount of the world: none is left in yuan by mistake."""
    world, base = read_scenario(path).scenario, read_scenario(HEFEI).scenario
    scale = world.applications.amount_mean / base.applications.amount_mean
    assert world.patents.base_mean / base.patents.base_mean == pytest.approx(scale, rel=0.01)
    assert world.loans.lot <= world.loans.minimum < world.applications.amount_mean < world.loans.maximum
    assert world.gate.largest_principal == world.loans.maximum
    assert world.applications.amount_min == world.loans.minimum


def test_the_national_book_asks_for_what_was_lent_in_2024() -> None:
    """Applications of the first year times the mean amount make the official 255.57 bn yuan."""
    asked = read_scenario(SCENARIOS / "national.toml").scenario.applications
    assert asked.per_month * 12 * asked.amount_mean == pytest.approx(255.57e9, rel=1e-3)


def test_the_ratio_study_holds_every_combination_and_its_baseline() -> None:
    """12 ratios x 9 fund sizes x breaker on and off, with Hefei's own stand-in as the baseline."""
    _, study = read_study(SCENARIOS / "studies" / "hefei_ratio_and_fund_size.toml")
    baseline = next(policy.scenario for policy in study.policies if policy.name == study.baseline)
    assert len(study.policies) == 12 * 9 * 2
    assert baseline == read_scenario(HEFEI).scenario


def test_the_rules_study_changes_one_rule_at_a_time() -> None:
    """Each policy of the rules study touches one section, so that a difference has one cause."""
    _, study = read_study(SCENARIOS / "studies" / "hefei_rules.toml")
    touched = [{key.split(".")[0] for key in policy.settings} for policy in study.policies]
    assert touched[0] == set()
    assert [len(sections) for sections in touched[1:]] == [1] * 6


def test_the_design_study_has_five_levers_around_the_stand_in() -> None:
    """37,800 policies, among them Hefei's own; the budget and the chance are limits."""
    reading, study = read_design(SCENARIOS / "studies" / "hefei_design.toml")
    assert (len(study.levers), study.combinations, study.policies) == (5, 37_800, 2_000)
    assert [limit.measure for limit in study.limits] == ["fiscal_cost", "p_depleted"]
    own = reading.scenario
    held = {
        "scheme.compensation_ratio": own.scheme.compensation_ratio,
        "fund.fund_size": own.fund.fund_size,
        "gate.leverage_multiple": own.gate.leverage_multiple,
        "breaker.on_at_least": own.breaker.on_at_least,
        "scheme.cap_per_loan": own.scheme.cap_per_loan or "none",
    }
    assert all(held[lever.key] in lever.values for lever in study.levers)


def test_korea_pays_what_its_purchases_cost_on_average() -> None:
    """Of 307 purchases at 0.30 to 0.50 of the loan 106 were raised to 0.50: at least 0.369 by number."""
    korea = read_scenario(SCENARIOS / "schemes" / "korea.toml").scenario
    assert korea.scheme.purchase_price_share == pytest.approx((106 * 0.5 + 201 * 0.3) / 307, abs=0.005)
    source = korea.sources["scheme.purchase_price_share"]
    assert (source.confidence, source.low, source.high) == ("derived", 0.3, 0.5)


def test_guangzhou_pays_half_in_each_of_its_variants() -> None:
    """5 : 5, 5 : 3 : 1 : 1 and 5 : 4 : 1: the bank bears 50, 30 or 40 %; 50 m yuan a year and no tenfold limit."""
    _, study = read_study(SCENARIOS / "studies" / "guangzhou_2023_shares.toml")
    scenarios = [policy.scenario for policy in study.policies]
    assert [one.scheme.compensation_ratio for one in scenarios] == [0.5] * 3
    assert [bank_share(one) for one in scenarios] == pytest.approx([0.5, 0.3, 0.4])
    assert (scenarios[0].scheme.budget_per_year, scenarios[0].gate.leverage_multiple) == (50e6, None)


@pytest.mark.parametrize("path", [*COMPLETE, *OVERLAYS, *TOOLS, *OPTIONS], ids=stem)
def test_sources_are_given_in_chinese_too(path: Path) -> None:
    """Names, titles and addresses stay; no run of three English words is left, and no blank between Chinese words."""
    for key, source in tomllib.loads(path.read_text("utf-8"))["sources"].items():
        words = re.sub(r"https?://[^ ；]+", "", source.get("source_zh", source["source"]))
        assert not re.search(r"(?:\b[a-z][a-z'-]+,? ){2}[a-z]+", words), (key, words)
        assert not re.search(r"[\u4e00-\u9fff] [\u4e00-\u9fff]", words), (key, words)
