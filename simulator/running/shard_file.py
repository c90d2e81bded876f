"""The file of one shard: named arrays in little-endian bytes, and a checksum over all of them.

Layout: the line `shard 1`, a line of JSON that names type, shape and place of each array, blanks up to a multiple of 64
bytes, the arrays (each from a multiple of 64 bytes on), and the SHA-256 of everything before it (32 bytes).
Equal arrays give equal bytes on every machine.
"""

import hashlib
import json
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FIRST_LINE = b"shard 1\n"
ALIGNED_TO = 64
CHECKSUM_BYTES = 32
_LONGEST_HEADER = 1 << 20
_READ_AT_ONCE = 1 << 20


class DamagedShardError(ValueError):
    """A file that is not a whole shard file."""


@dataclass(frozen=True)
class Place:
    """Where an array lies in the file."""

    dtype: str
    shape: tuple[int, ...]
    offset: int


def encoded(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return the content of the file that holds these arrays, in their order."""
    whole = {name: np.ascontiguousarray(array, dtype=_little_endian(array)) for name, array in arrays.items()}
    places: dict[str, dict[str, object]] = {}
    offset = 0
    for name, array in whole.items():
        places[name] = {"dtype": array.dtype.str, "shape": list(array.shape), "offset": offset}
        offset += _up(array.nbytes)
    header = json.dumps(places, separators=(",", ":")).encode("ascii")
    head = FIRST_LINE + header
    parts = [head, b" " * (_up(len(head) + 1) - len(head) - 1), b"\n"]
    for array in whole.values():
        parts += [array.tobytes(), bytes(_up(array.nbytes) - array.nbytes)]
    content = b"".join(parts)
    return content + hashlib.sha256(content).digest()


def digest_of(content: bytes) -> str:
    """Return the checksum that the content of a shard file ends with, in hex."""
    return content[-CHECKSUM_BYTES:].hex()


def checked_digest(path: Path) -> str:
    """Return the checksum of a shard file after comparing it with what the file holds.

    Raises
    ------
    DamagedShardError
        When the file is not a shard file, cannot be read, is cut off, or holds other bits than were written.
    FileNotFoundError
        When there is none.
    """
    try:
        return _checked_digest(path)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise DamagedShardError(f"{path}: cannot be read ({error.strerror or error})") from error


def _checked_digest(path: Path) -> str:
    about = path.stat()
    if not stat.S_ISREG(about.st_mode):
        raise DamagedShardError(f"{path}: is not a regular file")
    left = about.st_size - CHECKSUM_BYTES
    found = hashlib.sha256()
    with path.open("rb") as file:
        if file.read(len(FIRST_LINE)) != FIRST_LINE:
            raise DamagedShardError(f"{path}: is not a shard file")
        file.seek(0)
        while left > 0:
            part = file.read(min(left, _READ_AT_ONCE))
            if not part:
                raise DamagedShardError(f"{path}: is cut off")
            found.update(part)
            left -= len(part)
        written = file.read(CHECKSUM_BYTES)
    if written != found.digest():
        raise DamagedShardError(f"{path}: checksum does not match, the file is damaged")
    return written.hex()


def places_in(path: Path) -> dict[str, Place]:
    """Return where each array lies in a shard file, offsets from the file's beginning."""
    with path.open("rb") as file:
        file.readline()
        header = file.readline(_LONGEST_HEADER)
    begin = len(FIRST_LINE) + len(header)
    try:
        raw = json.loads(header)
        return {
            name: Place(place["dtype"], tuple(place["shape"]), begin + place["offset"]) for name, place in raw.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedShardError(f"{path}: its header cannot be read") from error


def read_array(path: Path, place: Place, *index: int) -> NDArray[Any]:
    """Return an array, or its sub-array at the leading indices, without reading the rest of the file.

    Raises
    ------
    DamagedShardError
        When the file ends before it.
    """
    dtype = np.dtype(place.dtype)
    shape = place.shape[len(index) :]
    count = int(np.prod(shape, dtype=np.int64))
    before = int(np.ravel_multi_index(index, place.shape[: len(index)])) if index else 0
    with path.open("rb") as file:
        file.seek(place.offset + before * count * dtype.itemsize)
        found = np.frombuffer(file.read(count * dtype.itemsize), dtype=dtype)
    if len(found) != count:
        raise DamagedShardError(f"{path}: is cut off")
    return found.reshape(shape)


def _up(size: int) -> int:
    return -(-size // ALIGNED_TO) * ALIGNED_TO


def _little_endian(array: NDArray[Any]) -> np.dtype[Any]:
    return array.dtype.newbyteorder("<")
