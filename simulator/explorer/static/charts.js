// The drawings: lines with intervals, the fund's fan, a path. Plain SVG; every one also says its numbers in words.

import { drawn, page, short, word } from "./page.js";

const HEIGHT = 300;
const LEFT = 64;
const RIGHT = 16;
const TOP = 14;
const BOTTOM = 46;
const NARROWEST = 280;
const INK = "var(--ink)";

function ticks(low, high, count) {
  const span = high - low || 1;
  const raw = span / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((times) => times * power).find((size) => size >= raw);
  const found = [];
  for (let at = Math.ceil(low / step - 1e-9) * step; at <= high + step * 1e-9; at += step) {
    found.push(Math.abs(at) < step * 1e-9 ? 0 : at);
  }
  return found;
}

// Drawn at the width of its place, so that its words are as large as those beside it.
function widthOf(place) {
  return Math.max(NARROWEST, Math.round(place.clientWidth));
}

function frame(title, x, y, labels) {
  const WIDTH = labels.width;
  const across = (value) => LEFT + ((value - x[0]) / (x[1] - x[0] || 1)) * (WIDTH - LEFT - RIGHT);
  const up = (value) => HEIGHT - BOTTOM - ((value - y[0]) / (y[1] - y[0] || 1)) * (HEIGHT - TOP - BOTTOM);
  const svg = drawn("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": title });
  for (const tick of ticks(y[0], y[1], 5)) {
    svg.append(
      drawn("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: up(tick), y2: up(tick), stroke: "var(--grid)" }),
      drawn("text", { x: LEFT - 6, y: up(tick) + 4, "text-anchor": "end" }, short(tick)),
    );
  }
  const skip = Math.ceil((labels.x.length * 48) / (WIDTH - LEFT - RIGHT));
  for (const [value, text] of labels.x.filter((_, number) => number % skip === 0)) {
    svg.append(drawn("text", { x: across(value), y: HEIGHT - BOTTOM + 18, "text-anchor": "middle" }, text));
  }
  svg.append(
    drawn("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: up(y[0]), y2: up(y[0]), stroke: INK }),
    drawn("text", { x: (LEFT + WIDTH - RIGHT) / 2, y: HEIGHT - 6, "text-anchor": "middle" }, labels.below),
  );
  return { svg, across, up };
}

function padded(low, high) {
  const pad = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
  return [low - pad, high + pad];
}

function marker(kind, x, y, colour, isChosen) {
  const size = isChosen ? 7 : 4.5;
  const look = { fill: isChosen ? "var(--paper)" : colour, stroke: isChosen ? INK : colour, "stroke-width": isChosen ? 3 : 1 };
  return kind === "square"
    ? drawn("rect", { x: x - size, y: y - size, width: 2 * size, height: 2 * size, ...look })
    : drawn("circle", { cx: x, cy: y, r: size, ...look });
}

// Lines: [{label, colour, dash, shape, points: [{x, value, low, high, isChosen}]}], in the unit's own scale.
export function curve(place, lines, unit, title) {
  const width = widthOf(place);
  const points = lines.flatMap((line) => line.points);
  if (!points.length) return drawn("svg", { viewBox: "0 0 10 1" });
  const y = padded(Math.min(...points.map((p) => p.low)), Math.max(...points.map((p) => p.high)));
  const xs = points.map((p) => p.x);
  const labels = ticks(0, 1, 5).map((tick) => [tick, short(tick)]);
  const { svg, across, up } = frame(title, [Math.min(...xs) - 0.03, Math.max(...xs) + 0.03], y, {
    x: labels, below: word("ratio"), width,
  });
  lines.forEach((line, number) => {
    const shift = lines.length > 1 ? (number - 0.5) * 5 : 0;
    const path = line.points.map((p, i) => `${i ? "L" : "M"}${across(p.x) + shift} ${up(p.value)}`).join("");
    svg.append(drawn("path", { d: path, fill: "none", stroke: line.colour, "stroke-width": 2, "stroke-dasharray": line.dash }));
    for (const p of line.points) {
      const at = across(p.x) + shift;
      svg.append(
        drawn("line", { x1: at, x2: at, y1: up(p.low), y2: up(p.high), stroke: line.colour, "stroke-width": 1.5 }),
        marker(line.shape, at, up(p.value), line.colour, p.isChosen),
      );
    }
  });
  return withLegend(svg, lines, unit, width);
}

function withLegend(svg, lines, unit, width) {
  let x = LEFT;
  const box = drawn("g", {});
  box.append(drawn("text", { x: 4, y: -24 }, unit));
  for (const line of lines) {
    box.append(
      drawn("line", { x1: x, x2: x + 34, y1: -9, y2: -9, stroke: line.colour, "stroke-width": 2, "stroke-dasharray": line.dash }),
      marker(line.shape, x + 17, -9, line.colour, false),
      drawn("text", { x: x + 42, y: -5 }, line.label),
    );
    x += 70 + line.label.length * (page.language === "zh" ? 14 : 7.5);
  }
  svg.setAttribute("viewBox", `0 -42 ${width} ${HEIGHT + 42}`);
  svg.append(box);
  return svg;
}

// Quantiles by month, shape (5, months), of the policy and of the baseline, already on the scale of the unit.
export function fan(place, own, base, startYear, unit, title) {
  const width = widthOf(place);
  const months = own[0].length;
  const high = Math.max(...own[4], ...(base ? base[2] : [0]));
  const labels = [];
  for (let month = 0; month < months; month += 24) labels.push([month, String(startYear + month / 12)]);
  const { svg, across, up } = frame(title, [0, months - 1], [0, high * 1.05 || 1], { x: labels, below: word("year"), width });
  const band = (low, top, colour) => {
    const there = top.map((value, i) => `${i ? "L" : "M"}${across(i)} ${up(value)}`).join("");
    const back = low.map((value, i) => [value, i]).reverse().map(([value, i]) => `L${across(i)} ${up(value)}`).join("");
    return drawn("path", { d: `${there}${back}Z`, fill: colour });
  };
  const line = (values, dash, colour) =>
    drawn("path", { d: values.map((value, i) => `${i ? "L" : "M"}${across(i)} ${up(value)}`).join(""), fill: "none",
      stroke: colour, "stroke-width": 2, "stroke-dasharray": dash });
  svg.append(band(own[0], own[4], "var(--band)"), band(own[1], own[3], "var(--inner-band)"), line(own[2], null, "var(--strong)"));
  if (base) svg.append(line(base[2], "7 4", INK));
  svg.setAttribute("viewBox", `0 -22 ${width} ${HEIGHT + 22}`);
  svg.append(drawn("text", { x: 4, y: -6 }, unit));
  return svg;
}

export function path(place, values, startYear, title) {
  const width = widthOf(place);
  const labels = [];
  for (let month = 0; month < values.length; month += 12) labels.push([month, String(startYear + month / 12)]);
  const y = padded(Math.min(...values, 0), Math.max(...values, 0));
  const { svg, across, up } = frame(title, [0, values.length - 1], y, { x: labels, below: word("year"), width });
  svg.append(
    drawn("line", { x1: LEFT, x2: width - RIGHT, y1: up(0), y2: up(0), stroke: INK, "stroke-dasharray": "3 3" }),
    drawn("path", { d: values.map((value, i) => `${i ? "L" : "M"}${across(i)} ${up(value)}`).join(""), fill: "none",
      stroke: "var(--caution)", "stroke-width": 2 }),
  );
  svg.setAttribute("viewBox", `0 -22 ${width} ${HEIGHT + 22}`);
  svg.append(drawn("text", { x: 4, y: -6 }, word("reverse_axis")));
  return svg;
}
