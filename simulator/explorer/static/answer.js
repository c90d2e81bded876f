// The answer: tiles, curve, grid, fan, losses, downturn; each is drawn only for the question that it answers.

import * as charts from "./charts.js";
import { amount, byId, element, page, short, whole, word } from "./page.js";

const ON = "var(--strong)";
const OFF = "var(--caution)";
// From this part of the darkest blue on white letters have the better contrast, and 4.5 to 1 at least on either side.
const DARK = 0.75;

// A colour between that of the paper and the darkest blue.
function mixed(share) {
  const styles = getComputedStyle(document.documentElement);
  const [from, to] = ["--paper", "--strong"].map((name) => Number.parseInt(styles.getPropertyValue(name).trim().slice(1), 16));
  const channel = (colour, bits) => (colour >> bits) & 255;
  return `rgb(${[16, 8, 0].map((bits) => Math.round(channel(from, bits) + share * (channel(to, bits) - channel(from, bits)))).join(" ")})`;
}

export class Answer {
  constructor(choose) {
    this.choose = choose;
    // What the levers ask now; `world` leaves out ratio, fund size and breaker, since one grid answers for all of them.
    this.asked = { world: "", whole: "" };
    this.held = {};
    this.place = null;
    this.cells = new Map();
    this.shape = "";
    this.offered = "";
  }

  // Keep what has come together with the question that it answers.
  keep(told, question) {
    const questions = { grid: question.world, detail: question.whole, reverse: question.whole };
    for (const [kind, of] of Object.entries(questions)) {
      if (told[kind]) this.held[kind] = { of, content: told[kind] };
    }
  }

  // What was kept is there for its own question alone.
  kept(kind, question) {
    const held = this.held[kind];
    return held && held.of === question ? held.content : null;
  }

  get grid() {
    return this.kept("grid", this.asked.world);
  }

  get detail() {
    return this.kept("detail", this.asked.whole);
  }

  get reverse() {
    return this.kept("reverse", this.asked.whole);
  }

  // Policies of the grid, without the scenario as it was loaded.
  get points() {
    return this.grid ? this.grid.points.filter((point) => point.is_in_grid) : [];
  }

  get chosen() {
    const { ratio, fund, breaker } = this.place || {};
    return this.points.find((p) => p.ratio === ratio && p.fund === fund && p.breaker === breaker);
  }

  get baseline() {
    return this.grid && this.grid.points.find((point) => point.name === this.grid.baseline);
  }

  values(key) {
    return [...new Set(this.points.map((point) => point[key]))].sort((a, b) => a - b);
  }

  show() {
    if (!this.grid) return;
    this.showTiles();
    this.showCurve();
    this.showHeat();
    this.showFan();
    this.showSplit();
    this.showReverse();
    byId("notes").querySelector("ul").replaceChildren(
      ...this.grid.notes[page.language].map((note) => element("li", {}, note)),
    );
  }

  showTiles() {
    const chosen = this.chosen;
    byId("chosen").textContent = chosen ? chosen.label[page.language] : "";
    if (!chosen) return byId("tiles").replaceChildren();
    byId("tiles").replaceChildren(...this.grid.measures.map((measure) => this.tile(measure, chosen)));
  }

  tile(measure, point) {
    const text = measure.text[page.language];
    const [value, change] = point.text[page.language][measure.key];
    const cut = value.indexOf(" [");
    const [number, interval] = cut < 0 ? [value, ""] : [value.slice(0, cut), value.slice(cut + 1)];
    return element("li", { "data-measure": measure.key },
      element("span", { class: "label" }, text.label),
      element("div", { class: "value" }, number, element("span", { class: "unit" }, ` ${text.unit}`)),
      element("span", { class: "interval" }, interval),
      element("span", { class: "change" }, this.change(point, measure, change)),
      measure.key === "additional_lending" ? element("span", { class: "band" }, word("assumed")) : null,
      element("span", { class: "band" }, word("parameter_band")));
  }

  change(point, measure, text) {
    if (point.name === this.grid.baseline) return word("is_baseline");
    const against = (said) => word("against", { baseline: this.baseline.label[page.language], change: said });
    const numbers = point.differences[measure.key];
    if (!numbers || numbers.some((number) => number === null)) return against(text);
    const [value, low, high] = numbers;
    if (value === 0 && low === 0 && high === 0) return against(text);
    const isUnclear = low <= 0 && high >= 0;
    return against(isUnclear ? `${word("no_difference")} (${text})` : `${text} ${measure.text[page.language].difference_unit}`);
  }

  showCurve() {
    const measure = this.grid.measures.find((m) => m.key === "additional_lending");
    const { factor, unit, label } = measure.text[page.language];
    const fund = this.place.fund;
    const breakers = this.values("breaker").reverse();
    const lines = breakers.map((isOn) => {
      const own = this.points.filter((p) => p.fund === fund && p.breaker === isOn).sort((a, b) => a.ratio - b.ratio);
      return {
        label: word(isOn ? "breaker_on" : "breaker_off"), colour: isOn ? ON : OFF, dash: isOn ? null : "7 4",
        shape: isOn ? "circle" : "square", own,
        points: own.filter((p) => p.values[measure.key]).map((p) => {
          const [value, low, high] = p.values[measure.key].map((number) => number * factor);
          return { x: p.ratio, value, low, high, isChosen: p === this.chosen };
        }),
      };
    });
    const place = byId("curve").querySelector(".drawing");
    place.replaceChildren(charts.curve(place, lines, `${label} (${unit})`, word("curve")));
    byId("curve").querySelector(".help").textContent = word("curve_note", { fund: amount(fund), ties: this.ties(lines) });
  }

  ties(lines) {
    return lines.map(({ own }) => {
      const ratios = own.filter((point) => point.is_near_tie).map((point) => point.ratio);
      if (!ratios.length) return "";
      const breaker = word(own[0].breaker ? "yes" : "no");
      const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
      return word(low === high ? "one_best" : "ties", { breaker, low, high });
    }).join(" ");
  }

  showHeat() {
    const select = byId("heat-measure");
    this.offerMeasures(select);
    const measure = this.grid.measures.find((m) => m.key === select.value);
    const own = this.points.filter((point) => point.breaker === this.place.breaker);
    this.layOut(this.values("ratio"), this.values("fund"));
    const known = own.map((point) => point.values[measure.key]).filter(Boolean).map(([value]) => value);
    const [low, high] = [Math.min(...known), Math.max(...known)];
    const text = measure.text[page.language];
    const breaker = word(this.place.breaker ? "breaker_on" : "breaker_off");
    byId("heat-caption").textContent = `${text.label} (${text.unit}), ${breaker}`;
    for (const point of own) this.fillCell(point, measure, low, high);
  }

  // The list is built anew only when its words change: one that is open stays open.
  offerMeasures(select) {
    const labels = this.grid.measures.map((m) => m.text[page.language].label);
    if (JSON.stringify(labels) === this.offered) return;
    this.offered = JSON.stringify(labels);
    const key = select.value || "additional_lending";
    select.replaceChildren(...this.grid.measures.map((m, i) =>
      element("option", { value: m.key, selected: m.key === key }, labels[i])));
  }

  // The table is built anew only when its rows or columns change: a cell that has the focus keeps it.
  layOut(ratios, sizes) {
    const shape = JSON.stringify([ratios, sizes, page.language]);
    if (shape === this.shape) return;
    this.shape = shape;
    this.cells.clear();
    const table = byId("heat").querySelector("table");
    table.tHead.replaceChildren(element("tr", {}, element("th", { scope: "col" }, word("ratio")),
      ...sizes.map((size) => element("th", { scope: "col" }, amount(size)))));
    table.tBodies[0].replaceChildren(...ratios.map((ratio) => element("tr", {},
      element("th", { scope: "row" }, String(ratio)),
      ...sizes.map((fund) => {
        const button = element("button", { type: "button" }, document.createTextNode(""));
        button.addEventListener("click", () => this.choose({ ratio, fund, breaker: this.place.breaker }));
        this.cells.set(`${ratio} ${fund}`, button);
        return element("td", {}, button);
      }))));
  }

  fillCell(point, measure, low, high) {
    const button = this.cells.get(`${point.ratio} ${point.fund}`);
    if (!button) return;
    const text = point.text[page.language][measure.key][0];
    const mark = measure.key === "additional_lending" && point.is_near_tie ? "~" : "";
    const base = point.name === this.grid.baseline ? "*" : "";
    // The text itself is changed and no node is put anew, not even under a pressed mouse button.
    button.firstChild.data = base + mark + text.split(" [")[0];
    button.setAttribute("aria-label", `${point.label[page.language]}: ${mark}${text}`);
    button.setAttribute("aria-pressed", String(point === this.chosen));
    const value = point.values[measure.key];
    const share = value && high > low ? (value[0] - low) / (high - low) : 0;
    button.parentElement.style.backgroundColor = mixed(share);
    button.style.color = share > DARK ? "var(--paper)" : "var(--black)";
  }

  showFan() {
    const box = byId("fan");
    const own = this.detail && this.chosen && this.detail.fans[this.chosen.name];
    if (!own) return box.querySelector(".drawing").replaceChildren(element("p", { class: "help" }, word("waiting")));
    const base = this.chosen.name === this.grid.baseline ? null : this.detail.fans[this.grid.baseline];
    const [divisor, unit] = page.language === "zh" ? [1e4, `万${page.currency.zh}`] : [1e6, `m ${page.currency.en}`];
    const scaled = (rows) => rows && rows.map((row) => row.map((value) => value / divisor));
    const year = Number(this.detail.start.slice(0, 4));
    const title = `${word("fan")}: ${this.chosen.label[page.language]}`;
    const about = word("on_paths", { paths: whole(this.detail.paths) });
    const place = box.querySelector(".drawing");
    place.replaceChildren(charts.fan(place, scaled(own), scaled(base), year, `${unit} (${about})`, title));
    const heads = [word("month"), ...this.detail.levels.map((level) => word("quantile", { percent: level * 100 }))];
    const rows = [];
    for (let month = 11; month < own[0].length; month += 12) {
      const name = `${year + Math.floor(month / 12)}-12`;
      rows.push([name, ...scaled(own).map((row) => short(row[month], 4))]);
    }
    box.querySelector(".scroll").replaceChildren(table(heads, rows, `${title}, ${unit}`));
  }

  showSplit() {
    const box = byId("split").querySelector(".scroll");
    const own = this.detail && this.chosen && this.detail.splits[this.chosen.name];
    if (!own) return box.replaceChildren(element("p", { class: "help" }, word("waiting")));
    const base = this.detail.splits[this.grid.baseline];
    const parties = Object.keys(own).filter((party) => own[party] || base[party]);
    const most = Math.max(1, ...parties.flatMap((party) => [own[party], base[party]]));
    const bar = (value, kind) => {
      const drawnBar = element("span", { class: `bar ${kind}`, "aria-hidden": "true" });
      drawnBar.style.width = `${(Math.max(value, 0) / most) * 100}%`;
      return drawnBar;
    };
    const rows = parties.map((party) => element("tr", {},
      element("th", { scope: "row" }, this.detail.parties[party][page.language]),
      element("td", { class: "words" }, rounded(own[party]), bar(own[party], "")),
      element("td", { class: "words" }, rounded(base[party]), bar(base[party], "base"))));
    const caption = word("on_paths", { paths: whole(this.detail.paths) });
    box.replaceChildren(element("table", {}, element("caption", {}, caption), element("thead", {}, element("tr", {},
      element("td", {}), element("th", { scope: "col" }, word("this_policy")),
      element("th", { scope: "col" }, word("baseline")))), element("tbody", {}, ...rows)));
  }

  showReverse() {
    const box = byId("reverse");
    const found = this.reverse;
    const drawing = box.querySelector(".drawing");
    if (!found) return drawing.replaceChildren();
    box.querySelector(".found").textContent = found.is_found
      ? word("reverse_found", {
        years: found.years, first: found.first_year, last: found.last_year,
        depth: short(found.depth[0]), low: end(found.depth[1]), high: end(found.depth[2]),
      })
      : word("reverse_none", { years: found.years, deepest: found.deepest });
    drawing.replaceChildren(...(found.is_found ? [charts.path(drawing, found.macro, found.start_year, word("reverse"))] : []));
  }

  // One sentence for those who hear the page.
  spoken() {
    const chosen = this.chosen;
    if (!chosen) return "";
    const parts = this.grid.measures.map((m) =>
      `${m.text[page.language].label} ${chosen.text[page.language][m.key][0]} ${m.text[page.language].unit}`);
    return `${chosen.label[page.language]}. ${parts.join("; ")}. ${word("on_paths", { paths: whole(this.grid.paths) })}.`;
  }
}

function end(value) {
  return value === null ? "∞" : short(value);
}

function rounded(value) {
  const [divisor, unit] = page.language === "zh" ? [1e4, `万${page.currency.zh}`] : [1e6, `m ${page.currency.en}`];
  return `${short(value / divisor)} ${unit}`;
}

export function table(heads, rows, caption) {
  return element("table", {}, element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
    element("tbody", {}, ...rows.map((row) => element("tr", {},
      ...row.map((cell, i) => element(i ? "td" : "th", i ? {} : { scope: "row" }, cell))))));
}
