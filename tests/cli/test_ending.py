"""SIGTERM is taken like Ctrl-C: the same cleaning up, status 143."""

import os
import signal
import subprocess
import sys
import threading
import time
import weakref
from pathlib import Path

import pytest

from simulator.cli.ending import Terminated, status_of, termination_as_interruption

ROOT = Path(__file__).parents[2]
# A command that makes a run folder and is then busy; what it has begun is seen by the test.
BUSY = """
import sys, time
from pathlib import Path
from simulator.cli import main, checking
from simulator.own_folder import OwnFolder
from simulator.reporting.run_folder import RunFolder
def busy(*words, **options):
    with RunFolder(Path(sys.argv[1]) / "runs", "made up") as folder, OwnFolder(Path(sys.argv[1])) as own:
        folder.write("file", "x")
        (own / "file").write_text("x")
        print("ready", flush=True)
        time.sleep(30)
checking.check = busy
main(["check", "x"])
"""


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_run_that_is_stopped_leaves_nothing(tmp_path, number, status):
    """Neither its draft nor its temporary folder, nor the folder it made for its runs."""
    process = subprocess.Popen(
        [sys.executable, "-c", BUSY, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "ready\n"
    assert len(list(tmp_path.iterdir())) == 2
    process.send_signal(number)
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (status, "interrupted; nothing half-written is left\n")
    assert list(tmp_path.iterdir()) == []


def test_a_second_signal_does_not_disturb_the_cleaning_up():
    """Those who stop services send it again when they grow impatient."""
    with termination_as_interruption():
        with pytest.raises(Terminated):
            os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_the_kind_of_stop_decides_the_status():
    """As shells count: 128 and the number of the signal."""
    assert status_of(KeyboardInterrupt()) == 128 + signal.SIGINT
    assert status_of(Terminated()) == 128 + signal.SIGTERM


def test_a_thread_beside_the_main_one_changes_no_signal():
    """Python allows it in the main thread alone."""
    seen = []

    def run() -> None:
        with termination_as_interruption():
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen == [signal.SIG_DFL]


def test_a_file_that_ends_too_early_is_not_the_user_s_leaving(call, monkeypatch):
    """It is a defect with its traceback, not the one word "Aborted!"."""

    def ends(*words, **options):
        raise EOFError

    monkeypatch.setattr("simulator.cli.checking.check", ends)
    result = call("check", "x")
    assert isinstance(result.exception, RuntimeError)
    assert "Aborted" not in result.output


class _Gone:
    """Something that a weak reference may point at."""


@pytest.fixture
def ctrl_c():
    """Let Ctrl-C interrupt, which a worker that runs tests beside others ignores."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize(("number", "kind"), [(signal.SIGTERM, Terminated), (signal.SIGINT, KeyboardInterrupt)])
def test_a_stop_that_falls_into_a_callback_is_raised_anew(ctrl_c, number, kind):
    """Python drops what is raised in the callback of a weak reference; the block is stopped all the same."""

    def wait_after_callback():
        gone = _Gone()
        reference = weakref.ref(gone, lambda _: os.kill(os.getpid(), number))
        del gone
        assert reference() is None
        time.sleep(5)

    hook = sys.unraisablehook
    with pytest.raises(kind), termination_as_interruption():
        wait_after_callback()
    assert (sys.unraisablehook, signal.getitimer(signal.ITIMER_REAL)) == (hook, (0.0, 0.0))
