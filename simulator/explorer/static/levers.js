// The levers: native inputs, named, ranged and explained by the scenario's own record.

import { amount, byId, element, page, word } from "./page.js";

const RATIO = "scheme.compensation_ratio";
const FUND = "fund.fund_size";
const MOST_FOUND = 12;
const MOST_SHOWN = 10000;
const WIDE = "(min-width: 52.01rem)";
const GROUPS = ["cover", "fund", "breaker", "gate", "bank"];

export class Levers {
  constructor(changed) {
    this.changed = changed;
    this.levers = new Map();
    this.settings = {};
    this.steps = {};
    byId("search").addEventListener("input", () => this.search());
    byId("reset").addEventListener("click", () => {
      this.settings = {};
      this.show();
      this.changed();
    });
  }

  load(levers) {
    this.levers = new Map(levers.map((lever) => [lever.key, lever]));
    this.settings = {};
    this.steps = {};
    this.show();
  }

  // The values along which the grid is warm: the two sliders move over them.
  setSteps(ratios, sizes) {
    this.steps = { [RATIO]: ratios, [FUND]: sizes };
    for (const key of [RATIO, FUND]) this.sync(key);
  }

  value(key) {
    const lever = this.levers.get(key);
    return key in this.settings ? this.settings[key] : lever && lever.value;
  }

  set(values) {
    for (const [key, value] of Object.entries(values)) this.put(key, value);
    this.changed();
  }

  put(key, value) {
    const lever = this.levers.get(key);
    if (lever && value === lever.value) delete this.settings[key];
    else this.settings[key] = value;
    this.sync(key);
  }

  show() {
    const groups = GROUPS.map((group) => {
      const own = [...this.levers.values()].filter((lever) => lever.group === group);
      return element("details", { class: "group", open: matchMedia(WIDE).matches },
        element("summary", {}, word(group)), ...own.map((lever) => this.field(lever, "")));
    });
    byId("groups").replaceChildren(...groups);
    this.search();
  }

  search() {
    const box = byId("found");
    const words = byId("search").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return box.replaceChildren();
    const found = [...this.levers.values()].filter((lever) => {
      const text = Object.values(lever.text).map((t) => `${t.section} ${t.name} ${t.meaning}`).join(" ");
      return words.every((part) => `${lever.key} ${text}`.toLowerCase().includes(part));
    });
    const more = found.length - MOST_FOUND;
    box.replaceChildren(
      ...found.slice(0, MOST_FOUND).map((lever) => this.field(lever, "found-")),
      ...(found.length ? [] : [element("p", { class: "help" }, word("found_none"))]),
      ...(more > 0 ? [element("p", { class: "help" }, word("found_more", { count: more }))] : []),
    );
  }

  field(lever, prefix) {
    const id = `${prefix}${lever.key}`;
    const text = lever.text[page.language];
    const unit = [text.unit, rangeOf(lever)].filter(Boolean).join(", ");
    const label = element("label", { for: id }, text.name, unit ? element("span", { class: "unit" }, ` (${unit})`) : null);
    const help = element("p", { class: "help", id: `${id}-help` }, text.meaning);
    const said = lever.is_amount ? element("p", { class: "said", "data-said": lever.key }) : null;
    const changed = element("p", { class: "changed", id: `${id}-changed`, "data-changed": lever.key });
    const input = this.input(lever, id, text);
    const slider = [RATIO, FUND].includes(lever.key) && !prefix ? this.slider(lever, text) : null;
    const field = element("div", { class: "field", "data-key": lever.key }, label, slider, input, said, help, changed);
    this.fill(lever, input);
    this.note(lever, changed);
    if (said) this.say(lever, said);
    return field;
  }

  input(lever, id, text) {
    const shared = { id, "data-lever": lever.key, "aria-describedby": `${id}-help ${id}-changed` };
    let input;
    if (lever.kind === "truth") {
      input = element("input", { type: "checkbox", ...shared });
    } else if (lever.kind === "choice") {
      const none = lever.can_be_none ? [element("option", { value: "" }, word("none"))] : [];
      const options = lever.choices.map((choice) => element("option", { value: choice }, text.choices[choice]));
      input = element("select", shared, ...none, ...options);
    } else if (lever.is_amount) {
      input = element("input", { type: "text", inputmode: "decimal", placeholder: lever.can_be_none ? word("none") : null, ...shared });
    } else {
      input = element("input", {
        type: "number", step: lever.kind === "whole number" ? 1 : "any", min: lever.minimum, max: lever.maximum,
        placeholder: lever.can_be_none ? word("none") : null, ...shared,
      });
    }
    // What somebody is typing is theirs until they are done with it: an answer that comes meanwhile does not write over it.
    input.addEventListener("input", () => { input.dataset.isTyped = "yes"; });
    input.addEventListener("blur", () => { delete input.dataset.isTyped; });
    input.addEventListener("change", () => {
      delete input.dataset.isTyped;
      const value = this.read(lever, input);
      if (value === undefined) return;
      this.put(lever.key, value);
      this.changed();
    });
    return input;
  }

  slider(lever, text) {
    const slider = element("input", {
      type: "range", min: 0, max: 1, step: 1, disabled: true, "data-slider": lever.key, "aria-label": text.name,
    });
    slider.addEventListener("input", () => {
      this.put(lever.key, this.steps[lever.key][Number(slider.value)]);
      this.changed();
    });
    this.moveSlider(lever.key, slider);
    return slider;
  }

  moveSlider(key, slider) {
    const steps = this.steps[key];
    slider.disabled = !steps || steps.length < 2;
    if (slider.disabled) return;
    slider.max = steps.length - 1;
    const value = this.number(key);
    const at = steps.indexOf(value);
    if (at >= 0) slider.value = at;
    slider.setAttribute("aria-valuetext", key === FUND ? amount(value) : String(value));
  }

  number(key) {
    const value = this.value(key);
    return typeof value === "number" ? value : Number.NaN;
  }

  read(lever, input) {
    if (lever.kind === "truth") return input.checked;
    if (lever.kind === "choice") return input.value || null;
    const text = input.value.trim();
    if (input.validity.badInput) return undefined;
    if (text === "") {
      if (lever.can_be_none) return null;
      this.fill(lever, input);
      return undefined;
    }
    return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
  }

  fill(lever, input) {
    const value = this.value(lever.key);
    if (lever.kind === "truth") input.checked = Boolean(value);
    else input.value = value === null || value === undefined ? "" : String(value);
  }

  note(lever, place) {
    const isChanged = lever.key in this.settings;
    place.textContent = isChanged ? word("changed", { value: this.said(lever, lever.value) }) : "";
  }

  // An amount as people say it, beside its digits.
  say(lever, place) {
    const value = this.value(lever.key);
    place.textContent = typeof value === "number" && value > 0 ? `= ${amount(value)}` : "";
  }

  said(lever, value) {
    if (value === null || value === undefined) return word("none");
    if (typeof value === "boolean") return word(value ? "yes" : "no");
    if (lever.is_amount && typeof value === "number") return amount(value);
    return lever.kind === "choice" ? lever.text[page.language].choices[value] || value : String(value);
  }

  // What was changed beside ratio, fund size and breaker, in words.
  otherChanges(language) {
    return Object.entries(this.settings)
      .filter(([key]) => ![RATIO, FUND, "breaker.is_on"].includes(key) && this.levers.has(key))
      .map(([key, value]) => `${this.levers.get(key).text[language].name} = ${this.said(this.levers.get(key), value)}`)
      .join("; ");
  }

  sync(key) {
    const lever = this.levers.get(key);
    if (!lever) return;
    for (const input of document.querySelectorAll(`[data-lever="${CSS.escape(key)}"]:not([data-is-typed])`)) this.fill(lever, input);
    for (const place of document.querySelectorAll(`[data-changed="${CSS.escape(key)}"]`)) this.note(lever, place);
    for (const place of document.querySelectorAll(`[data-said="${CSS.escape(key)}"]`)) this.say(lever, place);
    for (const slider of document.querySelectorAll(`[data-slider="${CSS.escape(key)}"]`)) this.moveSlider(key, slider);
  }
}

function rangeOf(lever) {
  const { minimum, maximum } = lever;
  const isPlain = lever.kind.includes("number") && !lever.is_amount && minimum !== null && maximum !== null;
  return isPlain && maximum <= MOST_SHOWN ? `${minimum}–${maximum}` : "";
}
