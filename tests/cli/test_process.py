"""The program as a process: start-up, pipes, signals, colours."""

import importlib.metadata
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.analysis.selftesting import selftest as selftest_module
from simulator.cli.calling import program

ROOT = Path(__file__).parents[2]


def _process(*words, **options):
    return subprocess.Popen(
        [sys.executable, "run.py", *words],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options,
    )  # fmt: skip


def test_version_is_told_with_and_without_an_installation(call, monkeypatch):
    """A clone that was never installed says so."""
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "1.2.3")
    assert call("--version").stdout == "1.2.3\n"

    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    assert call("--version").stdout == "not installed: running from the sources\n"


def test_help_imports_nothing_heavy():
    """`--help` must answer at once: none of the slow packages is loaded for it."""
    program = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from simulator.cli import main\n"
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0\n"
        "assert CliRunner().invoke(main, ['compare', '--help']).exit_code == 0\n"
        "heavy = {'numpy', 'numba', 'scipy', 'matplotlib', 'pydantic', 'rich'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def test_the_package_runs_as_a_module(tmp_path):
    """From any folder where it is installed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "simulator", "--help"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Usage: python -m simulator ")


@pytest.mark.parametrize(
    ("called", "shown"),
    [
        ("run.py", "python run.py"),
        ("/a/run.py", "python run.py"),
        ("/a/simulator/__main__.py", "python -m simulator"),
        ("/usr/bin/simulator", "simulator"),
        ("/a/other/__main__.py", "simulator"),
    ],
)
def test_commands_to_copy_call_the_program_as_it_was_called(monkeypatch, called, shown):
    """The user has only to paste them."""
    monkeypatch.setattr(sys, "argv", [called])
    assert program() == shown


def test_broken_pipe_anywhere_is_no_defect(call, monkeypatch):
    """Whoever writes to the reader that has gone, the command ends well."""

    def break_pipe(rows):
        raise BrokenPipeError

    monkeypatch.setattr(selftest_module, "CHECKS", ())
    monkeypatch.setattr("simulator.cli.selftesting._table", break_pipe)
    assert call("selftest").exit_code == 0


@pytest.mark.parametrize("form", ["json-schema", "table"])
def test_reader_that_goes_away_is_no_defect(form):
    """`... | head` ends without a traceback, for text and for tables."""
    process = _process("dictionary", "--format", form)
    process.stdout.read(10)
    process.stdout.close()
    assert "Traceback" not in process.stderr.read()
    process.stderr.close()
    assert process.wait() == 0


def test_interrupt_ends_with_status_130():
    """Ctrl-C gives a message, not a traceback."""
    program = (
        "import sys, time\n"
        "from simulator.cli import main, checking\n"
        "def wait(*words, **options):\n"
        "    sys.stdout.write('ready\\n')\n"
        "    sys.stdout.flush()\n"
        "    time.sleep(30)\n"
        "checking.check = wait\n"
        "main(['check', 'x'])\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert errors.strip() == "interrupted; nothing half-written is left"


def test_colours_are_left_out_when_asked():
    """NO_COLOR is honoured even when colours are forced by a terminal."""
    environment = {**os.environ, "NO_COLOR": "1", "FORCE_COLOR": "1", "TERM": "xterm-256color"}
    out, _ = _process("dictionary", env=environment).communicate()
    assert "compensation_ratio" in out
    # bold and dim are no colours; 30 to 37 and 90 to 97 are
    assert not re.search(r"\x1b\[[0-9;]*(3[0-7]|9[0-7]|38|48)[;m]", out)
