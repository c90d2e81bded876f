"""The command `check`."""

import json
from pathlib import Path

import pytest

from simulator.scenario.read import read_scenario
from simulator.scenario.study import RATIO_KEY

ROOT = Path(__file__).parents[2]
HEFEI = ROOT / "scenarios" / "hefei.toml"


@pytest.mark.no_cover
def test_check_finds_every_shipped_file_fine(call):
    """Scenarios, overlays and studies are told apart and all checked."""
    result = call("check", ROOT / "scenarios")
    assert result.exit_code == 0, result.output
    for kind in ("(scenario)", "(study)", "(cities)", "(overlay, applied to"):
        assert kind in result.stdout
    assert result.stdout.count(": fine (") == len(list((ROOT / "scenarios").rglob("*.toml")))


def test_check_prints_all_faults_of_all_files(call):
    """Two broken files, both reported with every fault; status 2."""
    Path("bad.toml").write_text(f'extends = "{HEFEI}"\n[fund]\nfund_size = -1\nfund_sise = 2\n')
    Path("worse.toml").write_text("= nonsense")
    Path(".hidden").mkdir()
    Path(".hidden/x.toml").write_text("= nonsense")
    result = call("check", ".")
    assert result.exit_code == 2
    for words in ("bad.toml: 2 problem(s)", "bad.toml:3", "bad.toml:4", "worse.toml: 1 problem(s)"):
        assert words in result.stderr
    assert "hidden" not in result.output
    rows = json.loads(call("check", "bad.toml", HEFEI, "--json", "--quiet").stdout)
    assert [len(row["faults"]) for row in rows] == [2, 0]


def test_check_lays_overlays_over_the_base_named(call):
    """An overlay is checked over the scenario it is meant for."""
    Path("overlay.toml").write_text("[clock]\nyears = 3\n")
    base = ROOT / "scenarios/schemes/korea.toml"
    result = call("check", "overlay.toml", "--base", base)
    assert result.exit_code == 0
    assert f"overlay, applied to {base}" in result.stdout.replace("\n", "")


OWN = """
[about]
title = "Our city"
{stand_in}

[scheme]
compensation_ratio = 0.4

[sources]
"scheme.compensation_ratio" = {{ source = "our rules", confidence = "read" }}
"""


@pytest.mark.parametrize(
    ("stand_in", "owner"),
    [("", f"that of {HEFEI}"), ('stand_in = "Hefei stands in."', "its own"), ('stand_in = ""', "missing")],
)
def test_check_says_what_a_city_takes_over(call, stand_in, owner):
    """All sources but the one that is set anew are Hefei's, and so are its stand-ins unless the city has its own."""
    hefei = read_scenario(HEFEI).scenario.sources
    assumed = sum(source.confidence == "assumption" for key, source in hefei.items() if key != RATIO_KEY)
    Path("own.toml").write_text(f'extends = "{HEFEI}"\n' + OWN.format(stand_in=stand_in), encoding="utf-8")
    note = (
        f"{len(hefei) - 1} of {len(hefei)} sourced values come from {HEFEI}, {assumed} of them marked assumption; "
        f"the sentence on terms that stand in is {owner}"
    )
    assert note in call("check", "own.toml").stdout
    assert json.loads(call("check", "own.toml", "--json", "--quiet").stdout)[0]["note"] == note


def test_check_knows_a_copy_of_hefei(call):
    """A copied file extends nothing, and its words are Hefei's all the same; Hefei itself is no copy."""
    text = HEFEI.read_text("utf-8").replace("compensation_ratio = 0.35", "compensation_ratio = 0.4")
    Path("copy.toml").write_text(text, encoding="utf-8")
    count = len(read_scenario(HEFEI).scenario.sources)
    assert f"{count} of {count} sourced values come from {HEFEI}" in call("check", "copy.toml").stdout
    assert call("check", HEFEI).stdout == f"{HEFEI}: fine (scenario)\n"


def test_check_of_nothing_is_refused(call):
    """An empty folder or a missing file is a mistake, not a success."""
    Path("empty").mkdir()
    assert "holds no .toml file" in call("check", "empty").stderr
    missing = call("check", "missing.toml")
    assert (missing.exit_code, "no such file" in missing.stderr) == (2, True)
    assert call("check").exit_code == 2
