"""JSON texts that show when they were changed: their last entry is the SHA-256 of all the others."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from simulator.errors import UnfitError, wrong

_SEAL = "own_sha256"


class BrokenSealError(UnfitError):
    """A text that is not as it was written."""


def sealed(content: Mapping[str, object]) -> str:
    """Return the JSON text of some entries, with their checksum as a last one."""
    digest = hashlib.sha256(_text(content).encode("utf-8")).hexdigest()
    return _text({**content, _SEAL: digest})


def unsealed(text: bytes) -> dict[str, Any]:
    """Return the entries of a sealed text, without the checksum.

    Raises
    ------
    BrokenSealError
        When a single bit of it is not as it was written.
    """
    try:
        found = json.loads(text)
        content = {key: value for key, value in found.items() if key != _SEAL}
        is_whole = sealed(content).encode("utf-8") == text
    except (ValueError, AttributeError, RecursionError) as error:
        raise BrokenSealError(wrong("faults.running.damaged")) from error
    if not is_whole:
        raise BrokenSealError(wrong("faults.running.changed"))
    return content


def _text(content: Mapping[str, object]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
