"""The Chinese font: it has what the program says, and the same bytes come out every time."""

import io
import re

import pytest
from fontTools.ttLib import TTFont

from simulator.reporting import figures_style, fonts
from tests.font.__main__ import FOLDERS, ROOT, TEXTS, common

HAN = re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]")


def test_font_has_the_characters_of_daily_use():
    """GB/T 2312-1980 counts 3,755 characters in its first level."""
    assert len(common()) == 3755
    assert fonts.covers("".join(common()))
    assert not fonts.covers("补偿龘")


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
    content = fonts.web_font("补偿比例 35% 龘")
    assert content == fonts.web_font("补偿比例 35% 龘")
    assert content[:4] == b"wOFF"
    with TTFont(io.BytesIO(content)) as font:
        assert {chr(code) for code in font.getBestCmap()} == set("补偿比例 35%")
    assert len(content) < 10_000


def test_what_no_font_shows_is_left_out_of_figures():
    """Letters of the two fonts of the figures stay; a run of others becomes an ellipsis, a dollar sign no formula."""
    assert figures_style.drawable("补偿 αβ 원한 龘") == "补偿 αβ … …"
    assert figures_style.drawable(r"$\alpha") == r"\$\alpha"
