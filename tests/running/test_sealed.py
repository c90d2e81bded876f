"""A sealed text gives back its entries, or is refused."""

import hashlib
import json

import pytest

from simulator.running.sealed import BrokenSealError, sealed, unsealed

CONTENT = {"seed": 2026, "name": "合肥", "share": 0.1, "files": {"a": "b"}}


def test_the_seal_is_the_checksum_of_the_other_entries():
    """Worked out here from the JSON text without the last entry."""
    plain = json.dumps(CONTENT, ensure_ascii=False, indent=2) + "\n"
    assert json.loads(sealed(CONTENT))["own_sha256"] == hashlib.sha256(plain.encode()).hexdigest()
    assert unsealed(sealed(CONTENT).encode()) == CONTENT


def test_every_changed_bit_and_every_cut_is_found():
    """All of them, in the entries, in the checksum and in the blanks between."""
    text = sealed(CONTENT).encode()
    for place in range(len(text)):
        with pytest.raises(BrokenSealError, match=r"is damaged|is not as it was written"):
            unsealed(text[:place])
        for bit in range(8):
            changed = bytearray(text)
            changed[place] ^= 1 << bit
            with pytest.raises(BrokenSealError, match=r"is damaged|is not as it was written"):
                unsealed(bytes(changed))


@pytest.mark.parametrize("text", [b"", b"[]", b"3", b"[" * 100_000, b"{}"])
def test_what_is_no_sealed_text_is_refused(text):
    """Other JSON, none, and lists nested deeper than can be read."""
    with pytest.raises(BrokenSealError, match=r"is damaged|is not as it was written"):
        unsealed(text)
