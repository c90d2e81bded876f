"""Text files as Chinese offices save them: UTF-8 with or without a mark, or GB18030."""

import codecs
from pathlib import Path

from simulator.errors import ScenarioError
from simulator.faults import shown_name

_BLOCK = 1 << 20


def encoding_of(content: bytes, path: Path) -> str:
    """Return the encoding in which all of the content is text.

    Raises
    ------
    ScenarioError
        When it is neither UTF-8 nor GB18030.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            for start in range(0, len(content), _BLOCK):
                decoder.decode(content[start : start + _BLOCK])
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise ScenarioError(shown_name(path), ["is neither UTF-8 nor GB18030 text; save it as CSV UTF-8"])
