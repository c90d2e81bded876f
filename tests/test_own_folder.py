"""Folders in the making end with the program, or with the next one; those of programs at work stay."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from simulator import own_folder
from simulator.own_folder import PREFIX, OwnFolder, clear_leftovers

ROOT = Path(__file__).parents[1]
HOLDING = """
import sys
from pathlib import Path
from simulator.own_folder import OwnFolder
path = OwnFolder(Path(sys.argv[1])).make()
(path / "inner").mkdir()
(path / "inner" / "file").write_text("x")
print(path, flush=True)
sys.stdin.read()
"""


def holder(place):
    """Start a program that makes a folder and waits; return it and the folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(place)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    return process, Path(process.stdout.readline().strip())


def end(process, number=signal.SIGKILL):
    """End a program and let go of what it was given."""
    process.send_signal(number)
    process.wait()
    process.stdin.close()
    process.stdout.close()


def test_it_is_the_program_s_own_and_gone_after_the_block(tmp_path):
    """With all that is in it, also when the block ends in an error."""
    with pytest.raises(ValueError, match="made up"), OwnFolder(tmp_path) as path:
        assert path.stat().st_mode & 0o777 == 0o700
        (path / "file").write_text("x")
        raise ValueError("made up")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_program_left_is_cleared_by_the_next(tmp_path):
    """Killed without warning, it could not do so itself; while it lived, nobody else touched its folder."""
    process, left = holder(tmp_path)
    clear_leftovers(tmp_path)
    assert (left / "inner" / "file").exists()
    end(process)
    assert left.exists()
    with OwnFolder(tmp_path) as path:
        assert list(tmp_path.iterdir()) == [path]


def test_other_names_links_and_files_are_left_alone(tmp_path):
    """Only real folders of this program's making are cleared."""
    kept = tmp_path / "kept"
    (kept / "inside").mkdir(parents=True)
    (tmp_path / ".tmp-others").mkdir()
    (tmp_path / f"{PREFIX}file").touch()
    (tmp_path / f"{PREFIX}link").symlink_to(kept)
    (tmp_path / f"{PREFIX}folder").mkdir()
    clear_leftovers(tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"kept", ".tmp-others", f"{PREFIX}file", f"{PREFIX}link"}
    assert (kept / "inside").exists()


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only the superuser can give files away")
def test_another_user_s_left_overs_are_left_to_that_user(tmp_path):
    """Even by the superuser, for whom nothing is impossible."""
    folder = tmp_path / f"{PREFIX}theirs"
    folder.mkdir()
    os.chown(folder, 54_321, 54_321)
    clear_leftovers(tmp_path)
    assert folder.exists()


def test_where_nothing_can_be_locked_nothing_is_cleared(tmp_path, monkeypatch):
    """On such a file system it cannot be told whether a folder's program is at work."""
    (tmp_path / f"{PREFIX}folder").mkdir()
    monkeypatch.setattr(own_folder, "lock", lambda descriptor: None)
    with OwnFolder(tmp_path) as path:
        assert {entry.name for entry in tmp_path.iterdir()} == {path.name, f"{PREFIX}folder"}


def test_a_folder_taken_for_a_left_over_before_its_lock_is_made_again(tmp_path, monkeypatch):
    """Between making and locking, another program may clear it."""
    real, seen = own_folder.lock, []

    def late(descriptor):
        seen.append(descriptor)
        if len(seen) == 1:
            next(tmp_path.iterdir()).rmdir()
        return real(descriptor)

    monkeypatch.setattr(own_folder, "lock", late)
    with OwnFolder(tmp_path) as path:
        assert path.is_dir()
        assert len(seen) == 2
