"""Files as large as may be: what is wrong with them is said within seconds, in proportion to their size."""

import time
from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.faults import MOST_FAULTS
from simulator.scenario.read import read_scenario
from simulator.scenario.study import read_study

HEFEI = Path(__file__).parents[2] / "scenarios" / "hefei.toml"
COUNT = 8_000
LARGE = {
    "unknown tables": "".join(f"[t{i}]\n" for i in range(4 * COUNT)),
    "sources of named items": "[sources]\n"
    + "".join(f'"sectors.S{i}.pd_multiplier" = {{}}\n' for i in range(COUNT))
    + "".join(f'[[sectors]]\nname = "S{i}"\n' for i in range(COUNT)),
    "book of many sectors": "".join(f'[[book]]\nsector = "S{i}"\n' for i in range(COUNT))
    + "".join(f'[[sectors]]\nname = "S{i}"\n' for i in range(COUNT)),
}


def faults_within(seconds, work):
    """Return the faults of work that must end within so many seconds of the processor."""
    began = time.process_time()
    with pytest.raises(ScenarioError) as caught:
        work()
    assert time.process_time() - began < seconds
    return caught.value.lines


@pytest.mark.parametrize("kind", LARGE)
def test_faults_of_a_large_file_are_said_within_seconds(tmp_path, kind):
    """Twice the file takes twice the time, not four times: no list is gone through once for each key."""
    path = tmp_path / "a.toml"
    path.write_text(LARGE[kind])
    faults = faults_within(8, lambda: read_scenario(path))
    assert len(faults) == MOST_FAULTS + 1
    assert faults[-1].startswith("and ")


def test_overlay_with_thousands_of_items_is_refused_within_seconds(tmp_path):
    """Each key of an overlay names an item of a list; the items are looked up once."""
    scenario, overlay = tmp_path / "a.toml", tmp_path / "b.toml"
    scenario.write_text("".join(f'[[book]]\nname = "S{i}"\n' for i in range(COUNT)))
    overlay.write_text("[book]\n" + "".join(f"T{i} = {{}}\n" for i in range(COUNT)))
    faults = faults_within(8, lambda: read_scenario(scenario, [overlay]))
    assert 'has no item "T0"' in faults[0]
    assert faults[-1] == f"and {COUNT - MOST_FAULTS:,} more"


def test_study_of_thousands_of_faulty_policies_ends_with_the_first(tmp_path):
    """After two hundred faults the other policies are not checked, and the message says so."""
    study = tmp_path / "a.toml"
    policies = (f'[[policy]]\nname = "p{i}"\nset = {{"scheme.compensation_ratio" = {i + 2}}}\n' for i in range(4_000))
    study.write_text(f"scenario = '{HEFEI}'\n" + "".join(policies))
    faults = faults_within(8, lambda: read_study(study))
    assert "at most 1" in faults[0]
    assert "from here on no policy was checked" in faults[-1]


def test_long_chain_of_files_is_refused(tmp_path):
    """Files that extend each other without end are not read for ever."""
    for number in range(30):
        (tmp_path / f"{number}.toml").write_text(f'extends = "{number + 1}.toml"\n')
    faults = faults_within(8, lambda: read_scenario(tmp_path / "0.toml"))
    assert "more than 20 files extend each other" in faults[0]


def test_long_setting_is_refused():
    """A setting on the command line is one value, not a file."""
    faults = faults_within(8, lambda: read_scenario(HEFEI, [], ["sectors=[" + "{}," * 20_000 + "]"]))
    assert "60,010 characters; at most 10,000" in faults[0]
