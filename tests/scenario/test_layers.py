"""Files, overlays and settings laid over each other."""

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.read import read_scenario

Write = Callable[..., Path]


def test_a_file_gives_only_what_differs_from_its_base(write: Write, small_text: str) -> None:
    """Tables merge key by key along a chain of files, the last word winning."""
    write(small_text, "base/small.toml")
    write('extends = "base/small.toml"\n[fund]\nfund_size = "300 万元"\ninterest_per_year = 0.02\n', "middle.toml")
    top = write('extends = "middle.toml"\n[fund]\nfund_size = 4e6\n[about]\ntitle = "top"\n', "top.toml")
    scenario = read_scenario(top).scenario
    assert (scenario.fund.fund_size, scenario.fund.interest_per_year) == (4e6, 0.02)
    assert (scenario.about.title, scenario.scheme.compensation_ratio) == ("top", 0.35)


def test_overlays_apply_in_the_order_given(small_file: Path, write: Write) -> None:
    """A later overlay wins over an earlier one, and both over the scenario."""
    one = write("[fund]\nfund_size = 1\nrunning_cost_per_year = 7\n", "one.toml")
    two = write("[fund]\nfund_size = 2\n", "two.toml")
    assert read_scenario(small_file, [one, two]).scenario.fund.fund_size == 2
    assert read_scenario(small_file, [two, one]).scenario.fund.fund_size == 1
    assert read_scenario(small_file, [one, two]).scenario.fund.running_cost_per_year == 7


def test_settings_come_last_and_in_order(small_file: Path, write: Write) -> None:
    """What is typed on the command line wins over every file."""
    overlay = write("[fund]\nfund_size = 1\n", "one.toml")
    reading = read_scenario(small_file, [overlay], ["fund.fund_size=3", "fund.fund_size = 500 万元"])
    assert reading.scenario.fund.fund_size == 5_000_000


@pytest.mark.parametrize(
    ("setting", "section", "field", "value"),
    [
        ("clock.start=2027-01", "clock", "start", "2027-01"),
        ("breaker.is_on=false", "breaker", "is_on", False),
        ('about.question="a = b"', "about", "question", "a = b"),
        ("about.question=why not?", "about", "question", "why not?"),
        ("run.paths=1_000", "run", "paths", 1000),
        ("gate.leverage_multiple=none", "gate", "leverage_multiple", None),
        ("scheme.tiers=[{above = 1, factor = 0.5}]", "scheme", "tiers", None),
        ("fund = {interest_per_year = 0.01}", "fund", "interest_per_year", 0.01),
    ],
)
def test_settings_are_toml_values_or_plain_text(
    small_file: Path, setting: str, section: str, field: str, value: object
) -> None:
    """Text needs no quotes on the command line, and "none" switches a limit off."""
    scenario = read_scenario(small_file, settings=[setting]).scenario
    got = getattr(getattr(scenario, section), field)
    if field == "tiers":
        assert [(tier.above, tier.factor) for tier in got] == [(1, 0.5)]
    else:
        assert got == value


def test_single_items_of_a_list_are_changed_by_name_or_index(small_file: Path, write: Write) -> None:
    """A table in place of a list changes the named item and leaves the others alone."""
    overlay = write("[sectors.bio]\npd_multiplier = 2\n[loans.terms.1]\nmonths = 36\n", "one.toml")
    scenario = read_scenario(small_file, [overlay], ["sectors.0.share=0.3", "sectors.bio.share=0.7"]).scenario
    assert [(sector.share, sector.pd_multiplier) for sector in scenario.sectors] == [(0.3, 1.0), (0.7, 2.0)]
    assert [term.months for term in scenario.loans.terms] == [12, 36]


def test_a_value_inside_a_plain_list_is_changed_by_index(small_file: Path) -> None:
    """The third reserve price of an auction can be set alone."""
    settings = ["disposal.auction_reserves=[0.7, 0.6, 0.5]", "disposal.auction_reserves.2=0.4"]
    scenario = read_scenario(small_file, settings=settings).scenario
    assert scenario.disposal.auction_reserves == (0.7, 0.6, 0.4)


def test_a_list_is_replaced_as_a_whole(small_file: Path, write: Write) -> None:
    """A list of tables in a later file leaves nothing of the earlier list."""
    overlay = write('[[sectors]]\nname = "all"\nshare = 1\npatent_decay_per_year = 0.2\n', "one.toml")
    reading = read_scenario(small_file, [overlay])
    assert [sector.name for sector in reading.scenario.sectors] == ["all"]
    assert "sectors.bio.share" not in reading.origins
    assert set(reading.scenario.sources) == {"fund.fund_size"}


EPISODE = '[[stress]]\nname = "{}"\nstart_month = 13\nmonths = {}\n'


def test_stress_episodes_of_several_overlays_add_up(small_file: Path, write: Write) -> None:
    """Two overlays mean two episodes; the same name again replaces one; an empty list removes all."""
    mild = write(EPISODE.format("mild", 6), "mild.toml")
    blockade = write(EPISODE.format("blockade", 24), "blockade.toml")
    longer = write(EPISODE.format("mild", 9), "longer.toml")
    reading = read_scenario(small_file, [mild, blockade, longer])
    assert [(episode.name, episode.months) for episode in reading.scenario.stress] == [("mild", 9), ("blockade", 24)]
    assert reading.origins["stress.mild.months"].file == str(longer)
    assert read_scenario(small_file, [mild], ["stress=[]"]).scenario.stress == ()


def test_a_value_set_anew_loses_its_old_source(small_file: Path, write: Write) -> None:
    """A page reference for another number would be false; a new source in the same file is kept."""
    bare = write("[fund]\nfund_size = 1\n", "bare.toml")
    sourced = write(
        '[fund]\nfund_size = 1\n[sources]\n"fund.fund_size" = {source = "new", confidence = "read"}\n', "sourced.toml"
    )
    assert "fund.fund_size" not in read_scenario(small_file, [bare]).scenario.sources
    assert read_scenario(small_file, [sourced]).scenario.sources["fund.fund_size"].source == "new"


def test_origins_name_the_file_and_line_that_set_a_value(small_file: Path, small_text: str, write: Write) -> None:
    """Every value can be traced to its line; defaults have no origin, settings name the option."""
    overlay = write("# one\n\n[fund]\nrunning_cost_per_year = 5\n", "one.toml")
    reading = read_scenario(small_file, [overlay], ["fund.interest_per_year=0.01"])
    line = small_text[: small_text.index("fund_size = 20")].count("\n") + 1
    assert str(reading.origins["fund.fund_size"]) == f"{small_file}:{line}"
    assert str(reading.origins["fund.running_cost_per_year"]) == f"{overlay}:4"
    assert str(reading.origins["fund.interest_per_year"]) == "--set fund.interest_per_year"
    assert "fund.top_up" not in reading.origins
    assert reading.files == (str(small_file), str(overlay))


def test_a_byte_order_mark_and_windows_lines_are_read(tmp_path: Path, small_text: str) -> None:
    """Files saved by a Windows editor are read like any other, with the same lines."""
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbf" + small_text.replace("\n", "\r\n").encode())
    reading = read_scenario(path)
    assert reading.origins["about.title"].line == 4


def test_circular_extends_is_refused(write: Write) -> None:
    """Two files that extend each other are named in the order in which they were read."""
    write('extends = "b.toml"\n', "a.toml")
    b = write('extends = "./a.toml"\n', "b.toml")
    with pytest.raises(ScenarioError, match=r"a.toml:1: extends: goes round in a circle .*b.toml -> .*a.toml -> .*b.t"):
        read_scenario(b)


def test_a_missing_base_is_refused_at_its_line(write: Write) -> None:
    """The message points at the line with `extends` and names the file that is not there."""
    path = write('\nextends = "nowhere.toml"\n')
    with pytest.raises(ScenarioError, match=r"small.toml:2: extends: .*nowhere.toml: there is no such file"):
        read_scenario(path)


@pytest.mark.parametrize("value", ["5", '""', '["a.toml"]', r'"a\u0000b"'])
def test_extends_must_be_a_path(write: Write, value: str) -> None:
    """Anything but the path of a file is refused with its line."""
    with pytest.raises(ScenarioError, match=r"small.toml:1: extends: must be the path of a file in quotes \(got "):
        read_scenario(write(f"extends = {value}\n"))


def test_an_overlay_extends_nothing(small_file: Path, write: Write) -> None:
    """An overlay that drags in a whole scenario would undo the overlays before it."""
    overlay = write('extends = "small.toml"\n', "one.toml")
    with pytest.raises(ScenarioError, match=r"one.toml:1: extends: an overlay extends nothing"):
        read_scenario(small_file, [overlay])


def test_unknown_list_items_are_refused_with_the_names(small_file: Path, write: Write) -> None:
    """A misspelt sector in an overlay or setting is answered with the names there are."""
    overlay = write("[sectors.boi]\nshare = 1\n", "one.toml")
    with pytest.raises(ScenarioError) as caught:
        read_scenario(small_file, [overlay], ["loans.terms.9.months=3"])
    assert caught.value.lines == [
        f'{overlay}:1: sectors: has no item "boi"; the names are "AI", "bio"; did you mean bio?',
        '--set loans.terms.9.months: loans.terms: has no item "9"; give an index from 0',
    ]


@pytest.mark.parametrize("text", ["fund.fund_size", "=5", "fund..x=5", "a." * 30 + "b=1"])
def test_settings_that_are_no_settings_are_refused(small_file: Path, text: str) -> None:
    """A setting is a dotted key, an equals sign and a value."""
    with pytest.raises(ScenarioError, match="--set: "):
        read_scenario(small_file, settings=[text])


@pytest.mark.parametrize("value", ["9" * 5000, "1\nb = 2", "[" * 5000, "0x" + "f" * 60])
def test_absurd_settings_are_text_and_refused(small_file: Path, value: str) -> None:
    """A value that TOML cannot hold is taken as text, which is no amount."""
    with pytest.raises(
        ScenarioError, match=r"--set fund.fund_size: fund.fund_size: (must be a number such as|unknown unit)"
    ):
        read_scenario(small_file, settings=[f"fund.fund_size={value}"])


def test_tools_of_several_overlays_add_up(small_file: Path, write: Write) -> None:
    """Each overlay brings its tool; one of the same name takes its place, and an empty list removes all."""
    one = write('[[tools]]\nname = "one"\ncost_per_year = 1\n', "one.toml")
    two = write('[[tools]]\nname = "two"\ncost_per_year = 2\n', "two.toml")
    dearer = write('[[tools]]\nname = "one"\ncost_per_year = 3\n', "dearer.toml")

    def costs(*overlays: Path, settings: tuple[str, ...] = ()) -> dict[str, float]:
        tools = read_scenario(small_file, overlays, settings).scenario.tools
        return {tool.name: tool.cost_per_year for tool in tools}

    assert costs(one, two) == {"one": 1, "two": 2}
    assert costs(one, two, dearer) == {"one": 3, "two": 2}
    assert costs(one, two, settings=("tools.two.cost_per_year=9",)) == {"one": 1, "two": 9}
    assert costs(one, two, settings=("tools=[]",)) == {}


def test_sources_of_tools_go_with_them(small_file: Path, write: Write) -> None:
    """An emptied list of tools leaves no source that speaks of one."""
    text = '[[tools]]\nname = "one"\ncost_per_year = 1\n[sources]\n"tools.one.cost_per_year" = '
    one = write(text + '{ source = "none found", confidence = "assumption" }\n', "one.toml")
    assert "tools.one.cost_per_year" in read_scenario(small_file, [one]).scenario.sources
    assert "tools.one.cost_per_year" not in read_scenario(small_file, [one], ["tools=[]"]).scenario.sources


def test_a_new_source_takes_the_chinese_of_the_old_one_away(write: Write, small_file: Path) -> None:
    """It would say where the old figure came from; a source given in both languages keeps both."""
    own = '[sources]\n"scheme.compensation_ratio" = { source = "a", source_zh = "甲", confidence = "assumption" }\n'
    base = write(small_file.read_text("utf-8").split("[sources]")[0] + own, "base.toml")
    new = write('[sources]\n"scheme.compensation_ratio" = { source = "b" }\n', "new.toml")
    assert read_scenario(base).scenario.sources["scheme.compensation_ratio"].source_zh == "甲"
    assert read_scenario(base, [new]).scenario.sources["scheme.compensation_ratio"].source_zh == ""
