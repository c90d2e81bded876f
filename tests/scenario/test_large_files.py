"""Files as large as may be: what is wrong with them is said with work in proportion to their size."""

from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.faults import MOST_FAULTS
from simulator.scenario import layers
from simulator.scenario.read import read_scenario
from simulator.scenario.study import read_study
from tests.steps import steps_of

HEFEI = Path(__file__).parents[2] / "scenarios" / "hefei.toml"
COUNT = MOST_FAULTS + 50
TWICE = 2.2
"""The most that twice the items may take: 2 in proportion, a little more where they are sorted, 4 where each is
compared with each."""


def unknown_tables(count):
    """Return a file of tables that no scenario has."""
    return "".join(f"[t{i}]\n" for i in range(count))


def sources_of_named_items(count):
    """Return a file of sectors and empty sources of theirs."""
    sources = "".join(f'"sectors.S{i}.pd_multiplier" = {{}}\n' for i in range(count))
    return "[sources]\n" + sources + "".join(f'[[sectors]]\nname = "S{i}"\n' for i in range(count))


def book_of_many_sectors(count):
    """Return a file of sectors and one part of the book in each."""
    book = "".join(f'[[book]]\nsector = "S{i}"\n' for i in range(count))
    return book + "".join(f'[[sectors]]\nname = "S{i}"\n' for i in range(count))


def faults_of(work):
    """Return the faults of work."""
    with pytest.raises(ScenarioError) as caught:
        work()
    return caught.value.lines


@pytest.mark.parametrize("kind", [unknown_tables, sources_of_named_items, book_of_many_sectors])
def test_faults_of_a_large_file_are_found_in_proportion_to_it(tmp_path, kind):
    """Twice the file takes twice the steps, not four times: no list is gone through once for each key."""
    path = tmp_path / "a.toml"

    def steps(count):
        path.write_text(kind(count))
        return steps_of(lambda: faults_of(lambda: read_scenario(path)))

    assert steps(2 * COUNT) < TWICE * steps(COUNT)
    path.write_text(kind(COUNT))
    faults = faults_of(lambda: read_scenario(path))
    assert len(faults) == MOST_FAULTS + 1
    assert faults[-1].startswith("and ")


def test_overlay_with_many_items_is_refused_in_proportion_to_them(tmp_path, monkeypatch):
    """Each key of an overlay names an item of a list; the items are looked up once."""
    # The nearest name is sought among all for the faults that are shown, which are never more than two hundred.
    monkeypatch.setattr(layers, "did_you_mean", lambda *_: "")
    scenario, overlay = tmp_path / "a.toml", tmp_path / "b.toml"

    def steps(count):
        scenario.write_text("".join(f'[[book]]\nname = "S{i}"\n' for i in range(count)))
        overlay.write_text("[book]\n" + "".join(f"'unknown {i}' = {{}}\n" for i in range(count)))
        return steps_of(lambda: faults_of(lambda: read_scenario(scenario, [overlay])))

    assert steps(2 * COUNT) < TWICE * steps(COUNT)
    faults = faults_of(lambda: read_scenario(scenario, [overlay]))
    assert 'has no item "unknown 0"' in faults[0]
    assert faults[-1] == f"and {COUNT - MOST_FAULTS:,} more"


def test_study_of_a_thousand_faulty_policies_ends_with_the_first(tmp_path):
    """After two hundred faults the other policies are not checked, and the message says so."""
    study = tmp_path / "a.toml"
    policies = (f'[[policy]]\nname = "p{i}"\nset = {{"scheme.compensation_ratio" = {i + 2}}}\n' for i in range(1_000))
    study.write_text(f"scenario = '{HEFEI}'\n" + "".join(policies))
    faults = faults_of(lambda: read_study(study))
    assert "at most 1" in faults[0]
    assert "from here on no policy was checked" in faults[-1]


def test_long_chain_of_files_is_refused(tmp_path):
    """Files that extend each other without end are not read for ever."""
    for number in range(30):
        (tmp_path / f"{number}.toml").write_text(f'extends = "{number + 1}.toml"\n')
    faults = faults_of(lambda: read_scenario(tmp_path / "0.toml"))
    assert "more than 20 files extend each other" in faults[0]


def test_long_setting_is_refused():
    """A setting on the command line is one value, not a file."""
    faults = faults_of(lambda: read_scenario(HEFEI, [], ["sectors=[" + "{}," * 20_000 + "]"]))
    assert "60,010 characters; at most 10,000" in faults[0]
