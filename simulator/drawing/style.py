"""What all figures share: colours told apart in grey too, labels at line ends, captions, files."""

import contextlib
import dataclasses
import io
import unicodedata
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.cells import cell_len

from simulator.charts import Look
from simulator.drawing import fonts, matplotlib_folder, palette
from simulator.saying.lines import wrapped as wrapped
from simulator.saying.words import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = palette.GROUPS
LINES: tuple[str | tuple[int, tuple[int, ...]], ...] = ("-", (0, (6, 2)), (0, (1, 1)), (0, (6, 2, 1, 2)), (0, (3, 1)))
MARKERS = ("o", "s", "^", "D", "v")
HATCHES = ("", "///", "...", "xxx", "\\\\\\", "ooo", "++")
INK = palette.INK

_CAPTION_SIZE = 7.5
_LABEL_SIZE = 8.0
_CAPTION_LINE = _CAPTION_SIZE * 1.4 / 72
"""Height of a line of a caption, in inches."""
_LATIN = "DejaVu Sans"
_UNSEEN = ("Cc", "Cf", "Co", "Cs", "Cn")
_TOLD = (
    "No font of the figures has {letters}: the number stands in its place. A font with TrueType outlines that has it "
    "will be used once it is installed."
)
_LACKING: ContextVar[set[str]] = ContextVar("lacking")
"""Characters that the figures drawn in a `styled` block lack."""
_METADATA: dict[str, dict[str, str | None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


_COLOURED: dict[Any, Any] = {
    "figure.facecolor": palette.PAPER, "savefig.facecolor": palette.PAPER, "axes.edgecolor": palette.SOFT,
    "axes.labelcolor": palette.INK, "text.color": palette.INK, "grid.color": palette.GRID, "xtick.color": palette.SOFT,
    "ytick.color": palette.SOFT,
}  # fmt: skip


class EndLabel(NamedTuple):
    """Text to stand at the right end of a line that ends at (x, y)."""

    x: float
    y: float
    text: str
    colour: str


@contextlib.contextmanager
def styled(language: Language = "en") -> Iterator[None]:
    """Draw and save inside this block to get the style of the reports; Chinese is drawn in both languages."""
    matplotlib_folder.settle()
    import matplotlib

    _add_chinese_font()
    own = [fonts.FAMILY, _LATIN] if language == "zh" else [_LATIN, fonts.FAMILY]
    families = [*own, *_other_faces()]
    lacking: set[str] = set()
    token = _LACKING.set(lacking)
    try:
        with matplotlib.rc_context({"font.family": families, **_COLOURED}, Path(__file__).with_name("report.mplstyle")):
            yield
    finally:
        _LACKING.reset(token)
    fonts.tell_lacking(lacking, _TOLD)


@cache
def _add_chinese_font() -> None:
    from matplotlib.font_manager import fontManager

    fontManager.addfont(fonts.chinese_font())
    # It has one weight: bold headings take it without a complaint.
    fontManager.ttflist.append(dataclasses.replace(fontManager.ttflist[-1], weight=700))


def new_figure(width: float, height: float) -> "Figure":
    """Return an empty figure of this size in inches, tied to no window and no global state."""
    matplotlib_folder.settle()
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height))


def files_of(figure: "Figure", name: str) -> dict[str, bytes]:
    """Return the figure as PNG, SVG and PDF by its path in the run folder; the same bytes every time."""
    files = {}
    for kind, metadata in _METADATA.items():
        buffer = io.BytesIO()
        figure.savefig(buffer, format=kind, metadata=metadata)
        files[f"figures/{name}.{kind}"] = buffer.getvalue()
    return files


@cache
def _other_faces() -> dict[str, str]:
    """Return the file of each other family that is installed, by name; a PDF can hold those with TrueType outlines."""
    from fontTools.ttLib import TTFont
    from matplotlib.font_manager import fontManager

    installed = {entry.name: entry.fname for entry in reversed(fontManager.ttflist)}
    found: dict[str, str] = {}
    for name in fonts.MORE_FAMILIES:
        if name in installed:
            with contextlib.suppress(Exception), TTFont(installed[name], fontNumber=0, lazy=True) as font:
                found |= {name: installed[name]} if "glyf" in font else {}
    return found


@cache
def _known_characters() -> frozenset[int]:
    matplotlib_folder.settle()
    from matplotlib.font_manager import findfont, get_font

    faces = [findfont(_LATIN), *_other_faces().values()]
    return frozenset(map(ord, fonts.characters())).union(*(get_font(face).get_charmap() for face in faces))


def drawable(text: str) -> str:
    """Return the text with the number of each character that no font has in its place, so that names stay different.

    What cannot be seen, such as a mark of direction, is a character that no font has.
    """
    known = _known_characters()
    lacking = {letter for letter in text if ord(letter) not in known or unicodedata.category(letter) in _UNSEEN}
    lacking -= {"\n"}
    _LACKING.get(set()).update(lacking)
    shown = "".join(f"[{fonts.code_of(letter)}]" if letter in lacking else letter for letter in text)
    # A dollar sign would start a formula.
    return shown.replace("][", " ").replace("$", r"\$") if lacking else text.replace("$", r"\$")


def head_and_caption(figure: "Figure", title: str, sentences: Sequence[str]) -> tuple[float, float]:
    """Write the title above and the caption below; return the bottom and top left for the panels, in figure shares."""
    width, height = figure.get_size_inches()
    line_height = _CAPTION_LINE / height
    lines = _caption_lines(width, sentences)
    figure.text(0.02, 1 - 0.12 / height, drawable(title), fontsize=12, fontweight="bold", va="top", color=INK)
    figure.text(
        0.02, 0.1 / height, "\n".join(lines), fontsize=_CAPTION_SIZE, va="bottom", color=palette.SOFT, linespacing=1.3
    )
    return 0.1 / height + line_height * len(lines) + 0.62 / height, 1 - 0.72 / height


def caption_inches(width: float, sentences: Sequence[str]) -> float:
    """Return the height of a caption below a figure of this width, its margins included."""
    return 0.2 + _CAPTION_LINE * len(_caption_lines(width, sentences))


def _caption_lines(width: float, sentences: Sequence[str]) -> list[str]:
    characters = int(width * 72 / (_CAPTION_SIZE * 0.545))
    return [line for sentence in sentences for line in wrapped(drawable(sentence), characters)]


def text_inches(text: str, size: float = _LABEL_SIZE) -> float:
    """Return about how wide the widest line of a text is, never less."""
    return max((cell_len(line) for line in text.split("\n")), default=0) * size * 0.6 / 72


def colour_of(look: Look) -> str:
    """Return the colour of a role."""
    if isinstance(look, int):
        return COLOURS[look % len(COLOURS)]
    return {"base": palette.INK, "marked": palette.MARKED, "muted": palette.MUTED}[look]


def dashes_of(look: Look) -> str | tuple[int, tuple[int, ...]]:
    """Return the dashes of a role's line."""
    if isinstance(look, int):
        return LINES[look % len(LINES)]
    return (0, (4, 2)) if look == "muted" else "-"


def width_of(look: Look) -> float:
    """Return the width of a role's line in points."""
    return {"base": 2.8, "marked": 2.2, "muted": 1.3}.get(str(look), 1.6)


def marker_of(look: Look) -> str:
    """Return the marker of a role."""
    return MARKERS[look % len(MARKERS)] if isinstance(look, int) else {"base": "o", "marked": "X", "muted": "."}[look]


def hatch_of(look: Look) -> str:
    """Return the hatch of a role's area."""
    return HATCHES[look % len(HATCHES)] if isinstance(look, int) else ""


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places moved apart to at least `gap`, kept in order and inside [low, high] while there is room."""
    order = sorted(range(len(places)), key=lambda index: (places[index], index))
    moved = list(places)
    floor = low
    for index in order:
        moved[index] = max(moved[index], floor)
        floor = moved[index] + gap
    ceiling = high
    for index in reversed(order):
        moved[index] = min(moved[index], ceiling)
        ceiling = moved[index] - gap
    return moved


def panel_inches(axes: "Axes") -> tuple[float, float]:
    """Return width and height of a panel."""
    width, height = axes.get_figure(root=True).get_size_inches()  # type: ignore[union-attr]
    return axes.get_position().width * width, axes.get_position().height * height


def label_ends(axes: "Axes", labels: Sequence[EndLabel]) -> None:
    """Write labels right of the panel, spread so that none covers another, each joined to its line's end."""
    bottom, top = axes.get_ylim()
    panel_height = panel_inches(axes)[1] * 72
    ends = [min(max((label.y - bottom) / (top - bottom), 0.0), 1.0) for label in labels]
    places = spread(ends, _LABEL_SIZE * 1.2 / panel_height, 0.0, 1.0)
    for label, place in zip(labels, places, strict=True):
        axes.annotate(
            drawable(label.text),
            xy=(label.x, min(max(label.y, bottom), top)),
            xytext=(1.03, place),
            textcoords="axes fraction",
            fontsize=_LABEL_SIZE,
            color=INK,
            va="center",
            ha="left",
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": label.colour,
                "linewidth": 0.9,
                "shrinkA": 1,
                "shrinkB": 2,
                "relpos": (0.0, 0.5),
            },
        )
