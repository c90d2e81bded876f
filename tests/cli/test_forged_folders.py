"""Run folders whose files were edited, with the checksums made anew: refused in one line, never with a traceback."""

import copy
import hashlib
import json
import random
from functools import partial
from pathlib import Path

import pytest

from simulator.reporting import stored
from tests.cli.forging import WRONG, forge, places_in, reseal

HEFEI = Path(__file__).parents[2] / "scenarios" / "hefei.toml"


@pytest.fixture
def run(call, engine):
    """Return the folder of a made-up comparison of few policies."""
    assert call("compare", HEFEI, "--ratios", "0.35,0.6", "--fund-sizes", "20000000", "--lang", "en").exit_code == 0
    return next(Path("outputs").iterdir())


def _instead(text, _):
    return text


def is_refused(result):
    """Return whether a command ended with status 2 and words, and no traceback."""
    is_clean = result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code == 2 and is_clean and bool(result.stderr.strip())


@pytest.mark.parametrize("text", ["", "[]", "5", "null", "[" * 100_000, '{"paths": NaN}', "\ud800", "9" * 5000, "\0"])
def test_comparison_that_is_none_is_refused(call, run, text):
    """A file of the right name and checksum that holds something else gives one line."""
    forge(run, lambda _: text)
    result = call("report", run)
    assert is_refused(result)
    assert "holds what no run of this program wrote" in result.stderr


@pytest.mark.no_cover
def test_every_entry_of_a_comparison_is_checked(call, run):
    """Whatever is missing or of another type is refused before the report is begun, or does it no harm."""
    draw = random.Random(5)
    own = json.loads((run / stored.COMPARISON).read_text("utf-8"))
    places = list(places_in(own))
    for path in draw.sample(places, 60) + [path for path in places if len(path) == 1]:
        content = copy.deepcopy(own)
        owner = content
        for part in path[:-1]:
            owner = owner[part]
        if draw.random() < 0.3:
            del owner[path[-1]]
        else:
            owner[path[-1]] = draw.choice(WRONG)
        forge(run, partial(_instead, json.dumps(content)))
        result = call("report", run, "--lang", "en", "--quiet")
        assert result.exit_code == 0 or is_refused(result), (path, result.exception)


@pytest.mark.parametrize(
    "changes",
    [
        {"sha256": 5},
        {"sha256": {"scenario.toml": 5}},
        {"sha256": {"../../etc/passwd": "0" * 64}},
        {"sha256": {"\0": "0" * 64, stored.COMPARISON: "0" * 64}},
        {"scenario_sha256": None},
        {"scenario_sha256": ["x"]},
    ],
)
@pytest.mark.parametrize("command", ["report", "events"])
def test_manifest_with_wrong_types_is_refused(call, run, changes, command):
    """Each command that takes a run folder gives one line for a manifest that no run wrote."""
    reseal(run, changes)
    assert is_refused(call(command, run, *(["--path", 0] if command == "events" else [])))


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "changes",
    [
        {"command": 5},
        {"command": "it's one quote"},
        {"command": None},
        {"repeat_from_this_folder": ["x"]},
        {"repeat_from_this_folder": "it's one quote"},
        {"versions": []},
        {"versions": None},
        {"versions": {"simulator": {}}},
        {"command": "x" * 1_000_000},
    ],
)
def test_words_of_a_manifest_do_no_harm(call, run, changes):
    """What is only told of a run may be anything: the report is made, or refused in one line."""
    reseal(run, changes)
    result = call("report", run, "--lang", "en", "--quiet")
    assert result.exit_code == 0 or is_refused(result), result.exception


@pytest.mark.parametrize("name", ["scenario.toml", "study.toml"])
def test_events_of_an_edited_run_are_refused(call, run, name):
    """A scenario or study that was edited after the run would give other events than those of the run."""
    text = (run / name).read_text("utf-8")
    (run / name).write_text(text.replace("0.35", "0.45", 1), "utf-8")
    result = call("events", run, "--path", 0)
    assert result.exit_code == 2
    assert f"{name} is not as it was written" in result.stderr


def test_evidence_of_an_edited_scenario_is_refused(call, run):
    """An answer that stands beside the report is of the scenario in its folder, as it was when it was found."""
    forged = Path("sensitivity")
    forged.mkdir()
    for name in ("manifest.json", "scenario.toml"):
        (forged / name).write_bytes((run / name).read_bytes())
    (forged / "sensitivity.json").write_text("{}")
    reseal(forged, {"sha256": {"sensitivity.json": hashlib.sha256(b"{}").hexdigest(), "scenario.toml": "0" * 64}})
    result = call("report", run, "--with", forged)
    assert is_refused(result)
    assert "scenario.toml is not as it was written" in result.stderr


def test_verify_names_what_does_not_belong_and_says_what_it_is(call, run):
    """Files beside those of the run are named, in JSON as well; a check against accidents is called so."""
    Path(run, "tables", "extra.csv").write_text("a\n")
    Path(run, "notes.txt").write_text("a\n")
    result = call("verify", run)
    assert result.exit_code == 0
    assert "not of this run: notes.txt, tables/extra.csv" in result.stdout
    assert "no signature" in result.stdout
    assert json.loads(call("verify", run, "--json").stdout)["not_of_this_run"] == ["notes.txt", "tables/extra.csv"]
