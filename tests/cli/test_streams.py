"""Output in whatever encoding it is redirected: no sign ends a run, and JSON is UTF-8 always."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli import main

ROOT = Path(__file__).parents[2]
# Signs that one of the encodings lacks each: Euro and Chinese in ASCII, Chinese in cp1252, e with acute in neither.
TITLE = "Prüfung 合肥 ≥ 5 € – d’été 😀"
ENCODINGS = ("ascii", "cp1252", "gbk", "gb18030", "utf-8", "utf-16", "iso2022_jp")


@pytest.fixture
def scenario(tmp_path):
    """Return a scenario whose title no small encoding can write."""
    path = tmp_path / "été 合肥.toml"
    base = ROOT / "scenarios" / "hefei.toml"
    path.write_text(f'extends = "{base}"\n[about]\ntitle = "{TITLE}"\n', encoding="utf-8")
    return path


def called(*words, **environment):
    """Return exit status, output and errors of the program, as bytes."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LC_", "LANG"))}
    done = subprocess.run(
        [sys.executable, "run.py", *map(str, words)],
        cwd=ROOT, env={**kept, **environment}, capture_output=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def redirected(encoding, *words):
    """Call the program here, with streams of an encoding that are no terminal."""
    result = CliRunner(charset=encoding).invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def as_written(text, encoding):
    """Return a text as the encoding can write it, the rest as escapes; ASCII is not taken at its word."""
    return text if encoding == "ascii" else text.encode(encoding, "backslashreplace").decode(encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_result_is_printed_in_every_encoding(scenario, encoding):
    """What the encoding has is written as it is, what it lacks as an escape."""
    result = redirected(encoding, "explain", scenario, "about.title")
    out = result.stdout_bytes.decode("utf-8" if encoding == "ascii" else encoding)
    assert (result.exit_code, result.stderr_bytes.strip(b"\xff\xfe")) == (0, b"")
    for word in TITLE.split(" ")[:3]:
        assert as_written(word, encoding) in out


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_json_is_the_same_whatever_the_console(scenario, encoding):
    """A program that reads it need not know the machine's encoding."""
    result = redirected(encoding, "explain", scenario, "about.title", "--json")
    assert json.loads(result.stdout_bytes.decode("utf-8"))[0]["value"] == TITLE
    schema = redirected(encoding, "dictionary", "--format", "json-schema")
    assert json.loads(schema.stdout_bytes.decode("utf-8"))["type"] == "object"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_fault_is_told_in_every_encoding(tmp_path, encoding):
    """Standard error is made safe too: a file's name and a key may hold any sign."""
    path = tmp_path / "étude ≥ 合肥.toml"
    path.write_text('extends = "x.toml"\n[合肥]\n"≥" = 1\n', encoding="utf-8")
    result = redirected(encoding, "check", path)
    said = result.stderr_bytes.decode("utf-8" if encoding == "ascii" else encoding)
    assert result.exit_code == 2
    assert as_written(path.name, encoding) in said
    assert "problem(s)" in said


def test_a_name_that_is_no_text_is_an_escape_in_json(tmp_path):
    """Names of files may hold bytes that are no letters in any encoding."""
    path = tmp_path / os.fsdecode(b"\xff.toml")
    path.write_text("x = 1\n", encoding="utf-8")
    result = redirected("cp1252", "check", tmp_path, "--json")
    assert json.loads(result.stdout_bytes.decode("utf-8"))[0]["file"] == str(path)


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["C", "xx_YY.nonsense"])
def test_a_locale_without_unicode_is_no_hindrance(scenario, locale):
    """As for jobs that no terminal belongs to; with Python's own remedies switched off, names must be plain."""
    environment = {"LC_ALL": locale, "LANG": locale}
    without = {**environment, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    status, out, err = called("check", scenario, **environment)
    assert (status, b": fine" in out) == (0, True), err
    status, _, err = called("check", scenario, **without)
    assert (status, b"or set PYTHONUTF8=1" in err, b"Traceback" in err) == (2, True, False)
    plain = scenario.rename(scenario.with_name("plain.toml"))
    status, out, err = called("explain", plain, "about.title", **without)
    assert (status, TITLE.split(" ")[1] in out.decode("utf-8")) == (0, True), err


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "gbk"])
@pytest.mark.parametrize("command", [("run",), ("compare", "--ratios", "0.2,0.5", "--fund-sizes", "10 million")])
def test_a_whole_run_ends_well_in_every_encoding(scenario, tmp_path, encoding, command):
    """Tables, notes, and what to do next; a traceback would come after all the work."""
    place = ("--paths", "20", "--out", tmp_path / "runs")
    status, _, err = called(command[0], scenario, *command[1:], *place, PYTHONIOENCODING=encoding)
    assert status == 0, err
    assert b"Traceback" not in err
    status, out, _ = called(command[0], scenario, *command[1:], *place, "--json", PYTHONIOENCODING=encoding)
    assert TITLE in json.loads(out.decode("utf-8"))["scenario"]
