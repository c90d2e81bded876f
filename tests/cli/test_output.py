"""Standard output and error that are closed, full or gone, and words that are no text: a status, and no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRINTING = (
    ["--version"], ["--help"], ["dictionary"], ["dictionary", "--format", "table"],
    ["explain", "scenarios/hefei.toml", "fund.fund_size"], ["check", "scenarios/hefei.toml"],
)  # fmt: skip
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")


def called(words, redirection="", **options):
    """Return a run of the program whose streams the shell redirects."""
    command = f'exec "$0" run.py "$@" {redirection}'
    return subprocess.run(
        ["sh", "-c", command, sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False, **options
    )


@needs_full
@pytest.mark.parametrize(
    ("words", "unbuffered"), [*((words, "") for words in PRINTING), *((words, "1") for words in PRINTING[1:3])]
)
def test_full_output_is_one_line_and_status_two(words, unbuffered):
    """What cannot be printed is said once, buffered or not."""
    found = called(words, ">/dev/full", env={**os.environ, "PYTHONUNBUFFERED": unbuffered})
    assert "Traceback" not in found.stderr
    assert found.returncode == 2
    assert "output cannot be written: No space left on device" in found.stderr


@pytest.mark.parametrize(
    ("words", "redirection"),
    [("dictionary", ">&-"), ("--help", "2>&-"), ("--help", ">&- 2>&-"), ("dictionary", "<&- >&- 2>&-")],
)
def test_closed_streams_take_everything(words, redirection):
    """Whoever closes a stream wants nothing from it; the command itself ends well."""
    found = called([words], redirection)
    assert (found.returncode, found.stderr) == (0, "")


@needs_full
@pytest.mark.parametrize("redirection", ["2>/dev/full", "2>&-", ">/dev/full 2>/dev/full"])
def test_mistake_that_cannot_be_said_has_its_status(redirection):
    """The status is what is left where standard error takes nothing."""
    for words in (["check", "nothing.toml"], ["nonsense"]):
        assert called(words, redirection).returncode == 2


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names are text there")
@pytest.mark.parametrize(
    "words", [["run", b"b\xff.toml"], ["check", b"\xc4\xe3.toml"], ["tape", "template", b"\xff.xlsx"],
              ["check", "scenarios/hefei.toml", "--set", b"about.title=\xff"], ["run", "--out", b"\xff"]],
)  # fmt: skip
def test_name_that_is_no_text_is_refused_at_once(words):
    """A name in other bytes than UTF-8 could not be kept with the run: said before anything is computed."""
    found = subprocess.run([sys.executable, "run.py", *words], cwd=ROOT, capture_output=True, check=False)
    assert found.returncode == 2
    assert b"Traceback" not in found.stderr
    assert b"is not UTF-8" in found.stderr
