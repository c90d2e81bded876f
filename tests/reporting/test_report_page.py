"""The page of a report: whole in one file, closed to the outside, and safe with any name."""

import base64
import dataclasses
import hashlib
import html.parser
import itertools
import json
import re

import pytest

from simulator.reporting.deciding import evidence_tables
from simulator.reporting.deciding.answer import Commands
from simulator.reporting.deciding.evidence import Band, Evidence
from simulator.reporting.deciding.findings import findings_of
from simulator.reporting.html import page, part
from tests.reporting.synthetic import named_points, synthetic_comparison, synthetic_scenario
from tests.reporting.test_report_answer import ANSWERS, SENSITIVITY, VERDICT

ORIGIN = part.Origin("compare", "report", "1.0", "0" * 64, Commands("sensitivity", "attribute"), "2026-11-22")
HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "</style><style>*{display:none}",
    "=cmd|' /C calc'!A0",
    "../../x",
    "a" * 10_000,
    "\u202eright to left\u202c",
    r"$\alpha$ {{ 7 * 7 }} {% raw %}",
    'https://example.org/" onmouseover="x',
)


def page_of(comparison, languages=("en",), evidence=None):
    """Return the page of a comparison."""
    found, known = findings_of(comparison), evidence or Evidence(SENSITIVITY, VERDICT)
    return page.page([part.part_of(found, known, ORIGIN, language) for language in languages])


class _Reader(html.parser.HTMLParser):
    """Collects elements, their attributes, and the text that a reader sees."""

    def __init__(self):
        super().__init__()
        self.elements, self.text, self._inside = [], [], []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self._inside.append(tag)

    def handle_endtag(self, tag):
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data):
        if not self._inside:
            self.text.append(data)


def read(text):
    """Return what an HTML parser finds in the page."""
    reader = _Reader()
    reader.feed(text)
    return reader


@pytest.fixture(scope="module")
def both():
    """Return the page of the full grid in both languages."""
    return page_of(synthetic_comparison(), ("zh", "en"))


def test_page_asks_for_nothing_from_outside(both):
    """No address is loaded: links lead into the page, fonts and icons are data, and the policy forbids the rest."""
    elements = read(both).elements
    for tag, attributes in elements:
        assert "src" not in attributes
        assert not [name for name in attributes if name.startswith("on") or name == "style"], (tag, attributes)
        if "href" in attributes:
            assert attributes["href"].startswith(("#", "data:"))
    assert set(re.findall(r"url\(\"?([a-z]+):", both)) <= {"data"}
    policy = next(a["content"] for tag, a in elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_policy_names_the_style_and_the_script_that_are_there(both):
    """The hashes are those of the bytes between the tags; otherwise a browser would refuse both."""
    for tag, name in (("style", "style-src"), ("script", "script-src")):
        content = re.findall(rf"<{tag}>(.*?)</{tag}>", both, re.S)[-1]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{name} 'sha256-{digest}'" in both


def test_page_is_small(both):
    """198 policies in both languages: below 1.5 MB."""
    assert len(both.encode()) < 1_500_000


@pytest.mark.no_cover
def test_same_page_every_time(both):
    """The same run gives the same bytes."""
    assert page_of(synthetic_comparison(), ("zh", "en")) == both


@pytest.fixture(scope="module")
def plain():
    """Return, by language, what a parser finds in the page of named policies whose names are harmless."""
    comparison = synthetic_comparison(named_points(), "as it stands")
    return {language: read(page_of(comparison, (language,))) for language in ("zh", "en")}


@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("name", "language"), list(zip(HOSTILE, itertools.cycle(("zh", "en")), strict=False)), ids=range(len(HOSTILE))
)
def test_hostile_names_are_plain_text(plain, name, language):
    """Titles, policies, sources, questions: nothing of a name becomes an element, an attribute or a formula."""
    points = tuple(
        dataclasses.replace(point, name=point.name if number == 0 else f"{name} {number}")
        for number, point in enumerate(named_points())
    )
    title = name[:80]
    scenario = synthetic_scenario(title=title, stand_in=title, question=name[:4000])
    sources = {"fund.fund_size": scenario.sources["fund.fund_size"].model_copy(update={"source": name})}
    scenario = scenario.model_copy(update={"sources": sources})
    comparison = synthetic_comparison(points, "as it stands", scenario)
    comparison = dataclasses.replace(comparison, title=title, question=name)
    found, harmless = read(page_of(comparison, (language,))), plain[language]
    assert {tag for tag, _ in found.elements} == {tag for tag, _ in harmless.elements}
    kinds = [{(tag, key) for tag, attributes in reader.elements for key in attributes} for reader in (found, harmless)]
    assert kinds[0] == kinds[1]
    assert name in "".join(found.text)


def test_hostile_names_stay_inside_the_data_of_the_sliders():
    """The data block holds no angle bracket and is the same names when read as JSON."""
    points = tuple(dataclasses.replace(p, name=f"</script><b>{p.name}") for p in named_points())
    text = page_of(synthetic_comparison(points, points[0].name))
    block = re.search(r'<script type="application/json">(.*?)</script>', text, re.S)[1]
    assert "<" not in block
    assert {point["name"] for point in json.loads(block)["points"].values()} == {point.name for point in points}


def test_sliders_reach_every_policy_and_show_the_tables_figures(both):
    """198 policies, each under its own steps, each with the cells of the tables."""
    blocks = re.findall(r'<script type="application/json">(.*?)</script>', both, re.S)
    assert len(blocks) == 2
    data = json.loads(blocks[1])
    assert len(data["points"]) == 11 * 9 * 2
    assert [len(axis) for axis in data["axes"]] == [11, 9, 2]
    assert data["points"]["4,3,0"]["name"] == "ratio 0.4, fund 20 m yuan, breaker on"
    assert set(data["points"]["4,3,0"]["differences"]) == {"baseline"}


def test_every_control_has_a_name(both):
    """Sliders have labels, drawings and scrolling tables have names, and every id is used once."""
    elements = read(both).elements
    labelled = {attributes.get("for") for tag, attributes in elements if tag == "label"}
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in elements:
        if tag == "input":
            assert attributes["id"] in labelled
        if tag == "svg":
            assert "aria-label" in attributes
        if attributes.get("role") == "region":
            assert attributes["aria-label"]
    targets = {a["href"][1:] for tag, a in elements if tag == "a"}
    assert targets <= set(ids)


def test_one_policy_and_no_evidence_make_a_report_too():
    """A folder of `run` has no grid, no sliders and no differences; what is missing is said with its command."""
    points = named_points()[:1]
    text = page_of(synthetic_comparison(points, points[0].name), evidence=Evidence())
    assert "data-policies" not in "".join(re.findall(r"<div[^>]*>", text))
    assert "<pre>sensitivity</pre>" in text
    assert "<pre>attribute</pre>" in text


def test_stand_in_and_sources_are_on_the_face():
    """Another city's terms, and who says what, stand in the text."""
    text = "".join(read(page_of(synthetic_comparison())).text)
    assert text.count("Another city's terms stand in.") >= 2
    assert 'a "rule"' in text
    assert "read at the source" in text


def test_intervals_do_not_break_over_lines():
    """An interval in running text is one unbreakable piece; in a cell it has its own line."""
    assert str(page.together("a [1, 2] <b>")) == 'a <span class="unbroken">[1, 2]</span> &lt;b&gt;'
    assert str(page.parted("1 [0, <2]")) == ('<span class="unbroken">1</span> <span class="interval">[0, &lt;2]</span>')
    assert str(page.parted("below <0.04")) == "below &lt;0.04"


def test_end_of_a_band_at_which_nothing_happened_is_no_nought():
    """Draws in which the fund never ran dry are said to be so: no run shows that it cannot."""
    bands = {**SENSITIVITY.bands, "p_depleted": Band(ANSWERS["p_depleted"], 0.0, 0.0, 0.01, (0.0, 0.02))}
    found = findings_of(synthetic_comparison())
    known = Evidence(dataclasses.replace(SENSITIVITY, bands=bands))
    table = evidence_tables.evidence_tables(found, known, "en")[0]
    assert table.rows[-1] == ("chance of running dry", "not seen – 2 %", "not seen – 1 %")
