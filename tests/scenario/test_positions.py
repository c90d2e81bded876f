"""Lines of keys, checked against what tomllib finds in the same text."""

import json
import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from simulator.scenario.positions import lines_of_keys

TRICKY = '''# comment
a = 1 # x = 2
b.c."d.e" = """x
f = 3 \\"""
y"""""
'lit' = 'q # no comment'

[ t . "u" ] # [no.table]
list = [ # comment ]
  1, "a,]", [2,
  3],
  { x = 1, y.z = [
   5, ] },
]
text = \'\'\'
[not a table]
\'\'\'
day = 2026-01-01 00:00:00
[[s]]
name = "A"
[s.sub]
k = 1
[[s.inner]]
q = 1
[[s.inner]]
q = 2
[[s]]
"\\u0041b" = -inf
'''


def test_tricky_text_gives_every_line() -> None:
    """Comments, quotes, multi-line values and nested lists of tables do not shift the lines."""
    lines = lines_of_keys(TRICKY)
    assert lines["a",] == 2
    assert lines["b", "c", "d.e"] == 3
    assert lines["lit",] == 6
    assert lines["t", "u", "list"] == 9
    assert lines["t", "u", "list", 2, 1] == 11
    assert lines["t", "u", "list", 3, "y", "z"] == 12
    assert lines["t", "u", "text"] == 15
    assert lines["t", "u", "day"] == 18
    assert (lines["s", 0], lines["s", 0, "sub", "k"]) == (19, 22)
    assert (lines["s", 0, "inner", 0, "q"], lines["s", 0, "inner", 1, "q"]) == (24, 26)
    assert (lines["s", 1], lines["s", 1, "Ab"]) == (27, 28)


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path} - {()} | {found for part, item in inner for found in _paths(item, (*path, part))}


def test_exactly_the_keys_of_the_standard_reader_are_found() -> None:
    """The scanner neither misses nor invents a key."""
    assert set(lines_of_keys(TRICKY)) == _paths(tomllib.loads(TRICKY))


scalars = st.one_of(
    st.sampled_from(["true", "1.5", "nan", "-3", "2026-01-01"]), st.text('ab"#\\\n[]{}= 人', max_size=6).map(json.dumps)
)
keys = st.sampled_from(["a", "b-1", '"c d"', "'e.f'", '"#="'])
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[\n" + " ,# c ]\n".join(items) + "]"),
        st.dictionaries(keys, inner.filter(lambda text: "\n" not in text), max_size=3).map(
            lambda table: "{" + ", ".join(f"{key} = {value}" for key, value in table.items()) + "}"
        ),
    ),
    max_leaves=6,
)
blocks = st.dictionaries(keys, values, max_size=3).map(
    lambda table: "".join(f"{key} = {value}\n" for key, value in table.items())
)


@given(st.lists(st.tuples(st.sampled_from(["[[x]]", "[[y.z]]", "# c", ""]), blocks), max_size=4))
def test_any_text_gives_the_keys_of_the_standard_reader(parts: list[tuple[str, str]]) -> None:
    """The scanner agrees with tomllib on every valid text."""
    text = "".join(f"{head}\n{body}" for head, body in parts)
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert set(lines_of_keys(text)) == _paths(tree)
