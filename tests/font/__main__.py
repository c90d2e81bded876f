"""Make the program's Chinese font anew from Noto Sans SC: `python -m tests.font NotoSansSC_400Regular.ttf`."""

import sys
from pathlib import Path

from fontTools.ttLib import TTFont

from simulator.reporting.fonts import FAMILY, chinese_font, keep

ROOT = Path(__file__).parents[2]
TEXTS = ("*.py", "*.toml", "*.md", "*.jinja", "*.js", "*.html", "*.csv")
FOLDERS = ("simulator", "scenarios", "docs")
# Rarer characters in the names of Chinese cities and counties.
PLACES = "圳亳歙黟滁泗濉颍涡谯衢漯濮郏泸儋莆淄睢砀怀鄞嵊诸暨浔婺溧邳沭盱眙阜颖漳泾鸠弋繁裕蜀瑶埇琅琊禹晖"
PUNCTUATION = "，。；：？！、（）《》〈〉【】「」“”‘’—…·％￥～＋－＝×÷±≤≥≈→←↑↓①②③④⑤⑥⑦⑧⑨⑩□○●■◆▲△★☆√℃§～Ⅰ Ⅱ Ⅲ Ⅳ　"


def common() -> set[str]:
    """Return the 3,755 characters of GB/T 2312-1980, level 1."""
    rows = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return {pair.decode("gb2312") for pair in rows if pair < b"\xd7\xfa"}


def used() -> set[str]:
    """Return the characters of the texts in this repository."""
    files = (path for folder in FOLDERS for name in TEXTS for path in (ROOT / folder).rglob(name))
    return {letter for path in files for letter in path.read_text("utf-8") if letter.isprintable()}


def named(font: TTFont) -> None:
    """Give the font a name of its own, so that it is never taken for a font of the machine."""
    names = {1: FAMILY, 2: "Regular", 3: FAMILY, 4: FAMILY, 6: FAMILY.replace(" ", "")}
    for record in list(font["name"].names):
        if record.nameID in names:
            record.string = names[record.nameID]


def main(source: str) -> None:
    """Write the font."""
    with TTFont(source, recalcTimestamp=False) as font:
        letters = common() | used() | set(PLACES) | set(PUNCTUATION) | set(map(chr, range(32, 127)))
        keep(font, "".join(letters))
        named(font)
        font.save(chinese_font())
    sys.stdout.write(f"{chinese_font()}: {chinese_font().stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main(sys.argv[1])
