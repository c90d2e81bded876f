"""What a user gave: read it safely, and say in plain words what is wrong with it."""

import difflib
import json
import math
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from simulator.errors import Fault, ScenarioError, reason_of, wrong
from simulator.values import NOTHING, Listed, Own, Phrase, Value

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
            raise _refusal(path, wrong("faults.file.folder"))
        if not stat.S_ISREG(about.st_mode):
            raise _refusal(path, wrong("faults.file.not_regular"))
        if about.st_size > largest_bytes:
            size, limit = f"{about.st_size / 1e6:,.1f}", f"{largest_bytes / 1e6:g}"
            raise _refusal(path, wrong("faults.file.too_large", size=size, limit=limit))
        with path.open("rb") as stream:
            content = stream.read(largest_bytes)
    except FileNotFoundError:
        raise _refusal(path, wrong("faults.file.none")) from None
    except (OSError, ValueError) as error:
        raise _refusal(path, wrong("faults.file.unreadable", reason=reason_of(error))) from None
    if not content.strip(b" \t\r\n\xef\xbb\xbf"):
        raise _refusal(path, wrong("faults.file.empty"))
    if is_text and b"\0" in content:
        raise _refusal(path, wrong("faults.file.binary"))
    return content


def _refusal(path: Path, what: Phrase) -> ScenarioError:
    return ScenarioError(shown_name(path), [Fault(what, shown_name(path))])


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
        return str(value) if abs(value) < _LARGEST_SHOWN_INTEGER else ">1e30" if value > 0 else "<-1e30"
    if isinstance(value, float):
        return shown_number(value)
    if isinstance(value, str):
        return shortened(json.dumps(value[: 2 * _MOST_CHARACTERS], ensure_ascii=False))
    if isinstance(value, list | tuple):
        return shortened("[" + ", ".join(shown(item) for item in value[:20]) + "]")
    return "{...}" if isinstance(value, dict) else shortened(str(value))


def shown_number(value: float) -> str:
    """Return a number without a needless `.0` or exponent."""
    if math.isfinite(value) and value == int(value) and abs(value) < 1e16:
        return str(int(value))
    return f"{value:.12g}"


def counted(count: int, one: str, many: str = "") -> str:
    """Return "1 loan is", "2 loans are", "0 loans are"; without `many` the plural has an s."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def did_you_mean(word: str, known: Iterable[str]) -> Value:
    """Return "; did you mean X?" for the nearest known word, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return wrong("faults.did_you_mean", name=near[0]) if near else NOTHING


def got(what: Value, value: object, hint: Value = NOTHING) -> Phrase:
    """Return what is wrong with a value, the value as it was given, and the way out."""
    return wrong("faults.got", what=what, value=shown(value), hint=hint)


def must_be(allowed: Value) -> Phrase:
    """Return that a value must be another one than it is."""
    return wrong("faults.must_be", allowed=allowed)


def bound(side: Literal["above", "at_least", "below", "at_most"], limit: object) -> Value:
    """Return one end of a range; nothing where there is none."""
    return NOTHING if limit is None else wrong(f"faults.range.{side}", limit=shown(limit))


def range_of(low: float | None, high: float | None, *, ends_count: tuple[bool, bool] = (True, True)) -> Value:
    """Return a range in words, nothing when it has no end.

    Parameters
    ----------
    ends_count
        Whether low and high themselves are allowed.
    """
    if low is not None and high is not None and all(ends_count):
        return wrong("faults.range.from_to", low=shown(low), high=shown(high))
    above = bound("at_least" if ends_count[0] else "above", low)
    below = bound("at_most" if ends_count[1] else "below", high)
    if NOTHING in (above, below):
        return above if below == NOTHING else below
    return wrong("faults.range.both", low=above, high=below)


def outside(name: str, value: object, allowed: Value, hint: Value = NOTHING) -> Phrase:
    """Return that a value of this name lies outside the range allowed (see `range_of`)."""
    return wrong("faults.at", place=name, what=got(must_be(allowed), value, hint))


BETWEEN_0_AND_1 = range_of(0, 1, ends_count=(False, False))


def names(items: Iterable[object]) -> Listed:
    """Return names that the user may choose from, one after another."""
    return Listed(tuple(Own(str(item)) for item in items), "comma")


def unknown_key(key: str, known: Iterable[str]) -> Phrase:
    """Return that a key is not known, and the nearest one that is."""
    return wrong("faults.unknown_key", hint=did_you_mean(key, known))


def faults_json(faults: Iterable[Fault]) -> dict[str, list[str]]:
    """Return faults for programs: what a person reads, and the code of each, which is the same in every language."""
    told = list(faults)
    return {"faults": [str(fault) for fault in told], "codes": [fault.code for fault in told]}


def capped(faults: Sequence[Fault], unsaid: int = 0) -> list[Fault]:
    """Return the first faults, and how many more there are; `unsaid` are those that were not put into words."""
    more = len(faults) + unsaid - MOST_FAULTS
    return list(faults) if more <= 0 else [*faults[:MOST_FAULTS], Fault(wrong("faults.more", n=more))]
