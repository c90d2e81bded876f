// The page: what is asked of the server, and what becomes of its answers.

import { Answer } from "./answer.js";
import { Levers } from "./levers.js";
import { byId, element, listed, page, post, send, whole, word } from "./page.js";
import { Pins } from "./pins.js";

const RATIO = "scheme.compensation_ratio";
const FUND = "fund.fund_size";
const BREAKER = "breaker.is_on";
const WHOLE = "whole";
const REVERSE = "reverse";
const SHORT_WAIT = 40;

const NOTHING = { world: "", whole: "" };
const KINDS_OF_ERROR = ["error", "unhandledrejection"];

const state = { serial: 0, opening: 0, generation: 0, isBroken: false, source: "start", stress: "", start: null, opened: null, last: null, timer: 0, asked: null, asking: null, ordered: new Set() };
const levers = new Levers(() => changed());
const answer = new Answer((place) => levers.set({ [RATIO]: place.ratio, [FUND]: place.fund }));
const pins = new Pins(answer, levers);

function showWords() {
  document.documentElement.lang = page.language === "zh" ? "zh-CN" : "en";
  document.title = word("title");
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
  byId("language").lang = page.language === "zh" ? "en" : "zh-CN";
  showChoices();
  showOpened();
  showFormats();
  showStatus();
  levers.show();
  draw();
  pins.show();
}

// All figures are drawn here: where one fails, none is left as if it answered what the levers ask.
function draw() {
  try {
    answer.show();
    state.isBroken = false;
  } catch (error) {
    console.error(error);
    state.isBroken = true;
  }
  showCurrent();
}

function showCurrent() {
  const isStale = state.isBroken || !answer.grid;
  document.body.classList.toggle("stale", isStale);
  byId("stale").hidden = !isStale;
  byId("stale").textContent = isStale ? word(state.isBroken ? "broken" : "stale") : "";
  byId("pin").disabled = isStale;
  if (isStale) byId("spoken").textContent = "";
}

function speak() {
  if (!state.isBroken) byId("spoken").textContent = answer.spoken();
}

// A question in one text: the same for the page that asks and for the answer that comes back.
function questionOf({ source, stress, settings }) {
  const entries = Object.entries(settings).sort();
  const others = entries.filter(([key]) => ![RATIO, FUND, BREAKER].includes(key));
  return { world: JSON.stringify([source, stress, others]), whole: JSON.stringify([source, stress, entries]) };
}

function showChoices() {
  const { scenarios, stresses } = state.start;
  const names = ["start", ...Object.keys(scenarios), ...(state.source.startsWith("upload-") ? [state.source] : [])];
  const label = (name) => {
    if (name === state.source && state.opened) return state.opened.title[page.language];
    return name in scenarios ? scenarios[name][page.language] : word("called_with");
  };
  byId("source").replaceChildren(...names.map((name) =>
    element("option", { value: name, selected: name === state.source }, label(name))));
  byId("stress").replaceChildren(
    element("option", { value: "" }, word("no_stress")),
    ...Object.entries(stresses).map(([name, said]) =>
      element("option", { value: name, selected: name === state.stress }, said[page.language])),
  );
}

function showOpened() {
  const words = state.opened ? state.opened.stand_in[page.language] : "";
  byId("stand-in").textContent = words;
  byId("stand-in").hidden = !words;
}

function showFormats() {
  const query = new URLSearchParams({ token: page.token, generation: state.generation, language: page.language });
  const isMade = Boolean(state.last) && state.last.made.includes(WHOLE);
  const kinds = Object.entries(state.start.formats);
  const box = byId("downloads");
  // Links that stay the same are left alone: one that is put anew under a pressed mouse button is not followed.
  const shown = JSON.stringify([isMade, state.isKnown, String(query)]);
  if (shown !== state.shownFormats) {
    state.shownFormats = shown;
    box.querySelector("ul").replaceChildren(...kinds.filter(([, isOrdered]) => isMade || !isOrdered).map(([kind]) => {
      query.set("kind", kind);
      // Until the server knows the newest question, its files would be those of the one before.
      if (!state.isKnown) return element("li", {}, word(`get_${kind}`));
      return element("li", {}, element("a", { href: `/api/download?${query}`, download: true }, word(`get_${kind}`)));
    }));
  }
  box.querySelector("button").hidden = isMade || !kinds.some(([, isOrdered]) => isOrdered);
  box.querySelector("[role=status]").textContent = !isMade && state.ordered.has(WHOLE) ? word("making") : "";
}

function showStatus() {
  const last = state.last;
  const paths = answer.grid ? answer.grid.paths : 0;
  byId("progress").value = paths;
  if (!paths) byId("status").textContent = word(state.start && state.start.is_compiled ? "waiting" : "compiling");
  else if (!last) byId("status").textContent = word("on_paths", { paths: whole(paths) });
  else if (last.is_finished) byId("status").textContent = word("finished", { paths: whole(paths) });
  else byId("status").textContent = word("refining", { paths: whole(paths), most: whole(last.most_paths) });
}

function showFaults(lines) {
  byId("faults").replaceChildren(...(lines.length ? explained("faults", lines) : []));
}

function showGone() {
  byId("faults").replaceChildren(element("p", {}, word("gone")));
}

function explained(title, lines, values = {}) {
  return listed(`${word(title, values)} ${word("fault_places")}`, lines);
}

function placeNow() {
  return { ratio: levers.value(RATIO), fund: levers.value(FUND), breaker: levers.value(BREAKER) };
}

// What is warm is shown at once; the server is asked a moment later, so that a held key does not flood it.
function changed() {
  state.serial += 1;
  answer.place = placeNow();
  answer.asked = questionOf(wanted());
  state.ordered.clear();
  state.last = null;
  byId("reverse").querySelector(".found").textContent = "";
  draw();
  showStatus();
  if (answer.chosen) speak();
  state.isKnown = false;
  showFormats();
  clearTimeout(state.timer);
  state.asked = new Promise((resolve) => {
    state.timer = setTimeout(() => ask(resolve), SHORT_WAIT);
  });
}

function wanted() {
  return { source: state.source, stress: state.stress, settings: levers.settings };
}

// One question at a time: of two on the way at once the older may arrive last, and be answered in place of the newer.
async function ask(isAsked) {
  const serial = state.serial;
  await state.asking;
  if (serial !== state.serial) return;
  state.asking = post("change", wanted());
  const told = await state.asking;
  if (serial !== state.serial) return;
  if (told.gone) return showGone();
  showFaults(told.faults || []);
  if (told.faults) return;
  state.generation = told.generation;
  state.isKnown = true;
  isAsked();
  showFormats();
  await follow(serial, told.generation);
}

async function follow(serial, generation) {
  let after = 0;
  let isFirst = true;
  while (serial === state.serial) {
    if (document.hidden) await shown();
    const last = await post("answer", { generation, after });
    if (serial !== state.serial || last.is_old) return last.gone ? showGone() : undefined;
    after = last.version;
    state.last = last;
    take(last);
    if (last.fault) return showFaults(last.fault.split("\n"));
    const isFull = answer.grid && answer.grid.paths === last.full_paths;
    if (answer.grid && (isFirst || isFull || last.is_finished)) {
      speak();
      isFirst = false;
    }
    if (last.is_finished && [...state.ordered].every((kind) => last.made.includes(kind))) return;
  }
}

function take(last) {
  answer.keep(last, questionOf(last.question));
  if (last.grid && answer.grid === last.grid) {
    const point = last.grid.points.find((p) => p.name === last.chosen);
    answer.place = { ratio: point.ratio, fund: point.fund, breaker: point.breaker };
    // What was typed with a unit is the amount that it stands for.
    if (typeof levers.value(FUND) === "string") levers.put(FUND, point.fund);
    levers.setSteps(answer.values("ratio"), answer.values("fund"));
    state.start.is_compiled = true;
  }
  draw();
  showStatus();
  showFormats();
}

// What takes seconds is made only when it is asked for.
async function order(kind) {
  state.ordered.add(kind);
  showFormats();
  await state.asked;
  const isIdle = state.last && state.last.is_finished;
  await post("order", { kind });
  if (isIdle) await follow(state.serial, state.generation);
}

function shown() {
  return new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
}

async function open(source, stress) {
  const number = (state.opening += 1);
  // While another scenario is on its way the figures of this one answer nothing that stands above them.
  const asked = answer.asked;
  answer.asked = NOTHING;
  draw();
  const opened = await post("open", { source, stress });
  if (number !== state.opening) return;
  if (opened.gone) return showGone();
  if (opened.faults) {
    showFaults(opened.faults);
    showChoices();
    if (answer.asked === NOTHING) answer.asked = asked;
    return draw();
  }
  showFaults([]);
  Object.assign(state, { source, stress, opened, last: null });
  page.currency = opened.currency;
  levers.load(opened.levers);
  showChoices();
  showOpened();
  changed();
}

async function loadScenario(file) {
  const box = byId("file-answer");
  const told = await send("scenario", file);
  if (told.source) {
    await open(told.source, "");
    box.className = "";
    box.replaceChildren(element("p", {}, word("loaded", { title: state.opened.title[page.language] })));
  } else refuse(box, told);
}

function refuse(box, told) {
  box.className = "faulty";
  if (told.gone) return box.replaceChildren(word("gone"));
  box.replaceChildren(...(told.too_large ? [word("too_large", { limit: told.too_large })] : explained("faults", told.faults)));
}

async function checkTape(file) {
  const box = byId("file-answer");
  const kind = file.name.slice(file.name.lastIndexOf(".") + 1).toLowerCase();
  const told = await send("tape", file, { kind, source: state.source });
  if (told.too_large || !("count" in told)) return refuse(box, told);
  box.className = told.count ? "faulty" : "";
  const values = { rows: whole(told.rows), count: whole(told.count), borrowers: whole(told.borrowers || 0) };
  const warned = (told.warnings || []).length > 0;
  const words = warned ? explained("tape_warned", told.warnings, values) : [word("tape_fine", values)];
  box.replaceChildren(...(told.count ? explained("tape_faulty", told.faults, values) : words));
  box.append(...told.notes.map((note) => element("p", {}, note)));
}

function listen() {
  for (const kind of KINDS_OF_ERROR) {
    window.addEventListener(kind, () => {
      state.isBroken = true;
      showCurrent();
    });
  }
  byId("heat-measure").addEventListener("change", () => draw());
  byId("levers").addEventListener("submit", (event) => event.preventDefault());
  byId("language").addEventListener("click", () => {
    page.language = page.language === "zh" ? "en" : "zh";
    showWords();
  });
  byId("source").addEventListener("change", (event) => open(event.target.value, state.stress));
  byId("stress").addEventListener("change", (event) => open(state.source, event.target.value));
  const files = [["scenario-file", loadScenario], ["tape-file", checkTape]];
  for (const [id, load] of files) {
    byId(id).addEventListener("change", (event) => {
      const file = event.target.files[0];
      event.target.value = "";
      if (file) load(file);
    });
  }
  byId("pin").addEventListener("click", () => pins.add());
  byId("reverse").querySelector("button").addEventListener("click", () => {
    byId("reverse").querySelector(".found").textContent = word("reverse_wait");
    order(REVERSE);
  });
  byId("downloads").querySelector("button").addEventListener("click", () => order(WHOLE));
}

async function begin() {
  // The key in the address has become a cookie: it need not stand in the history, nor where others look on.
  history.replaceState(null, "", location.pathname);
  // Words that were set before their font has come are not always drawn again.
  await document.fonts.load('1em "Page CJK"', "中").catch(() => []);
  state.start = await post("start", {});
  page.token = state.start.token;
  page.words = state.start.words;
  if (/^zh\b/i.test(navigator.language)) page.language = "zh";
  page.currency = { en: "", zh: "" };
  listen();
  await open("start", "");
  showWords();
}

begin();
