"""Compiled functions on disk: loaded when whole, compiled anew when not, and never the end of a run."""

import errno
import importlib.util
import os
import pickle
import stat
from pathlib import Path

import numba
import pytest

from simulator import kept_code
from simulator.kept_code import DamagedCodeError, KeptCode, content_of, is_kept, sealed

pytestmark = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled")
SOURCE = """
def doubled(x):
    return x + x


def made(step):
    def stepped(x):
        return x + step
    return stepped
"""


@pytest.fixture(autouse=True)
def said(monkeypatch, caplog):
    """Let each test hear what is said once."""
    monkeypatch.setattr(kept_code, "_SAID", set())
    return lambda: [record.getMessage() for record in caplog.records if record.name == "simulator"]


@pytest.fixture
def module(tmp_path):
    """Return a module with functions to compile."""
    file = tmp_path / "small.py"
    file.write_text(SOURCE)
    spec = importlib.util.spec_from_file_location("small", file)
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.fixture
def folder(tmp_path):
    """Return the folder of the cache, not made yet."""
    return tmp_path / "cache" / "inner"


def compiled(function, folder):
    """Compile a function whose versions are kept, as in a new program."""
    found = numba.njit(function)
    found._cache = KeptCode(function, folder)
    return found


def loaded(function):
    """Return how many versions came from the disk."""
    return sum(function.stats.cache_hits.values())


def test_a_second_program_loads_what_the_first_compiled(module, folder, said):
    """One file for each types of arguments; nothing is said while all is well."""
    first, second = compiled(module.doubled, folder), compiled(module.doubled, folder)
    assert (first(2), first(0.25), loaded(first)) == (4, 0.5, 0)
    assert (second(2), second(0.25), loaded(second)) == (4, 0.5, 2)
    assert len(list(folder.iterdir())) == 2
    assert is_kept(folder, "doubled")
    assert not is_kept(folder, "double")
    assert said() == []


def test_an_edited_function_and_another_closure_are_others(module, folder):
    """Neither gets what the other one compiled."""
    assert (compiled(module.made(1), folder)(1), compiled(module.made(5), folder)(1)) == (2, 6)
    assert loaded(compiled(module.made(1), folder)) == 0
    Path(module.__file__).write_text(SOURCE.replace("x + x", "x * 3"))
    kept_code._source_hash.cache_clear()
    module.__spec__.loader.exec_module(module)
    assert compiled(module.doubled, folder)(2) == 6


def boobytrap(place):
    """Return a pickle that makes a folder when it is un-pickled."""

    class Trap:
        def __reduce__(self):
            return os.mkdir, (str(place),)

    return pickle.dumps(Trap())


DAMAGE = {
    "empty": lambda content: b"",
    "garbage": lambda content: b"\x80\x04garbage",
    "cut off": lambda content: content[: len(content) // 2],
    "a bit flipped": lambda content: content[:-9] + bytes([content[-9] ^ 1]) + content[-8:],
    "zeros": lambda content: bytes(len(content)),
    "sealed, but no compiled code": lambda content: sealed(pickle.dumps(("x", 1))),
    "sealed, but no pickle": lambda content: sealed(b"\x80\x04garbage"),
    "sealed, but empty": lambda content: sealed(b""),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_said_once_and_mended(module, folder, said, name):
    """The run goes on, and the next one finds all as it should be."""
    compiled(module.doubled, folder)(2)
    (file,) = folder.iterdir()
    file.write_bytes(DAMAGE[name](file.read_bytes()))
    function = compiled(module.doubled, folder)
    assert (function(2), loaded(function)) == (4, 0)
    (words,) = said()
    assert words.startswith(f"compiled code in {folder} is damaged and compiled anew")
    again = compiled(module.doubled, folder)
    assert (again(2), loaded(again)) == (4, 1)
    assert len(said()) == 1


def test_nothing_is_unpickled_that_was_not_written_here(module, folder, tmp_path):
    """A checksum stands before; and what another user owns is not even read."""
    compiled(module.doubled, folder)(2)
    (file,) = folder.iterdir()
    file.write_bytes(boobytrap(tmp_path / "sprung"))
    assert compiled(module.doubled, folder)(2) == 4
    if os.name == "posix" and os.getuid() == 0:
        file.write_bytes(sealed(boobytrap(tmp_path / "sprung")))
        os.chown(file, 54_321, 54_321)
        assert compiled(module.doubled, folder)(2) == 4
    assert not (tmp_path / "sprung").exists()


@pytest.mark.skipif(os.name != "posix", reason="links and pipes are those of POSIX")
def test_links_folders_and_pipes_are_not_followed_and_not_waited_for(tmp_path):
    """None of them is a file that this program wrote."""
    (tmp_path / "file").write_bytes(sealed(b"x"))
    (tmp_path / "link").symlink_to(tmp_path / "file")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    assert content_of(tmp_path / "file") == b"x"
    for name in ("link", "folder", "pipe"):
        with pytest.raises((OSError, DamagedCodeError)):
            content_of(tmp_path / name)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT])
def test_a_full_or_locked_disk_costs_the_cache_and_not_the_run(module, folder, said, monkeypatch, number):
    """Said once, however many functions there are; nothing half-written is left."""
    real = Path.write_bytes

    def half(path, content):
        real(path, content[:10])
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "write_bytes", half)
    function = compiled(module.doubled, folder)
    assert (function(2), function(0.25), compiled(module.made(1), folder)(1)) == (4, 0.5, 2)
    assert said() == [f"compiled code cannot be kept in {folder} ({os.strerror(number)}): the next run compiles again"]
    assert list(folder.iterdir()) == []


def test_no_room_for_the_folder_is_no_hindrance(module, tmp_path, said):
    """A file stands in its place."""
    (tmp_path / "file").touch()
    assert compiled(module.doubled, tmp_path / "file" / "inner")(2) == 4
    assert len(said()) == 1


def test_what_killed_programs_left_half_written_is_cleared(module, folder):
    """After an hour, when no program can still be writing it."""
    folder.mkdir(parents=True)
    for name, age in (("old.nbc.tmp-1", 7200), ("new.nbc.tmp-2", 0)):
        (folder / name).touch()
        moment = (folder / name).stat().st_mtime - age
        os.utime(folder / name, (moment, moment))
    kept_code._clear_leftovers.cache_clear()
    compiled(module.doubled, folder)(2)
    assert {path.suffix for path in folder.iterdir()} == {".tmp-2", ".nbc"}


def test_numba_can_switch_it_off_and_empty_it(module, folder):
    """What its dispatchers ask of every cache."""
    function = compiled(module.doubled, folder)
    function._cache.disable()
    function(2)
    assert not folder.exists()
    function._cache.enable()
    function(0.25)
    assert function.stats.cache_path == str(folder)
    function._cache.flush()
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_folders_are_the_user_s_own(module, folder):
    """Nobody else may look in."""
    compiled(module.doubled, folder)(2)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
