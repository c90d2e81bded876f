"""One file names the colours of the product, and they can be read and told apart."""

import itertools
import re
from pathlib import Path

import pytest

import simulator
from simulator.drawing import palette

PRODUCT = Path(simulator.__file__).parent
KINDS = (".py", ".css", ".js", ".html", ".jinja", ".svg", ".mplstyle")
SOURCES = [path for path in PRODUCT.rglob("*") if path.suffix in KINDS and path.name != "palette.py"]


def luminance(colour):
    """Return the relative luminance of WCAG 2.2, 0 for black and 1 for white."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(first, second):
    """Return the contrast of WCAG 2.2, from 1 to 21."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def test_no_other_file_names_a_colour():
    """Figures, report, workbook, documents and page change together."""
    digits = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b(?!;)|\bRGBColor\(\s*0x|\bhsla?\(", re.IGNORECASE)
    named = {str(path.relative_to(PRODUCT)) for path in SOURCES if digits.search(path.read_text("utf-8"))}
    assert named == set()


def test_every_variable_of_the_pages_is_known_and_used():
    """A variable that is not known would be black, and one that nobody uses is gone."""
    texts = [path.read_text("utf-8") for path in SOURCES if path.suffix in (".css", ".js", ".svg", ".html", ".jinja")]
    used = {name for text in texts for name in re.findall(r"var\(--([a-z-]+)\)|\"--([a-z-]+)\"", text)}
    assert {first or second for first, second in used} == set(palette.PAGE)


@pytest.mark.parametrize("ground", ["paper", "tint", "warn"])
@pytest.mark.parametrize("words", ["ink", "soft", "strong", "caution", "bad"])
def test_words_can_be_read_on_every_ground(words, ground):
    """At least 4.5 to 1 (WCAG 2.2, level AA)."""
    assert contrast(palette.PAGE[words], palette.PAGE[ground]) >= 4.5


def test_neighbours_of_the_groups_differ_in_grey():
    """Lines of a printed figure are told apart without colour."""
    greys = [luminance(colour) for colour in palette.GROUPS]
    assert all(abs(one - other) > 0.03 for one, other in itertools.pairwise(greys))


def test_drawing_outside_a_page_has_its_colours_in_place():
    """An icon knows no variables of a page."""
    assert palette.filled('fill="var(--strong)"') == f'fill="{palette.PAGE["strong"]}"'
    assert "--inner-band: #86B6DC;" in palette.css_rule()


def test_numbers_on_the_shades_of_the_explorers_grid_can_be_read():
    """From three quarters of the darkest blue on letters are white; black before: 4.5 to 1 on either side."""
    limit = float(re.findall(r"DARK = ([0-9.]+);", (PRODUCT / "explorer/static/answer.js").read_text("utf-8"))[0])
    ends = [[int(palette.PAGE[name][place : place + 2], 16) for place in (1, 3, 5)] for name in ("paper", "strong")]
    mixed = "#" + "".join(f"{round(low + limit * (high - low)):02x}" for low, high in zip(*ends, strict=True))
    assert contrast(palette.PAGE["paper"], mixed) >= 4.5 and contrast(palette.PAGE["black"], mixed) >= 4.5
