"""The command `check`."""

import json
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEFEI = ROOT / "scenarios" / "hefei.toml"


def test_check_finds_every_shipped_file_fine(call):
    """Scenarios, overlays and studies are told apart and all checked."""
    result = call("check", ROOT / "scenarios")
    assert result.exit_code == 0, result.output
    for kind in ("(scenario)", "(study)", "(cities)", "(overlay, laid over"):
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
    assert f"overlay, laid over {base}" in result.stdout.replace("\n", "")


def test_check_of_nothing_is_refused(call):
    """An empty folder or a missing file is a mistake, not a success."""
    Path("empty").mkdir()
    assert "holds no .toml file" in call("check", "empty").stderr
    missing = call("check", "missing.toml")
    assert (missing.exit_code, "no such file" in missing.stderr) == (2, True)
    assert call("check").exit_code == 2
