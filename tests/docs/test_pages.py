"""Pages hang together: links lead somewhere, every page can be reached, files that a page shows are right."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli import main

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    """Every relative link names a file."""
    broken = [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()]
    assert not broken


def test_every_page_is_in_the_table_of_contents():
    """A page that nobody links to is not read."""
    contents = ROOT / "docs" / "README.md"
    linked = {(contents.parent / link).resolve() for link in LINK.findall(contents.read_text("utf-8"))}
    assert {page for page in (ROOT / "docs").rglob("*.md") if page != contents} == linked


def test_scenario_of_the_tutorial_is_right(tmp_path):
    """What a newcomer copies passes the check."""
    text = (ROOT / "docs/tutorial/first-hour.md").read_text("utf-8")
    block = re.search(r"```toml\n(.*?)```", text, re.DOTALL)[1]
    file = tmp_path / "our_city.toml"
    file.write_text(block.replace("../hefei.toml", str(ROOT / "scenarios/hefei.toml")), "utf-8")
    result = CliRunner().invoke(main, ["check", str(file)])
    assert result.exit_code == 0, result.output
