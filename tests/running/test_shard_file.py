"""The file of a shard: what is written is read, and nothing else is believed."""

import hashlib

import numpy as np
import pytest

from simulator.running.shard_file import (
    DamagedShardError,
    checked_digest,
    digest_of,
    encoded,
    places_in,
    read_array,
)

ARRAYS = {
    "whole": np.arange(24, dtype=np.int64).reshape(2, 3, 4),
    "small": np.array([-3, 7], dtype=np.int16),
    "part": np.array([[0.5, -1.25]]),
    "none": np.zeros((0, 4)),
}


@pytest.fixture
def file(tmp_path):
    """Return a file with the arrays in it."""
    path = tmp_path / "0000000"
    path.write_bytes(encoded(ARRAYS))
    return path


@pytest.mark.parametrize("name", ARRAYS)
def test_an_array_is_read_as_it_was_written(file, name):
    """Values, shape and type come back."""
    found = read_array(file, places_in(file)[name])
    assert found.dtype == ARRAYS[name].dtype
    np.testing.assert_array_equal(found, ARRAYS[name])


def test_one_row_is_read_by_itself(file):
    """Leading indices pick a sub-array: 16 to 19 is row 1 of the second block of 3 x 4."""
    np.testing.assert_array_equal(read_array(file, places_in(file)["whole"], 1, 1), [16, 17, 18, 19])


def test_layout_is_the_documented_one(file):
    """A second reader, written from the description alone, finds the same numbers."""
    content = file.read_bytes()
    assert content.startswith(b"shard 1\n{")
    assert content[-32:] == hashlib.sha256(content[:-32]).digest()
    begin = content.index(b"\n", 8) + 1
    assert begin % 64 == 0
    np.testing.assert_array_equal(np.frombuffer(content[begin : begin + 192], "<i8"), np.arange(24))


def test_bytes_do_not_depend_on_memory_layout_or_byte_order():
    """Equal numbers give equal files."""
    turned = {"a": np.asfortranarray(ARRAYS["whole"][0]).astype(">i8")}
    assert encoded(turned) == encoded({"a": ARRAYS["whole"][0]})


@pytest.mark.parametrize("place", [0, 9, 100, 400, -1, -40])
def test_a_flipped_bit_is_found(file, place):
    """Anywhere: first line, header, numbers, checksum."""
    content = bytearray(file.read_bytes())
    assert checked_digest(file) == digest_of(bytes(content))
    content[place] ^= 4
    file.write_bytes(content)
    with pytest.raises(DamagedShardError, match="0000000"):
        checked_digest(file)


@pytest.mark.parametrize("kept", [0, 5, 40, 300])
def test_a_cut_file_is_found(file, kept):
    """From empty to almost whole."""
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(DamagedShardError, match="0000000"):
        checked_digest(file)
