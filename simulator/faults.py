"""What a user gave: read it safely, and say in plain words what is wrong with it."""

import difflib
import json
import math
import stat
from collections.abc import Iterable
from pathlib import Path

from simulator.errors import ScenarioError

MOST_FAULTS = 200
_MOST_CHARACTERS = 60
_LONGEST_NAME = 500
_LARGEST_SHOWN_INTEGER = 10**30


def read_limited(path: Path, largest_bytes: int, *, is_text: bool = True) -> bytes:
    """Return the bytes of a regular, not empty file of at most `largest_bytes`, a text file unless said otherwise.

    The size is checked before anything is read.

    Raises
    ------
    ScenarioError
        When there is no such file, it cannot be read, or it is a directory, a device, empty, too large, or binary
        where a text is wanted.
    """
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise _refusal(path, "is a directory; name one file in it")
        if not stat.S_ISREG(about.st_mode):
            raise _refusal(path, "is not a regular file")
        if about.st_size > largest_bytes:
            size, limit = f"{about.st_size / 1e6:,.1f} MB", f"{largest_bytes / 1e6:g} MB"
            raise _refusal(path, f"is too large ({size}); at most {limit} can be read")
        with path.open("rb") as stream:
            content = stream.read(largest_bytes)
    except FileNotFoundError:
        raise _refusal(path, "there is no such file") from None
    except (OSError, ValueError) as error:
        raise _refusal(path, f"cannot be read ({getattr(error, 'strerror', None) or error})") from None
    if not content.strip(b" \t\r\n\xef\xbb\xbf"):
        raise _refusal(path, "is empty")
    if is_text and b"\0" in content:
        raise _refusal(path, "is not a text file (it holds binary data)")
    return content


def _refusal(path: Path, words: str) -> ScenarioError:
    return ScenarioError(shown_name(path), [f"{shown_name(path)}: {words}"])


def shown_name(path: Path) -> str:
    """Return a path as one printable line."""
    return "".join(letter if letter.isprintable() else "?" for letter in str(path)[:_LONGEST_NAME])


def shortened(text: str) -> str:
    """Return the text, cut when it is too long for a message."""
    return text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - 3] + "..."


def shown(value: object) -> str:
    """Return a value as the user would write it in a scenario file, shortened."""
    if value is None:
        return '"none"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) < _LARGEST_SHOWN_INTEGER else "a number of more than 30 digits"
    if isinstance(value, float):
        return shown_number(value)
    if isinstance(value, str):
        return shortened(json.dumps(value[: 2 * _MOST_CHARACTERS], ensure_ascii=False))
    if isinstance(value, list | tuple):
        return shortened("[" + ", ".join(shown(item) for item in value[:20]) + "]")
    return "a table" if isinstance(value, dict) else shortened(str(value))


def shown_number(value: float) -> str:
    """Return a number without a needless `.0` or exponent."""
    if math.isfinite(value) and value == int(value) and abs(value) < 1e16:
        return str(int(value))
    return f"{value:.12g}"


def counted(count: int, one: str, many: str = "") -> str:
    """Return "1 loan is", "2 loans are", "0 loans are"; without `many` the plural has an s."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return "; did you mean X?" for the nearest known word, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def capped(faults: list[str], unsaid: int = 0) -> list[str]:
    """Return the first faults, and how many more there are; `unsaid` are those that were not put into words."""
    more = len(faults) + unsaid - MOST_FAULTS
    return faults if more <= 0 else [*faults[:MOST_FAULTS], f"and {more} more"]
