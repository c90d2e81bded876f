// What every part of the page shares: words, elements, numbers, requests.

const BUSY = 503;
const PAUSE = 500;

export const page = { language: "en", words: {}, token: "" };

export function word(key, values = {}) {
  const text = (page.words[page.language] || {})[key] || key;
  return text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
}

// Text always becomes a text node: nothing that a file says is read as markup.
export function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

export function drawn(name, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function filled(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== ""));
  return node;
}

export const byId = (id) => document.getElementById(id);

export function whole(number) {
  return number.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

export function short(number, digits = 3) {
  const size = Math.abs(number);
  const decimals = size >= 100 ? 0 : size >= 10 ? 1 : size > 0 ? Math.min(6, digits - 1 - Math.floor(Math.log10(size))) : 0;
  return number.toLocaleString("en-US", { maximumFractionDigits: Math.max(0, decimals) });
}

// Exact amounts, in millions or in 万.
export function amount(value) {
  const [divisor, unit] = page.language === "zh" ? [1e4, `万${page.currency.zh}`] : [1e6, `m ${page.currency.en}`];
  return `${(value / divisor).toLocaleString("en-US", { maximumFractionDigits: 6 })} ${unit}`;
}

export function post(name, content) {
  return asked(`/api/${name}`, JSON.stringify({ token: page.token, ...content }));
}

export function send(name, file, values = {}) {
  return asked(`/api/${name}?${new URLSearchParams(values)}`, file);
}

// A program that has ended is an answer too.
async function asked(address, body) {
  const request = { method: "POST", body, headers: { "accept-language": page.language } };
  try {
    let answer = await fetch(address, request);
    // The program has more to do than it can at once: what is still wanted is asked again.
    while (answer.status === BUSY) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      answer = await fetch(address, request);
    }
    return await answer.json();
  } catch {
    return { gone: true, is_old: true };
  }
}

export function listed(title, lines) {
  return [element("p", {}, title), element("ul", {}, ...lines.map((line) => element("li", {}, line)))];
}
