"""Make the program's Chinese font anew from Noto Sans SC: `python -m tests.font NotoSansSC_400Regular.ttf`."""

import sys
from pathlib import Path

from fontTools.ttLib import TTFont

from simulator.drawing.fonts import FAMILY, chinese_font, keep

ROOT = Path(__file__).parents[2]
TEXTS = ("*.py", "*.toml", "*.md", "*.jinja", "*.js", "*.html", "*.csv")
FOLDERS = ("simulator", "scenarios", "docs")
# Characters in names of places, firms and people that came into use after GB/T 2312-1980.
NAMES = (
    "埇堽浉垟塆峃洣玥珺琇瑄璟琋珣玚琤瑢璠瓅祎祾禛堃喆镕昇昳晢旸暐曈晞燊燚垚犇骉翀頔彧赟湉濛湜澂沄芃苾鋆锳"
    "锜伃倞偲冚劼勍囍堉墡夆奭婳媞嫚孖屾嶒巘弢彣忞忺惇慜扆抃挻昉晸朏朸梽橪欸汧汭泇洺浥淏渼湲溁漖烜焜爔玘玙"
    "珒珮瑀畯皞矞硚祐禔秾竑笎絜纮缊翛芠莀蒨虓袆訢谞贇赪釔頠颋飏飖駪鹍龘"
)


def gb2312() -> set[str]:
    """Return the 6,763 characters of GB/T 2312-1980 and its 682 signs."""
    pairs = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return {letter for pair in pairs if (letter := pair.decode("gb2312", "ignore"))}


def latin() -> set[str]:
    """Return the letters and signs of the two Latin blocks: m², µ, §."""
    return set(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100))))


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
        letters = gb2312() | latin() | used() | set(NAMES)
        keep(font, "".join(letters))
        named(font)
        font.save(chinese_font())
    sys.stdout.write(f"{chinese_font()}: {chinese_font().stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main(sys.argv[1])
