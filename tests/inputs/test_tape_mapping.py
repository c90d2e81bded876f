"""Mapping files: what they say, and what is wrong with them."""

import pytest

from simulator.errors import ScenarioError
from simulator.inputs.tape_mapping import read_mapping

SECTORS = ("AI", "quantum")


def test_a_mapping_is_read_folded(tmp_path):
    """Headings and words match however they are spaced, and in full width."""
    path = tmp_path / "map.toml"
    path.write_text(
        'ignore = [" 备注 "]\n[headings]\n"金额（元）" = "balance (元)"\n[words.sector]\n"软件" = "AI"\n', "utf-8"
    )
    mapping = read_mapping(path, SECTORS)
    assert mapping.headings == {"金额(元)": "balance (元)"}
    assert mapping.words == {"sector": {"软件": "AI"}}
    assert mapping.ignored == {"备注"}


def test_all_faults_of_a_mapping_are_named(tmp_path):
    """Unknown keys, fields and words, and wrong types, in one go."""
    path = tmp_path / "map.toml"
    path.write_text(
        'ignore = "x"\nheading = 1\nheadings = 3\n[words.sector]\n"软件" = "IA"\n[words.balance]\n"a" = "b"\n', "utf-8"
    )
    with pytest.raises(ScenarioError, match=r"5 problem\(s\)") as caught:
        read_mapping(path, SECTORS)
    words = "\n".join(caught.value.lines)
    for part in (
        "did you mean headings",
        "ignore: must be a list",
        "headings: must be a table",
        '"IA" is not one of AI',
    ):
        assert part in words
    assert 'words.balance: a word of balance can stand for nothing only, "" (got "b")' in words


@pytest.mark.parametrize("content", [b"x = ", b"\xff\xfe = 1", b"words = 1"])
def test_what_is_no_mapping_is_refused(tmp_path, content):
    """One clear fault."""
    path = tmp_path / "map.toml"
    path.write_bytes(content)
    with pytest.raises(ScenarioError, match=r"1 problem\(s\)"):
        read_mapping(path, SECTORS)
