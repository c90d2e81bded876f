"""Figures as short SVG text for a page: no style attributes, which its policy forbids, and text as text.

Matplotlib's own SVG is several times as long, and styles each element with an attribute of that name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.colors import to_hex
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Transform

if TYPE_CHECKING:
    from matplotlib.figure import Figure

POINTS_PER_INCH = 72
FONT_SIZE = 8
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_OWN = ("d", "x", "y", "fill", "transform")
"""Attributes that differ from element to element; what else is alike in a row of elements is written once."""


@dataclass
class _Part:
    """One element: its tag, its attributes, and what stands in it."""

    tag: str
    looks: dict[str, object]
    inner: Markup = field(default_factory=Markup)

    @property
    def shared(self) -> tuple[tuple[str, object], ...]:
        """Attributes that its neighbours may have too."""
        return tuple((key, value) for key, value in self.looks.items() if key not in _OWN and self.tag != "defs")


def svg_of(figure: "Figure", name: str, title: str, description: str) -> Markup:
    """Return a figure as an inline SVG element.

    Parameters
    ----------
    name
        What its inner ids begin with; no other drawing of the page may have it.
    title, description
        What screen readers say.
    """
    figure.set_dpi(POINTS_PER_INCH)
    width, height = (float(inches) * POINTS_PER_INCH for inches in figure.get_size_inches())
    renderer = _Renderer(width, height, name)
    figure.draw(renderer)
    head = Markup("<title>{}</title><desc>{}</desc>").format(title, description)
    frame = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {} {}" aria-label="{}" fill="none" '
        'font-size="{}" text-anchor="middle">{}{}</svg>'
    )
    return frame.format(_short(width), _short(height), title, FONT_SIZE, head, _grouped(renderer.parts))


class _Renderer(RendererBase):
    """Writes each path, row of markers and text as one element; see `matplotlib.backends.backend_template`."""

    def __init__(self, width: float, height: float, name: str) -> None:
        super().__init__()
        self.width, self.height, self.name = width, height, name
        self.parts: list[_Part] = []
        self._ids: dict[str, str] = {}
        self._lines: dict[str, _Part] = {}

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Return the size in points."""
        return self.width, self.height

    def draw_path(self, gc: GraphicsContextBase, path: Path, transform: Transform, rgbFace: Any = None) -> None:
        """Write a path; nothing for one that has neither line nor area."""
        looks = _looks(gc, rgbFace)
        data = _path_data(path, transform + self._flipped())
        if not data or not looks:
            return
        looks |= self._clip(gc, path, transform)
        if "fill" in looks:
            self._lines.clear()
            self.parts.append(_Part("path", {"d": data, **looks}))
            return
        # Lines that look alike, such as those of a grid, are one path while nothing but text lies between them.
        same = self._lines.get(str(looks))
        if same is None:
            self._lines[str(looks)] = _Part("path", {"d": data, **looks})
            self.parts.append(self._lines[str(looks)])
        else:
            same.looks["d"] = f"{same.looks['d']}{data}"

    def draw_markers(
        self, gc: GraphicsContextBase, marker_path: Path, marker_trans: Transform, path: Path, trans: Transform,
        rgbFace: Any = None,
    ) -> None:  # fmt: skip
        """Write a marker once, and where it lies each time."""
        places = [vertices[-2:] for vertices, _ in path.iter_segments(trans, simplify=False) if len(vertices)]
        looks = _looks(gc, rgbFace)
        if len(places) == 1:
            self.draw_path(gc, marker_path, marker_trans + Affine2D().translate(*places[0]), rgbFace)
        elif places and looks:
            self._lines.clear()
            shape = self._named("path", d=_path_data(marker_path, marker_trans + Affine2D().scale(1.0, -1.0)))
            uses = [
                Markup('<use href="#{}" x="{}" y="{}"/>').format(shape, _short(x), _short(self.height - y))
                for x, y in places
            ]
            self.parts.append(_Part("g", looks, Markup("").join(uses)))

    def draw_text(
        self, gc: GraphicsContextBase, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False,
        mtext: Any = None,
    ) -> None:  # fmt: skip
        """Write a text where its anchor lies, so that another font moves it as little as can be."""
        anchor = "left"
        if mtext is not None and angle == 0:
            anchor = mtext.get_ha()
            x = float(mtext.get_transform().transform(mtext.get_unitless_position())[0])
        elif mtext is not None:
            # Upright labels are centred on their axis.
            anchor, y = "center", y - mtext.get_window_extent(self).height / 2
        looks: dict[str, object] = {"x": _short(x), "y": _short(y), "fill": _hex(gc.get_rgb())}
        looks |= {} if anchor == "center" else {"text-anchor": _ANCHORS[anchor]}
        looks |= {} if prop.get_size() == FONT_SIZE else {"font-size": _short(prop.get_size())}
        looks |= {"transform": f"rotate({_short(-angle)} {_short(x)} {_short(y)})"} if angle else {}
        self.parts.append(_Part("text", looks, escape(s)))

    def _flipped(self) -> Affine2D:
        """Return what turns heights from the bottom into depths from the top."""
        return Affine2D().scale(1.0, -1.0).translate(0.0, self.height)

    def _named(self, tag: str, **looks: object) -> str:
        """Return the id of a definition, written once: a path, or a rectangle that cuts off."""
        key = f"{tag} {looks}"
        if key not in self._ids:
            self._ids[key] = f"{self.name}-{len(self._ids)}"
            own, inner = (looks, "") if tag == "path" else ({}, _element("rect", looks))
            self.parts.append(_Part("defs", {}, _element(tag, {"id": self._ids[key], **own}, inner)))
        return self._ids[key]

    def _clip(self, gc: GraphicsContextBase, path: Path, transform: Transform) -> dict[str, object]:
        """Return what cuts a path off at its panel, where it reaches beyond."""
        box = gc.get_clip_rectangle()
        if box is None:
            return {}
        extent = path.get_extents(transform)
        if box.x0 - 1 <= extent.x0 and extent.x1 <= box.x1 + 1 and box.y0 - 1 <= extent.y0 and extent.y1 <= box.y1 + 1:
            return {}
        left, top, width, height = map(_short, (box.x0, self.height - box.y1, box.width, box.height))
        name = self._named("clipPath", x=left, y=top, width=width, height=height)
        return {"clip-path": f"url(#{name})"}


def _looks(gc: GraphicsContextBase, face: Any) -> dict[str, object]:
    """Return fill, stroke, width, dashes and opacity as attributes; none for what cannot be seen."""
    looks: dict[str, object] = {}
    opacity = 0.0 if face is None else _opacity(gc, face)
    if opacity > 0:
        looks |= {"fill": _hex(face)} | ({} if opacity == 1 else {"fill-opacity": f"{opacity:.3g}"})
    wide, opacity = gc.get_linewidth(), _opacity(gc, gc.get_rgb())
    if wide > 0 and opacity > 0:
        looks |= {"stroke": _hex(gc.get_rgb()), "stroke-width": f"{wide:.3g}"}
        looks |= {} if opacity == 1 else {"stroke-opacity": f"{opacity:.3g}"}
        dashes: Any = gc.get_dashes()[1]
        looks |= {} if dashes is None else {"stroke-dasharray": " ".join(map(_short, dashes))}
    return looks


def _opacity(gc: GraphicsContextBase, colour: Any) -> float:
    """Return how opaque a colour is: what is asked for all of it, or its own."""
    if gc.get_forced_alpha():
        return float(gc.get_alpha())
    return float(colour[3]) if len(colour) > 3 else 1.0


def _hex(colour: Any) -> str:
    """Return a colour in six digits, or in three where these say it."""
    text: str = to_hex(colour)
    return f"#{text[1::2]}" if text[1::2] == text[2::2] else text


def _path_data(path: Path, transform: Transform) -> str:
    """Return a path as SVG writes it, in tenths of a point; each place is told from the one before it."""
    parts: list[str] = []
    here = (0, 0)
    for vertices, code in path.iter_segments(transform, remove_nans=True, simplify=None):
        tenths = [round(10 * float(number)) for number in vertices]
        if code == Path.CLOSEPOLY:
            parts.append("z")
        elif code == Path.MOVETO:
            parts.append(f"M{_joined(tenths)}")
        else:
            parts.append(_step([number - here[place % 2] for place, number in enumerate(tenths)]))
        here = here if code == Path.CLOSEPOLY else (tenths[-2], tenths[-1])
    return "".join(parts)


def _step(steps: list[int]) -> str:
    """Return one step of a path, nothing where it does not move: along an axis, straight, or curved."""
    if not any(steps):
        return ""
    if len(steps) == 2 and 0 in steps:
        return f"v{_tenths(steps[1])}" if steps[0] == 0 else f"h{_tenths(steps[0])}"
    letter = {2: "l", 4: "q", 6: "c"}[len(steps)]
    return f"{letter}{_joined(steps)}"


def _joined(numbers: Iterable[int]) -> str:
    """Return numbers apart, with a blank only where a sign does not part them."""
    return " ".join(map(_tenths, numbers)).replace(" -", "-")


def _tenths(number: int) -> str:
    """Return a number of tenths: "1.4", "-.3", "12"."""
    whole, tenth = divmod(abs(number), 10)
    return f"{'-' if number < 0 else ''}{whole or ('' if tenth else 0)}{f'.{tenth}' if tenth else ''}"


def _short(number: float) -> str:
    """Return a number with one decimal at most."""
    return _tenths(round(10 * float(number)))


def _grouped(parts: Iterable[_Part]) -> Markup:
    """Return elements; what neighbours have in common is written once, around them."""
    found = []
    for shared, run in groupby(parts, key=lambda part: part.shared):
        members = list(run)
        around = dict(shared) if len(members) > 1 else {}
        inner = Markup("").join(
            _element(part.tag, {k: v for k, v in part.looks.items() if k not in around}, part.inner) for part in members
        )
        found.append(_element("g", around, inner) if around else inner)
    return Markup("").join(found)


def _element(tag: str, looks: Mapping[str, object], inner: str = "") -> Markup:
    attributes = Markup("").join(Markup(' {}="{}"').format(key, value) for key, value in looks.items())
    if not inner:
        return Markup("<{}{}/>").format(Markup(tag), attributes)
    return Markup("<{}{}>{}</{}>").format(Markup(tag), attributes, inner, Markup(tag))
