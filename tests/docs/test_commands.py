"""Every command that a page shows is one that works."""

import re
import shlex
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from simulator.cli import main

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "docs/tutorial/first-hour.md", *sorted((ROOT / "docs" / "how-to").glob("*.md"))]
COMMAND = re.compile(r"^\s*(?:\$ )?(?:\.venv/bin/)?python3? run\.py (.+)$", re.MULTILINE)
BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
# What a page leaves to the reader: the file it has just shown, or the folder that the command before has written.
SHOWN_FILES = {
    "scenarios/schemes/our_city.toml": ("write-down-our-own-scheme", "toml"),
    "scenarios/studies/severe.toml": ("what-if-times-turn-bad", "toml"),
    "LOANS.csv": ("what-would-this-rule-have-paid", "csv"),
    "PATENTS.csv": ("how-much-to-lend-on-a-patent", "csv"),
    "PDS.csv": ("were-our-pds-and-rules-right", "csv"),
    "scenarios/schemes/our_rule.toml": ("were-our-pds-and-rules-right", "toml"),
}
FOLDERS = {
    "outputs/FOLDER": "run scenarios/hefei.toml",
    "outputs/RUN-FOLDER": "operations scenarios/hefei.toml",
    "outputs/DESIGN-FOLDER": "design scenarios/studies/hefei_design.toml",
    "outputs/COMPARISON": "compare scenarios/hefei.toml --ratios 0,0.5,1",
    "outputs/SENSITIVITY": "sensitivity scenarios/hefei.toml",
    "outputs/ATTRIBUTION": "attribute scenarios/hefei.toml",
    "outputs/CALIBRATED": "calibrate scenarios/histories/anhui.csv",
}
# Runs in shards that a page continues.
KEPT = {
    "big": "run scenarios/hefei.toml --shards big",
    "national": "pool scenarios/studies/anhui_cities.toml --shards national",
}
FEW = {"paths": ["--paths", "20"], "draws": ["--draws", "32"], "replications": ["--replications", "2"]}
QUICK = ("backtest", "calibrate", "check", "explain", "dictionary", "hurdle", "replay", "tape")
SERVED = ("explore",)
"""Run until they are told to stop; tests/cli/test_exploring.py runs them."""


def lines_of(page):
    """Return the commands of a page, without what calls the program."""
    return COMMAND.findall(page.read_text("utf-8"))


def block_of(page, language):
    """Return the first block of a page in a language, without the page's indentation."""
    indent, _, text = next(found for found in BLOCK.findall(page.read_text("utf-8")) if found[1] == language)
    return "\n".join(line.removeprefix(indent) for line in text.splitlines()) + "\n"


LINES = list(dict.fromkeys(line for page in PAGES for line in lines_of(page)))


def few(line):
    """Return the words of a command on few paths."""
    words = shlex.split(line)
    if "--precision" in words:
        return [*words, "--paths", "2000"]
    if "--paths" in words:
        words[words.index("--paths") + 1] = "20"
    names = {parameter.name for parameter in main.commands[words[0]].params}
    more = [word for name, option in FEW.items() if name in names and option[0] not in words for word in option]
    return [*words, *more]


def called(words):
    """Call the program; a mistake or a defect fails the test with its message, a precision missed does not."""
    result = CliRunner().invoke(main, words)
    assert result.exit_code in ((0, 3) if "--precision" in words else (0,)), (words, result.stderr, result.exception)


def with_folders(line):
    """Write what the line needs, and return it with the folders' names in place of the page's words."""
    for word, before in FOLDERS.items():
        if word in line:
            known = set(Path("outputs").glob("*"))
            called(few(before))
            (folder,) = set(Path("outputs").iterdir()) - known
            line = line.replace(word, str(folder))
    for folder, before in KEPT.items():
        if line in (f"resume {folder}", f"verify {folder}"):
            called(few(before))
    return line


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Go to a folder that holds the shipped scenarios and the files that the pages show."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "scenarios", "scenarios")
    for name, (page, language) in SHOWN_FILES.items():
        Path(name).write_text(block_of(ROOT / "docs" / "how-to" / f"{page}.md", language), "utf-8")


def test_pages_show_commands():
    """The pattern finds them: README and most pages have some."""
    assert len(LINES) > 20
    assert all(lines_of(page) for page in PAGES if page.stem not in ("why-is-a-figure-what-it-is",))


def test_readme_lists_every_command_and_no_other():
    """The table of commands is complete."""
    text = (ROOT / "README.md").read_text("utf-8")
    table = text[text.index("| `python run.py ...`") :].split("\n\n")[0]
    rows = [row.split("|")[1] for row in table.splitlines()[2:]]
    listed = [word for row in rows for word in re.findall(r"`([a-z]+)[^`]*`", row)]
    assert set(listed) == set(main.commands)


@pytest.mark.parametrize("line", LINES)
def test_every_command_shown_is_understood(line):
    """Command, options and values are the program's own."""
    name, *words = shlex.split(line)
    assert isinstance(main.commands[name].make_context(name, list(words)), click.Context)


@pytest.mark.parametrize("line", [line for line in LINES if line.split()[0] in QUICK])
def test_every_quick_command_shown_works(here, line):
    """Those that simulate nothing."""
    called(few(line))


@pytest.mark.slow
@pytest.mark.parametrize("line", [line for line in LINES if line.split()[0] not in (*QUICK, *SERVED)])
def test_every_simulation_shown_works(here, line):
    """The others, on few paths."""
    called(few(with_folders(line)))
