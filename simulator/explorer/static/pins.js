// Pinned policies side by side, in words of both languages, as they were when pinned.

import { byId, element, page, whole, word } from "./page.js";

export class Pins {
  constructor(answer, levers) {
    this.answer = answer;
    this.levers = levers;
    this.pins = [];
  }

  add() {
    const { chosen, grid, baseline } = this.answer;
    if (!chosen) return;
    this.pins.push({
      chosen, baseline, paths: grid.paths, measures: grid.measures,
      changes: { en: this.levers.otherChanges("en"), zh: this.levers.otherChanges("zh") },
    });
    this.show();
  }

  show() {
    const box = byId("pins");
    const isEmpty = !this.pins.length;
    box.querySelector(".help").textContent = word(isEmpty ? "pins_none" : "pins_note");
    if (isEmpty) return box.querySelector(".scroll").replaceChildren();
    const measures = this.pins[0].measures;
    const heads = [word("policy"), word("other_changes"), ...measures.map((m) => m.text[page.language].label), word("paths"), ""];
    const rows = this.pins.map((pin, number) => element("tr", {},
      element("th", { scope: "row" }, pin.chosen.label[page.language]),
      element("td", { class: "words" }, pin.changes[page.language]),
      ...measures.map((m) => this.cell(pin, m.key)),
      element("td", {}, whole(pin.paths)),
      element("td", {}, this.remove(pin, number))));
    box.querySelector(".scroll").replaceChildren(element("table", {},
      element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
      element("tbody", {}, ...rows)));
  }

  cell(pin, key) {
    const measure = pin.measures.find((m) => m.key === key);
    const texts = pin.chosen.text[page.language][key];
    if (!measure || !texts) return element("td", {}, "");
    const { unit, difference_unit: other } = measure.text[page.language];
    const isBaseline = pin.chosen.name === pin.baseline.name;
    const numbers = pin.chosen.differences[key];
    const isSame = !numbers || numbers.every((number) => !number);
    return element("td", {}, `${texts[0]} ${unit}`, element("br"),
      element("small", {}, isBaseline ? word("baseline") : isSame ? texts[1] : `${texts[1]} ${other}`));
  }

  remove(pin, number) {
    const button = element("button", { type: "button", "aria-label": `${word("unpin")}: ${pin.chosen.label[page.language]}` }, word("unpin"));
    button.addEventListener("click", () => {
      this.pins.splice(number, 1);
      this.show();
      byId("pin").focus();
    });
    return button;
  }
}
