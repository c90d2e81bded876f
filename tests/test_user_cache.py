"""A folder that another user could have filled is never taken for the user's own."""

import os
import pwd
from pathlib import Path

import pytest

from simulator import user_cache as module
from simulator.user_cache import NAME

pytestmark = pytest.mark.skipif(os.name != "posix", reason="owners and modes are those of POSIX")


@pytest.fixture
def found(tmp_path, monkeypatch):
    """Return what looks for the cache below a folder that the test has prepared, named by XDG_CACHE_HOME."""

    def find(place: Path = tmp_path):
        monkeypatch.setenv("XDG_CACHE_HOME", str(place))
        module.user_cache.cache_clear()
        return module.user_cache()

    yield find
    module.user_cache.cache_clear()


def told(cache):
    """Return the folder, and in words why there is none."""
    return cache.folder, cache.why_not


def test_the_folder_is_made_for_the_user_alone(found, tmp_path):
    """Made when it is missing, with its parent; nobody else may even look into it."""
    assert told(found(tmp_path / "new")) == (tmp_path / "new" / NAME, "")
    assert (tmp_path / "new" / NAME).stat().st_mode & 0o777 == 0o700
    assert list((tmp_path / "new" / NAME).iterdir()) == []


def test_what_others_could_only_read_is_closed(found, tmp_path):
    """As folders of the usual mode are."""
    (tmp_path / NAME).mkdir(mode=0o755)
    assert found().folder == tmp_path / NAME
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o777, 0o772])
def test_a_folder_that_others_could_write_to_is_refused(found, tmp_path, mode):
    """What lies in it may be theirs, also after the mode is mended."""
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME).chmod(mode)
    assert told(found()) == (None, f"{tmp_path / NAME}: other users may write to it, now or in the past; remove it")


@pytest.mark.parametrize("mode", [0o777, 0o703])
def test_a_parent_that_others_may_write_to_is_refused(found, tmp_path, mode):
    """They could put another folder in its place; unless it is sticky, as the common temporary one."""
    place = tmp_path / "shared" / "cache"
    place.mkdir(parents=True)
    place.parent.chmod(mode)
    assert told(found(place)) == (None, f"{place.parent}: other users may write to it")
    place.parent.chmod(0o1777)
    assert found(place).folder == place / NAME


def test_a_group_counts_as_others_unless_it_is_the_user_s_own(found, tmp_path, monkeypatch):
    """Many systems give each user a group of the same name, with nobody else in it."""
    place = tmp_path / "shared" / "cache"
    place.mkdir(parents=True)
    place.parent.chmod(0o775)
    monkeypatch.setattr(module, "_is_private_group", lambda group: group != place.parent.stat().st_gid)
    assert told(found(place)) == (None, f"{place.parent}: other users may write to it")
    monkeypatch.setattr(module, "_is_private_group", lambda group: True)
    assert found(place).folder == place / NAME


def test_a_private_group_has_the_user_s_name_and_nobody_else(monkeypatch):
    """A group that all users share is none."""
    me = pwd.getpwuid(os.getuid())
    group = module.importlib.import_module("grp").struct_group

    def is_private(name: str, *members: str) -> bool:
        made = group((name, "x", me.pw_gid, list(members)))
        monkeypatch.setattr("grp.getgrgid", lambda number: made)
        return module._is_private_group(me.pw_gid)

    assert is_private(me.pw_name)
    assert is_private(me.pw_name, me.pw_name)
    assert not is_private(me.pw_name, "somebody")
    assert not is_private("users")


def test_a_link_and_a_file_are_no_folder(found, tmp_path):
    """A link may lead anywhere by the next time."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / NAME).symlink_to(tmp_path / "elsewhere")
    assert told(found()) == (None, f"{tmp_path / NAME}: is not a real directory")
    (tmp_path / NAME).unlink()
    (tmp_path / NAME).touch()
    assert told(found()) == (None, f"{tmp_path / NAME}: is not a real directory")


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only the superuser can give files away")
@pytest.mark.parametrize("owned", [NAME, ""])
def test_another_user_s_folder_is_refused(found, tmp_path, owned):
    """Whether it is the folder itself or the one that holds it."""
    place = tmp_path / "cache"
    (place / NAME).mkdir(parents=True)
    os.chown(place / owned, 54_321, 54_321)
    assert found(place).folder is None
    assert found(place).why_not == f"{place / owned}: belongs to another user"


def test_without_a_home_there_is_no_cache(found, monkeypatch):
    """Neither a variable, nor an entry in the list of users, nor a relative path; and nothing in its place."""

    def missing(*_):
        raise KeyError("uid not found")

    monkeypatch.setattr("pwd.getpwuid", missing)
    monkeypatch.delenv("HOME", raising=False)
    assert told(found(Path("relative"))) == (None, "this user has no home directory")


def test_an_unwritable_home_gives_its_reason(found, tmp_path):
    """A file stands where the folder should be."""
    (tmp_path / "file").touch()
    assert found(tmp_path / "file").why_not == f"{tmp_path / 'file' / NAME}: File exists"
    assert found(tmp_path / "a" / "b").why_not == f"{tmp_path / 'a'}: there is no such folder"


def test_the_home_of_the_list_of_users_is_the_second_choice(tmp_path, monkeypatch):
    """`su` and `sudo` may leave the variable of the user who called them."""
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "missing"))
    me = pwd.getpwuid(os.getuid())
    monkeypatch.setattr("pwd.getpwuid", lambda uid: pwd.struct_passwd((*me[:5], str(tmp_path), me.pw_shell)))
    module.user_cache.cache_clear()
    assert module.user_cache().folder == tmp_path / ".cache" / NAME
    module.user_cache.cache_clear()
