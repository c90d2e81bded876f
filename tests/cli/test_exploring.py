"""The command `explore`: what it refuses, what it says, and how it ends."""

import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def taken():
    """Return a port of this machine that is in use."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_port_in_use_is_a_mistake(call, taken, monkeypatch):
    """One line with the way out, and no traceback."""
    monkeypatch.chdir(ROOT)
    result = call("explore", "--port", str(taken))
    assert result.exit_code == 2
    assert f"--port: {taken} cannot be used" in result.stderr


def test_faulty_scenario_is_refused_before_anything_is_served(call, monkeypatch):
    """The faults are those of `check`."""
    monkeypatch.chdir(ROOT)
    result = call("explore", "--set", "scheme.compensation_ratio=7")
    assert result.exit_code == 2
    assert "at most 1" in result.stderr


def test_too_large_a_scenario_is_refused(call, monkeypatch):
    """What the page could not answer is said at once, with the command that can."""
    monkeypatch.chdir(ROOT)
    result = call("explore", "scenarios/national.toml")
    assert result.exit_code == 2
    assert "too many for this page" in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no interrupt signal for another process")
def test_it_serves_until_interrupted():
    """The address that is printed answers; Ctrl-C ends it with status 0 and without a traceback."""
    with subprocess.Popen(
        [sys.executable, "-u", "run.py", "explore", "--port", "0"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            line = process.stdout.readline()
            assert line.startswith("Open http://127.0.0.1:"), process.stderr.read()
            with urllib.request.urlopen(line.split()[1], timeout=10) as answer:
                assert b"<!doctype html>" in answer.read()
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=20)
        finally:
            process.kill()
    assert process.returncode == 0, said
    assert "Traceback" not in said
    assert "stopped" in said
