"""Compiled rules: the same bits as interpreted ones, and kept code that notices every changed source."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest

from simulator import compiled
from simulator.errors import Fault, wrong
from simulator.kept_code import sealed
from simulator.randomness.normal import normal_cdf, normal_inverse
from simulator.randomness.philox import keyed_block, uniform
from simulator.rules.default import conditional_pd, monthly_from_yearly, weakened_uniform
from simulator.rules.disposal import bidders, highest_bid
from simulator.rules.economy import next_factor
from simulator.rules.patent import cycle_factor, royalty_multiple, value_after
from simulator.user_cache import UserCache


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the package that a test may edit."""
    target = tmp_path / "simulator"
    needed = (
        "__init__.py",
        "errors.py",
        "answer.py",
        "charts.py",
        "values.py",
        "estimate.py",
        "saying",
        "kept_code.py",
        "user_cache.py",
    )
    for place in (*needed, *compiled.COMPILED_PLACES):
        source = compiled.PACKAGE / place
        if source.is_dir():
            shutil.copytree(source, target / place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            target.mkdir(exist_ok=True)
            shutil.copy(source, target / place)
    return target


def test_the_folder_is_named_after_the_sources(monkeypatch, tmp_path):
    """After the place of the package, and the hash of all that can be compiled."""
    monkeypatch.setattr(compiled, "user_cache", lambda: UserCache(tmp_path))
    folder = compiled._folder()
    assert folder.parent.parent == tmp_path
    assert folder.name == compiled.source_hash()
    assert len(folder.name) == 16


@pytest.mark.parametrize("place", ["rules/money.py", "randomness/philox.py", "compiled.py", "rules/__init__.py"])
def test_a_changed_source_changes_the_hash(copy, place):
    """One more comment in any file that can take part in compiled code is enough."""
    before = compiled.source_hash(copy)
    file = copy / place
    file.write_bytes(file.read_bytes() + b"# changed\n")
    assert compiled.source_hash(copy) != before


def test_a_new_or_renamed_source_changes_the_hash(copy):
    """Names count as well as contents, also when the files stay in the same order."""
    hashes = [compiled.source_hash(copy)]
    (copy / "rules" / "extra.py").write_text("X = 1\n", encoding="utf-8")
    hashes.append(compiled.source_hash(copy))
    (copy / "rules" / "extra.py").rename(copy / "rules" / "extra_2.py")
    hashes.append(compiled.source_hash(copy))
    assert len(set(hashes)) == 3


def test_what_is_never_compiled_leaves_the_hash_alone(copy, tmp_path):
    """Another place on the disk, and files outside the compiled layers, mean no new compilation."""
    before = compiled.source_hash(copy)
    (copy / "reporting").mkdir()
    (copy / "reporting" / "tables.py").write_text("X = 1\n", encoding="utf-8")
    moved = tmp_path / "elsewhere"
    copy.rename(moved)
    assert compiled.source_hash(moved) == before


def test_the_next_run_sees_an_edited_rule(copy, tmp_path):
    """A compiled rule calls one in another file; after an edit of that file its result is the new one."""
    program = "from simulator.rules.sharing import claim_on_fund; print(claim_on_fund(1000, (1, 2), 0, (1, 1))[0])"
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_DISABLE_JIT"}
    environment["XDG_CACHE_HOME"] = str(tmp_path / "cache")

    def run() -> int:
        command = [sys.executable, "-B", "-c", program]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
        return int(done.stdout)

    assert run() == 500
    money = copy / "rules" / "money.py"
    text = money.read_text(encoding="utf-8")
    edited = text.replace("        return amount * part // whole", "        return 7 + amount * part // whole")
    assert edited != text
    money.write_text(edited, encoding="utf-8")
    assert run() == 507
    assert len(list((tmp_path / "cache" / "patent-pledge-simulator").glob("*/*"))) == 2


def test_without_a_safe_folder_rules_compile_uncached(monkeypatch):
    """The last resort: the same function, and a reason to be told."""
    monkeypatch.setattr(compiled, "user_cache", lambda: UserCache(None, Fault(wrong("faults.cache.no_home"))))
    monkeypatch.setattr(compiled, "CACHE", compiled._folder())
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 0)
    assert compiled.CACHE is None
    assert compiled.why_not_kept() == "this user has no home directory"
    assert compiled.is_compiled() is False
    assert type(compiled.rule(lambda x: x + 1)._cache).__name__ == "NullCache"


def test_the_engine_counts_as_compiled_once_it_is_on_disk_whole(tmp_path, monkeypatch):
    """The first compile is announced only when there is one to come; so is one because of damage."""
    monkeypatch.setattr(compiled, "CACHE", tmp_path)
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 0)
    assert compiled.is_compiled() is False
    file = tmp_path / "kernel.simulate_paths-1.0123.nbc"
    file.write_bytes(sealed(b"code")[:-1])
    assert compiled.is_compiled() is False
    file.write_bytes(sealed(b"code"))
    os.utime(file, (1, 1))
    assert compiled.is_compiled() is True
    assert compiled.why_not_kept() == ""


def test_nothing_is_to_be_compiled_when_compiling_is_switched_off(tmp_path, monkeypatch):
    """With NUMBA_DISABLE_JIT=1 there is nothing to wait for."""
    monkeypatch.setattr(compiled, "CACHE", tmp_path)
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 1)
    assert compiled.is_compiled() is True


def draws() -> list[float]:
    """Return some uniforms."""
    return [uniform(np.uint64(word)) for slot in range(50) for word in keyed_block(np.uint64(1), 1, 0, slot, 0)]


@pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="compares with compiled rules")
@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (normal_cdf, lambda u: (20 * u - 10,)),
        (normal_inverse, lambda u: (u,)),
        (conditional_pd, lambda u: (-2.0, 0.12, 6 * u - 3)),
        (monthly_from_yearly, lambda u: (u,)),
        (weakened_uniform, lambda u: (u, 1.7)),
        (next_factor, lambda u: (u, 0.95, 1 - u)),
        (highest_bid, lambda u: (100.0, -0.2, 0.4, 3, u)),
        (bidders, lambda u: (4.0, u)),
        (value_after, lambda u: (100.0, 0.15, 0.3, 2.0, u, -u)),
        (cycle_factor, lambda u: (0.8, u, -u, 0.6)),
        (royalty_multiple, lambda u: (0.05, 0.25, 0.02, u, 0.1, 9.0)),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_compiled_and_interpreted_rules_give_the_same_bits(function, arguments):
    """No fast-math: every float is the same, not only near."""
    for u in draws():
        assert function(*arguments(u)) == function.py_func(*arguments(u))


@pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="compares with compiled rules")
def test_compiled_and_interpreted_draws_give_the_same_words():
    """Integers wrap in neither."""
    for slot in range(50):
        names = (np.uint64(2**63 + 12345), 7, 2**31, slot, 2**32 - 1)
        assert list(keyed_block(*names)) == list(keyed_block.py_func(*names))
