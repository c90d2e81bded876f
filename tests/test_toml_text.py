"""Limits of what people write by hand, wherever such a file is read."""

import pytest

from simulator.errors import ScenarioError
from simulator.toml_text import LARGEST_TOML_BYTES, MOST_ENTRIES, read_toml

TOO_MANY = {
    "empty tables": "".join(f"[t{i:x}]\n" for i in range(60_000)),
    "tables in a list": "[[a]]\n" * 60_000,
    "keys": "".join(f"k{i:x}=1\n" for i in range(60_000)),
    "numbers in a list": "a = [" + "1," * 400_000 + "]",
    "lists in a list": "a = [" + "[]," * 300_000 + "]",
}


def faults_of(tmp_path, text):
    """Return the faults of a file with this text."""
    path = tmp_path / "a.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_toml(path)
    return caught.value.lines


@pytest.mark.parametrize("kind", TOO_MANY)
def test_more_than_a_person_writes_is_refused_in_one_line(tmp_path, kind):
    """Just below the limit of bytes, more entries than any scenario has: one fault, not one for each."""
    assert len(TOO_MANY[kind]) < LARGEST_TOML_BYTES
    faults = faults_of(tmp_path, TOO_MANY[kind])
    assert len(faults) == 1
    assert f"more than {MOST_ENTRIES:,} keys, tables and list items" in faults[0]


def test_file_of_megabytes_is_not_read(tmp_path):
    """Above 1 MB the size is told, whatever the file holds."""
    assert "is too large (5.0 MB); at most 1 MB" in faults_of(tmp_path, "#" * 5_000_000)[0]


@pytest.mark.parametrize("number", ["9" * 5_000, "-" + "9" * 5_000, "[1, " + "9" * 5_000 + "]"])
def test_number_of_thousands_of_digits_is_refused_in_words(tmp_path, number):
    """Python itself refuses to read it, with an error of another kind than that of a broken file."""
    assert "a number has too many digits" in faults_of(tmp_path, f"a = {number}\n")[0]


def test_what_a_person_may_write_is_read(tmp_path):
    """A file of half the limits is read."""
    path = tmp_path / "a.toml"
    path.write_text("[[policy]]\nname = 'a'\n" * (MOST_ENTRIES // 4))
    text, values = read_toml(path)
    assert len(values["policy"]) == MOST_ENTRIES // 4
    assert text == path.read_text()
