"""Files that are no scenarios: each gives one clear message and never another kind of error."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.errors import ScenarioError
from simulator.scenario.read import Reading, read_scenario

Write = Callable[..., Path]


def refusal(path: Path | str) -> str:
    """Return the only fault of a file."""
    with pytest.raises(ScenarioError, match=r": 1 problem\(s\)") as caught:
        read_scenario(path)
    (fault,) = caught.value.lines
    return fault


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "bad.toml: is empty"),
        (b" \n\t\n", "bad.toml: is empty"),
        (b"\x89PNG\0\0", "bad.toml: is not a text file"),
        ("标题 = 1".encode("gb18030"), "bad.toml:1: is not UTF-8 text; save the file as UTF-8"),
        (b"a = 1\n\xff = 2\n", "bad.toml:2: is not UTF-8 text"),
        (b"[about]\ntitle = \n", "bad.toml:2: not valid TOML: invalid value"),
        (b"[about\n", "bad.toml:1: not valid TOML: expected ']'"),
        (b"[about]\ntitle", "bad.toml: not valid TOML: "),
        (b'[about]\ntitle = "a"\ntitle = "b"\n', "bad.toml:3: this key or table is given twice; keep one"),
        (b"[about]\n\n[about]\n", "bad.toml:3: this key or table is given twice; keep one"),
        (b"a = {b = 1, b = 2}", "bad.toml:1: this key or table is given twice; keep one"),
        (b"a = {b = 1}\na.c = 2\n", "bad.toml:2: this key or table is given twice; keep one"),
        (b"a = " + b"[" * 100_000, "bad.toml: tables or lists are nested too deeply"),
        (b"a = " + b"[" * 25 + b"]" * 25, "bad.toml: tables or lists are nested more than 20 deep"),
        (b"\n" + b"a." * 200_000 + b"a = 1", "bad.toml:2: a key with more than 100 dots cannot be read"),
        (b"a = " + b"9" * 5000, "bad.toml: a number has too many digits"),
    ],
)
def test_unreadable_content_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    """The message names the file, the line where there is one, and what is wrong."""
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    assert message in refusal(path)


def test_a_directory_is_refused(tmp_path: Path) -> None:
    """A folder is not a scenario."""
    assert refusal(tmp_path) == f"{tmp_path}: is a directory; name one file in it"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """The message names the path that was asked for."""
    assert refusal(tmp_path / "none.toml") == f"{tmp_path / 'none.toml'}: there is no such file"


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    """The size is looked at first: a sparse file of 50 MB costs nothing."""
    path = tmp_path / "large.toml"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
    assert refusal(path) == f"{path}: is too large (50.0 MB); at most 1 MB can be read"


def test_devices_and_pipes_are_refused(tmp_path: Path) -> None:
    """Reading a pipe would wait for ever."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert refusal(pipe) == f"{pipe}: is not a regular file"


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_impossible_names_are_refused(name: str) -> None:
    """A name that the operating system refuses is the user's mistake, not ours."""
    assert "cannot be read (" in refusal(name)


def test_faults_of_all_files_come_together(small_file: Path, write: Write) -> None:
    """A broken overlay does not hide another one."""
    one, two = write("a = \n", "one.toml"), write("b = \n", "two.toml")
    with pytest.raises(ScenarioError, match=r"3 problem\(s\)") as caught:
        read_scenario(small_file, [one, two], ["nonsense"])
    assert [fault.split(":")[0] for fault in caught.value.lines] == [str(one), str(two), "--set"]


def test_a_broken_file_alone_is_reported_alone(write: Write) -> None:
    """A scenario that cannot be read is not also blamed for what it lacks."""
    assert ":1: not valid TOML" in refusal(write("a = \n"))


SPARE = [
    b"",
    b"\n",
    b'"',
    b"'",
    b"[",
    b"]]",
    b"{",
    b"=",
    b".",
    b"-",
    b"nan",
    b"1e999",
    b"true",
    b"\xff",
    b"\0",
    b"9" * 30,
]


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 1700), st.integers(0, 12), st.sampled_from(SPARE)), min_size=1, max_size=4))
def test_a_mutated_file_is_read_or_refused(
    tmp_path: Path, small_text: str, mutations: list[tuple[int, int, bytes]]
) -> None:
    """Whatever happens to the bytes of a scenario, the outcome is a scenario or a list of faults with places."""
    content = small_text.encode()
    for start, length, new in mutations:
        content = content[:start] + new + content[start + length :]
    path = tmp_path / "mutated.toml"
    path.write_bytes(content)
    try:
        assert isinstance(read_scenario(path), Reading)
    except ScenarioError as error:
        assert error.lines
        assert all(fault.startswith(str(path)) for fault in error.lines)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(0, 70),
    st.sampled_from(
        ['"x"', "nan", "-1", "true", "[]", "{}", "[{}]", "[[1]]", "1e400", "2026-01-01", '"5 won"', '"none"']
    ),
)
def test_any_value_anywhere_is_read_or_refused(tmp_path: Path, small_text: str, number: int, value: str) -> None:
    """A value of any kind in the place of any other is a scenario or a list of faults."""
    lines = small_text.splitlines()
    places = [index for index, line in enumerate(lines) if " = " in line]
    place = places[number % len(places)]
    lines[place] = f"{lines[place].split(' = ')[0]} = {value}"
    path = tmp_path / "changed.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    try:
        assert isinstance(read_scenario(path), Reading)
    except ScenarioError as error:
        is_name = lines[place].startswith("name")  # then the source named after the item is at fault, further down
        assert is_name or any(
            fault.startswith(f"{path}:{place + 1}: ") or ": the shares" in fault for fault in error.lines
        )
