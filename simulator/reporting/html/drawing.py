"""Small SVG drawings as text: axes, lines, bands and marks, told apart by dash and shape as well as by colour."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

# Okabe and Ito (2008), dark enough to be seen on white, in an order whose neighbours also differ in grey.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#8F4E77", "#5D5D5D")
DASHES = ("", "6 3", "2 2", "8 3 2 3", "4 2")
Point = tuple[float, float]


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Return round numbers from at or above `low` to at or below `high`, about `count` of them."""
    if not high > low:
        return [low]
    raw = (high - low) / count
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [round(k * step, 12) for k in range(first, math.floor(high / step + 1e-9) + 1)]


def tick_text(value: float, ticks: Sequence[float]) -> str:
    """Return a tick's number with as many decimals as its axis needs."""
    for decimals in range(6):
        if all(abs(round(tick, decimals) - tick) < 1e-9 * max(1.0, abs(tick)) for tick in ticks):
            return f"{value:,.{decimals}f}"
    return f"{value:g}"


@dataclass
class Panel:
    """One drawing with axes; coordinates given to its methods are those of the data.

    Attributes
    ----------
    title, description
        What screen readers say, and for the title what stands above.
    across, up
        Smallest and largest value of each axis.
    width, height
        Size in user units, which are pixels at full width.
    """

    title: str
    description: str
    across: Point
    up: Point
    width: float = 400
    height: float = 250
    left: float = 72
    right: float = 12
    top: float = 10
    bottom: float = 42
    parts: list[Markup] = field(default_factory=list)

    def x(self, value: float) -> float:
        """Return where a value lies on the horizontal axis."""
        return self.left + _part(value, self.across) * (self.width - self.left - self.right)

    def y(self, value: float) -> float:
        """Return where a value lies on the vertical axis."""
        return self.height - self.bottom - _part(value, self.up) * (self.height - self.top - self.bottom)

    def add(self, element: str, words: str = "", /, **attributes: object) -> None:
        """Add an element; underscores in names become hyphens, and everything is escaped."""
        self.parts.append(_element(element, words, attributes))

    def text(self, x: float, y: float, words: str, anchor: str = "middle", **attributes: object) -> None:
        """Write words at a place of the drawing."""
        self.add("text", words, x=_short(x), y=_short(y), text_anchor=anchor, **attributes)

    def grid(self, across: Sequence[tuple[float, str]], up: Sequence[float], labels: tuple[str, str]) -> None:
        """Draw ticks with their numbers, light rules and the names of both axes."""
        floor = self.height - self.bottom
        for value in up:
            height = _short(self.y(value))
            self.add("line", x1=self.left, x2=self.width - self.right, y1=height, y2=height, stroke="#dddddd")
            self.text(self.left - 6, self.y(value) + 4, tick_text(value, up), "end")
        for value, words in across:
            self.text(self.x(value), floor + 15, words)
        self.add("line", x1=self.left, x2=self.width - self.right, y1=floor, y2=floor, stroke="#555555")
        self.text((self.left + self.width - self.right) / 2, self.height - 8, labels[0], class_="axis")
        self.text(14, self.top + (floor - self.top) / 2, labels[1], class_="axis",
                  transform=f"rotate(-90 14 {_short(self.top + (floor - self.top) / 2)})")  # fmt: skip

    def band(self, lows: Sequence[Point], highs: Sequence[Point], colour: str, opacity: float = 0.2) -> None:
        """Fill between two lines."""
        if lows:
            self.add("path", d=f"{self._path([*lows, *reversed(highs)])}Z", fill=colour, fill_opacity=opacity)

    def line(self, points: Sequence[Point], colour: str, dash: str = "", width: float = 2) -> None:
        """Draw a line through points."""
        if points:
            dashes = {"stroke_dasharray": dash} if dash else {}
            self.add("path", d=self._path(points), fill="none", stroke=colour, stroke_width=width, **dashes)

    def mark(self, point: Point, shape: int, colour: str, *, is_hollow: bool = False) -> None:
        """Draw a mark: 0 a circle, 1 a square, 2 a diamond."""
        x, y, fill = self.x(point[0]), self.y(point[1]), "#ffffff" if is_hollow else colour
        style: dict[str, object] = {"fill": fill, "stroke": colour, "stroke_width": 1.5}
        if shape == 0:
            self.add("circle", cx=_short(x), cy=_short(y), r=3.5, **style)
            return
        turned = {"transform": f"rotate(45 {_short(x)} {_short(y)})"} if shape == 2 else {}
        self.add("rect", x=_short(x - 3.2), y=_short(y - 3.2), width=6.4, height=6.4, **style, **turned)

    def upright(self, value: float, dash: str = "2 3") -> None:
        """Draw a vertical rule at a value."""
        x = _short(self.x(value))
        self.add("line", x1=x, x2=x, y1=self.top, y2=self.height - self.bottom, stroke="#222222", stroke_dasharray=dash)

    def level(self, value: float, words: str) -> None:
        """Draw a horizontal rule at a value, with words above it."""
        y = self.y(value)
        self.add("line", x1=self.left, x2=self.width - self.right, y1=_short(y), y2=_short(y), stroke="#222222",
                 stroke_dasharray="2 3")  # fmt: skip
        self.text(self.width - self.right, y - 4, words, "end")

    def shade(self, low: float, high: float, colour: str = "#e9e9e9") -> None:
        """Shade the panel between two values of the horizontal axis."""
        left, right = self.x(low), self.x(high)
        self.add("rect", x=_short(left), width=_short(right - left), y=self.top,
                 height=_short(self.height - self.bottom - self.top), fill=colour)  # fmt: skip

    def svg(self) -> Markup:
        """Return the drawing as an inline SVG element."""
        head = _element("title", self.title, {}) + _element("desc", self.description, {})
        parts = head + Markup("").join(self.parts)
        frame = Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {} {}" aria-label="{}">{}</svg>'
        )
        return frame.format(_short(self.width), _short(self.height), self.title, parts)

    def _path(self, points: Sequence[Point]) -> str:
        return "M" + "L".join(f"{_short(self.x(x))} {_short(self.y(y))}" for x, y in points)


def span(values: Sequence[float], *, with_zero: bool = True) -> Point:
    """Return an axis that holds all finite values, with a little room above."""
    known = [value for value in values if math.isfinite(value)] + ([0.0] if with_zero else [])
    low, high = min(known, default=0.0), max(known, default=1.0)
    room = 0.06 * (high - low) or 1.0
    return (low - room if low < 0 else low), high + room


def _part(value: float, ends: Point) -> float:
    return (value - ends[0]) / (ends[1] - ends[0])


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _element(name: str, text: str, attributes: dict[str, object]) -> Markup:
    words = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items()
    )
    return Markup("<{}{}>{}</{}>").format(Markup(name), words, escape(text), Markup(name))
