"""The Chinese font: it has what the program says, and the same bytes come out every time."""

import functools
import io
import re

import pytest
from fontTools.ttLib import TTFont

from simulator.drawing import fonts, style
from tests.font.__main__ import FOLDERS, ROOT, TEXTS, gb2312

# In no subset of a Chinese font: a character of four dragons, and one of the three.
RARE = "𪚥", "𠮷"
HAN = re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]")


def test_font_has_the_characters_of_daily_use():
    """GB/T 2312-1980 counts 6,763 characters in two levels and 682 signs; names of firms have more."""
    assert len(gb2312()) == 6763 + 682
    assert fonts.covers("".join(gb2312()))
    assert fonts.covers("鑫源岚源喆堃镕昇玥珺")
    assert fonts.covers("m² – 50 µg § é")
    assert not fonts.covers("补偿𪚥")


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_chinese_text_of_the_program_can_be_shown(folder):
    """A text with a character that the font lacks asks for the font to be made anew."""
    for path in (path for name in TEXTS for path in (ROOT / folder).rglob(name)):
        lacking = set(HAN.findall(path.read_text("utf-8"))) - fonts.characters()
        assert not lacking, path


def test_font_may_be_passed_on():
    """The licence is kept beside the font and named inside it; the name is not that of a font of the machine."""
    assert "SIL Open Font License, Version 1.1" in fonts.chinese_font().with_name("OFL.txt").read_text("utf-8")
    with TTFont(fonts.chinese_font()) as font:
        assert font["name"].getDebugName(1) == fonts.FAMILY
        assert "SIL Open Font License" in font["name"].getDebugName(13)
        assert "glyf" in font


def test_web_font_holds_the_characters_asked_for_and_no_others():
    """A page carries a few hundred characters, not the font."""
    content = fonts.web_font("补偿比例 35% 𪚥")
    assert content == fonts.web_font("补偿比例 35% 𪚥")
    assert content[:4] == b"wOFF"
    with TTFont(io.BytesIO(content)) as font:
        assert {chr(code) for code in font.getBestCmap()} == set("补偿比例 35%")
    assert len(content) < 10_000


@pytest.fixture
def no_other_fonts(monkeypatch):
    """Take from the figures what this machine has installed beside the program's own fonts."""
    _forget(monkeypatch, ())


def _forget(monkeypatch, families):
    monkeypatch.setattr(fonts, "MORE_FAMILIES", families)
    for cached in (style._other_faces, style._known_characters):
        cached.cache_clear()
        monkeypatch.setattr(style, cached.__name__, functools.cache(cached.__wrapped__))


@pytest.mark.parametrize("names", [("鑫源方案", "岚源方案"), RARE, ("甲\u200b案", "甲案"), ("甲\u202e案", "甲案")])
def test_two_names_are_never_one_label(no_other_fonts, names):
    """Written by the font, by its number where no font has it, or by that of a mark that cannot be seen."""
    first, second = map(style.drawable, names)
    assert first != second
    assert "…" not in first + second


def test_a_character_that_is_lacking_is_told_once(no_other_fonts):
    """All figures of a folder in one sentence, with each character's number."""
    with pytest.warns(fonts.LackingWarning) as told, style.styled("zh"):
        for name in (*RARE, *RARE):
            style.drawable(name)
    assert len(told) == 1
    assert "𠮷 (U+20BB7), 𪚥 (U+2A6A5)" in str(told[0].message)


def test_an_installed_font_gives_what_the_own_font_lacks(tmp_path, monkeypatch):
    """A made-up face that has one Korean letter is asked for it, in every kind of file, and nothing is told."""
    from matplotlib.font_manager import fontManager

    with TTFont(fonts.chinese_font()) as font:
        fonts.keep(font, "吉")
        for table in font["cmap"].tables:
            table.cmap = {ord("원"): glyph for glyph in table.cmap.values()}
        for record in font["name"].names:
            record.string = "Made Up Rare"
        font.save(tmp_path / "rare.ttf")
    monkeypatch.setattr(fontManager, "ttflist", list(fontManager.ttflist))
    fontManager.addfont(tmp_path / "rare.ttf")
    _forget(monkeypatch, ("Made Up Rare",))
    with style.styled("zh"):
        assert style.drawable("원源") == "원源"
        figure = style.new_figure(2, 1)
        figure.text(0, 0, "원源")
        assert len(style.files_of(figure, "x")) == 3


def test_what_no_font_shows_stands_as_its_number_in_figures(no_other_fonts):
    """Letters of the two fonts of the figures stay; others become their numbers, a dollar sign no formula."""
    assert style.drawable("补偿 αβ 원한 𪚥") == "补偿 αβ [U+C6D0 U+D55C] [U+2A6A5]"
    assert style.drawable(r"$\alpha") == r"\$\alpha"
