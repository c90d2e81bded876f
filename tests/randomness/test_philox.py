"""Philox gives the published words, and a draw depends on nothing but whom it belongs to."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from simulator.randomness.philox import keyed_block, philox_block, uniform

ORACLES = json.loads((Path(__file__).parents[1] / "validation/oracles.json").read_text(encoding="utf-8"))
KNOWN_ANSWERS = ORACLES["O_rng_known_answers"]["philox4x32_10"]
SEED = np.uint64(20261122)
BLOCKS = 4000

quick = settings(max_examples=100)


def numbers_of(hexadecimal: list[str]) -> list[np.uint64]:
    """Return 32-bit words written in hexadecimal."""
    return [np.uint64(int(word, 16)) for word in hexadecimal]


@pytest.fixture(scope="module")
def words() -> np.ndarray:
    """Return the words of many neighbouring slots, shape (blocks, 4)."""
    return np.array([keyed_block(SEED, 7, 3, slot, 0) for slot in range(BLOCKS)], dtype=np.uint64)


@pytest.mark.parametrize("answer", KNOWN_ANSWERS, ids=lambda answer: answer["out"][:8])
def test_philox_gives_the_known_answers(answer):
    """The three vectors that Random123 ships (its file kat_vectors) come out word by word."""
    found = philox_block(*numbers_of(answer["ctr"]), *numbers_of(answer["key"]))
    assert list(found) == numbers_of(answer["out"].split())


def test_counter_is_slot_path_block_stream_and_the_key_is_the_seed():
    """Each name of a draw has its own field: the third known answer comes out when they are filled from it."""
    answer = KNOWN_ANSWERS[2]
    slot, path, block, stream = (int(word, 16) for word in answer["ctr"])
    low, high = (int(word, 16) for word in answer["key"])
    found = keyed_block(np.uint64(low + (high << 32)), stream, path, slot, block)
    assert list(found) == numbers_of(answer["out"].split())


@quick
@given(st.integers(0, 2**32 - 1))
def test_uniform_is_the_midpoint_of_its_cell(word):
    """A word w stands for (w + 1/2) / 2^32, exactly, which is never 0 or 1."""
    u = uniform(np.uint64(word))
    assert 0.0 < u < 1.0
    assert u * 2.0**33 == 2 * word + 1


def test_uniform_ends_half_a_cell_before_0_and_1():
    """The smallest is 2^-33, the largest 1 - 2^-33."""
    assert uniform(np.uint64(0)) == 2.0**-33
    assert uniform(np.uint64(2**32 - 1)) == 1 - 2.0**-33


def test_draws_do_not_depend_on_the_order_in_which_they_are_made(words):
    """Drawn backwards and with others in between, every slot has the words it had before."""
    for slot in range(BLOCKS - 1, 0, -97):
        keyed_block(SEED, 8, slot, 5, 1)
        assert list(keyed_block(SEED, 7, 3, slot, 0)) == words[slot].tolist()


def test_every_name_of_a_draw_changes_all_its_words():
    """Seed (either half), stream, path, slot and block each give another block."""
    base = keyed_block(SEED, 7, 3, 11, 0)
    others = [
        keyed_block(np.uint64(20261123), 7, 3, 11, 0),
        keyed_block(np.uint64(20261122 + (1 << 32)), 7, 3, 11, 0),
        keyed_block(SEED, 6, 3, 11, 0),
        keyed_block(SEED, 7, 4, 11, 0),
        keyed_block(SEED, 7, 3, 12, 0),
        keyed_block(SEED, 7, 3, 11, 1),
    ]
    assert len({tuple(block) for block in (base, *others)}) == 7
    assert all(a != b for block in others for a, b in zip(base, block, strict=True))


def test_uniforms_follow_the_uniform_law(words):
    """Kolmogorov-Smirnov over 16,000 uniforms; the bound is that of four standard errors (p = 6.3e-5)."""
    u = np.array([uniform(word) for word in words.ravel()])
    assert stats.kstest(u, "uniform").pvalue > 2 * stats.norm.sf(4)


@pytest.mark.parametrize("shift", [0, 8, 16, 24])
def test_every_byte_is_equally_likely(words, shift):
    """Chi-square over the 256 values of a byte: within four deviations of its 255 degrees of freedom."""
    byte = (words.ravel() >> np.uint64(shift)) & np.uint64(255)
    expected = byte.size / 256
    chi_square = float(((np.bincount(byte.astype(np.int64), minlength=256) - expected) ** 2).sum() / expected)
    assert abs(chi_square - 255) < 4 * np.sqrt(2 * 255)


def test_neighbours_are_uncorrelated(words):
    """Between the words of a block, and between neighbouring slots, correlation is nil within four errors."""
    u = words.astype(np.float64)
    pairs = [(u[:, i], u[:, j]) for i in range(4) for j in range(i)]
    pairs += [(u[1:, i], u[:-1, i]) for i in range(4)]
    correlations = [np.corrcoef(a, b)[0, 1] for a, b in pairs]
    assert np.max(np.abs(correlations)) < 4 / np.sqrt(BLOCKS)
