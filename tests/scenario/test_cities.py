"""Studies of cities: reading, and every fault with file and line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.cities import Centre, CityStudy, read_cities

Write = Callable[..., Path]
HEAD = 'scenario = "small.toml"\n'
TWO = '[[city]]\nname = "A"\n[[city]]\nname = "B"\nset = { fund.fund_size = "5 million", applications.per_month = 4 }\n'


@pytest.fixture
def read(small_file: Path, write: Write) -> Callable[..., CityStudy]:
    """Return a function that reads a study beside the small scenario."""
    return lambda text, *settings: read_cities(write(HEAD + text, "cities.toml"), settings)


@pytest.fixture
def faults(read: Callable[..., CityStudy], tmp_path: Path) -> Callable[[str], list[str]]:
    """Return a function that gives the faults of a study without the folder's name."""

    def of(text: str) -> list[str]:
        with pytest.raises(ScenarioError, match=r"problem\(s\)") as caught:
            read(text)
        return [fault.replace(f"{tmp_path}/", "") for fault in caught.value.lines]

    return of


def test_each_city_is_the_scenario_with_its_own_settings(read: Callable[..., CityStudy]) -> None:
    """World settings such as applications may differ; `--set` reaches all cities before that."""
    study = read('title = "T"\nquestion = "Q?"\n' + TWO, "scheme.compensation_ratio=0.5", "fund.fund_size=7e6")
    assert (study.title, study.question, study.centre) == ("T", "Q?", Centre())
    assert [city.name for city in study.cities] == ["A", "B"]
    assert [city.scenario.fund.fund_size for city in study.cities] == [7e6, 5e6]
    assert [city.scenario.applications.per_month for city in study.cities] == [10, 4]
    assert {city.scenario.scheme.compensation_ratio for city in study.cities} == {0.5}
    assert study.scenario == study.cities[0].scenario


def test_cities_alike_are_counted(read: Callable[..., CityStudy]) -> None:
    """One and twelve make thirteen funds, with the money of all."""
    study = read(TWO + "count = 12\n", "fund.fund_size=7e6")
    assert [city.count for city in study.cities] == [1, 12]
    assert (study.funds, study.money) == (13, 7e6 + 12 * 5e6)


def test_one_table_may_be_all_cities(read: Callable[..., CityStudy]) -> None:
    """Three hundred like one."""
    assert read('[[city]]\nname = "A"\ncount = 300\n').funds == 300


def test_centre_is_read(read: Callable[..., CityStudy]) -> None:
    """Share and capital, written as amounts are written everywhere."""
    study = read(TWO + '[centre]\ncovers = "excess"\nshare = 0.5\ncapital = "300 万元"\n')
    assert study.centre == Centre("excess", 0.5, 3e6)
    reinsured = TWO.replace('name = "A"\n', 'name = "A"\nset = { scheme.reinsurer_share = 0.2 }\n')
    reinsured = reinsured.replace("per_month = 4", "per_month = 4, scheme.reinsurer_share = 0.3")
    assert read(reinsured + '[centre]\ncovers = "reinsurance"\n').centre == Centre("reinsurance")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[[city]]\nname = "A"\n',
         "cities.toml:2: city: give from 2 to 1,000 funds, as tables [[city]] or by their `count` (got 1)"),
        (TWO + "count = 1000\n", "or by their `count` (got 1,001)"),
        (TWO + "count = 0\n", "cities.toml:7: city.count: must be a whole number from 1 to 1,000 (got 0)"),
        (TWO + "count = 2.5\n", "cities.toml:7: city.count: must be a whole number from 1 to 1,000 (got 2.5)"),
        (TWO + "count = true\n", "cities.toml:7: city.count: must be a whole number from 1 to 1,000 (got true)"),
        ("city = 3\n", "cities.toml:2: city: must be a list of tables [[city]]"),
        (TWO.replace('"B"', '" A "'), 'cities.toml:4: city.name: two have the same name (got "A")'),
        (TWO.replace('name = "A"', "nam = 1"), "cities.toml:3: city.nam: unknown key; did you mean name?"),
        (TWO.replace('name = "A"', ""), "cities.toml:2: city.name: must be text in quotes (missing)"),
        (TWO.replace('"A"', '"A"\nset = 3'), "cities.toml:4: city.set: must be a table of dotted keys (got 3)"),
        (TWO.replace("fund.fund_size", "fund.size"), "cities.toml:6: fund.size: unknown key"),
        (TWO.replace("applications.per_month", "clock.years"), "cities.toml:6: clock.years: is one for all cities"),
        (TWO.replace("applications.per_month = 4", "sectors.AI.macro_weight = 0"),
         "cities.toml:6: sectors.AI.macro_weight: is one for all cities"),
        (TWO.replace('"5 million"', "-1"), "cities.toml:6: fund.fund_size: must be at least 0"),
        (TWO.replace("applications.per_month = 4", "fund.is_unlimited = true"),
         "cities.toml:4: B: fund.is_unlimited: is true"),
        (TWO + "[policy]\n", "cities.toml:7: policy: unknown key"),
        (TWO + "[[centre]]\n", "centre: must be a table [centre]"),
        (TWO + '[centre]\ncovers = "all"\n', 'cities.toml:8: centre.covers: must be "excess" or "reinsurance" (got'),
        (TWO + "[centre]\ncovers = [1]\n", 'centre.covers: must be "excess" or "reinsurance"'),
        (TWO + "[centre]\nshare = 20\n", "cities.toml:8: centre.share: must be above 0 and at most 1 (got 20)"),
        (TWO + "[centre]\nshare = nan\n", "cities.toml:8: centre.share: must be above 0 and at most 1 (got nan)"),
        (TWO + '[centre]\ncapital = "lots"\n', "cities.toml:8: centre.capital: must be a number such as"),
        (TWO + "[centre]\ncapital = -1\n", "cities.toml:8: centre.capital: must be an amount from 0"),
        (TWO + "[centre]\ncapitol = 1\n", "cities.toml:8: centre.capitol: unknown key; did you mean capital?"),
        (TWO + '[centre]\ncovers = "reinsurance"\n', "cities.toml:8: centre.covers: A has no reinsurer"),
        (TWO + '[centre]\ncovers = "reinsurance"\nshare = 0.2\n', "cities.toml:9: centre.share: is that of an excess"),
    ],
)  # fmt: skip
def test_faults_name_file_and_line(faults: Callable[[str], list[str]], text: str, fault: str) -> None:
    """Each mistake has one clear line."""
    found = faults(text)
    assert any(fault in one for one in found), found


def test_all_faults_come_at_once(faults: Callable[[str], list[str]]) -> None:
    """Study, city and centre are checked together."""
    found = faults(TWO.replace('"5 million"', "-1") + "[centre]\nshare = 2\n")
    assert len(found) == 2


def test_scenario_is_required(write: Write) -> None:
    """A study that names none says so."""
    with pytest.raises(ScenarioError, match="scenario: is required"):
        read_cities(write(TWO, "cities.toml"))
