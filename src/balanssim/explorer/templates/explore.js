// Levers to questions, answers to their places. All numbers, words and drawings come ready. Who answers stands before
// this: a server (server.js) or the file itself (offline.js), with the same two names: post, otherLanguage.
const given = JSON.parse(document.getElementById("given").dataset.given);
const said = given.said;
const by = (id) => document.getElementById(id);
const every = (selector, within = document) => [...within.querySelectorAll(selector)];
const controls = every("[data-lever]");
const tab = crypto.randomUUID();
const says = (words, values = {}) => words.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
const numbers = new Intl.NumberFormat(given.lang, { maximumFractionDigits: 2 });
const shown = (kind, value) => (kind === "year" ? String(value) : kind === "share" ? numbers.format(Math.round(1000 * value) / 10) + (given.lang === "nl" ? "\u00a0%" : "%") : numbers.format(value));

// ---- the state: what differs from the scenario, in the controls and in the address ---------------------------------

let pinned = null;
let left = ""; // what an address named that is not here, in words: it stays until a lever is moved
const valueOf = (one) => (one.tagName === "SELECT" ? one.value : Number(one.value));
const changed = () => Object.fromEntries(controls.filter((one) => valueOf(one) !== given.levers[one.dataset.lever]).map((one) => [one.dataset.lever, valueOf(one)]));
const reference = () => Number(by("year").value);

function address() {
  const words = new URLSearchParams(Object.entries(changed()).map(([name, value]) => [name, String(value)]));
  if (Number(by("draws").value) !== given.draws) words.set("draws", by("draws").value);
  if (given.offline) words.set("lang", given.lang);
  if (reference() !== given.year) words.set("year", by("year").value);
  if (pinned) words.set("pin", new URLSearchParams(Object.entries(pinned).map(([name, value]) => [name, String(value)])).toString());
  return words.toString();
}

// What an address names that this scenario does not have is left out, and said.
function levers(words) {
  const found = {};
  let strange = 0;
  for (const [name, text] of words) {
    if (["draws", "year", "pin", "lang"].includes(name)) continue;
    const one = controls.find((control) => control.dataset.lever === name);
    const value = one && one.tagName !== "SELECT" ? Number(text) : text;
    const fits = one && (one.tagName === "SELECT" ? [...one.options].some((option) => option.value === text) : text !== "" && value >= Number(one.min) && value <= Number(one.max));
    if (fits) found[name] = value;
    else strange += 1;
  }
  return [found, strange];
}

// What differs from the scenario, in words: what a picture, a print or a file would otherwise not say.
function inWords(state) {
  const words = (one, value) => (one.tagName === "SELECT" ? [...one.options].find((option) => option.value === String(value))?.text.trim() : shown(one.dataset.kind, value));
  const moved = controls.filter((one) => one.dataset.lever in state);
  const lines = moved.map((one) => says(said.moved, { lever: one.labels[0].firstChild.textContent.trim(), value: words(one, state[one.dataset.lever]), scenario: words(one, given.levers[one.dataset.lever]) }));
  return lines.length ? lines.join("; ") : said.unmoved;
}

function restore() {
  const words = new URLSearchParams(location.hash.slice(1));
  const [found, strangers] = levers(words);
  let strange = strangers;
  for (const one of controls) one.value = String(found[one.dataset.lever] ?? given.levers[one.dataset.lever]);
  for (const name of ["draws", "year"]) {
    const wanted = words.get(name) ?? String(given[name]);
    by(name).value = [...(by(name).options ?? [])].some((option) => option.value === wanted) ? wanted : String(given[name]);
    if (by(name).value !== wanted) strange += 1;
  }
  pinned = null;
  if (words.has("pin")) {
    const [state, unknown] = levers(new URLSearchParams(words.get("pin")));
    if (unknown) strange += unknown;
    else pinned = state;
  }
  left = strange ? says(said.unknown, { n: strange }) : "";
  problem(left);
}

function show() {
  for (const one of controls) {
    const moved = valueOf(one) !== given.levers[one.dataset.lever];
    one.closest(".lever").classList.toggle("moved", moved);
    if (one.tagName === "SELECT") continue;
    const words = shown(one.dataset.kind, valueOf(one));
    one.nextElementSibling.value = words;
    one.setAttribute("aria-valuetext", moved ? `${words} (${says(said.scenario_value, { value: shown(one.dataset.kind, given.levers[one.dataset.lever]) })})` : words);
  }
  const count = Object.keys(changed()).length;
  by("changed").textContent = count ? says(said.changed, { n: count }) : said.changed_none;
  by("differs").textContent = pinned === null ? (count ? inWords(changed()) : "") : says(said.compared, { pinned: inWords(pinned), now: inWords(changed()) });
  by("unpin").hidden = pinned === null;
  by("pin").hidden = given.offline && pinned !== null && !Object.keys(pinned).length; // compared with the scenario already
  const words = address();
  history.replaceState(null, "", words ? `#${words}` : location.pathname + location.search);
}

// ---- questions -----------------------------------------------------------------------------------------------------

const status = (words) => { by("status").textContent = words; };
let news = ""; // said with the next answer: by itself it would be gone before it is read
function problem(words) {
  by("problem").textContent = words;
  by("problem").hidden = !words;
}

// An errand beside the answer, such as one part more, is not newer than the answer: it must not call it off.
const question = (draws, errand) => ({ tab: errand ? `${tab}-${errand}` : tab, levers: changed(), pinned, draws, year: reference() });
const isOpen = (part) => {
  const box = document.querySelector(`[data-part="${part}"]`);
  return box.childElementCount === 0 || every("details.fold", box).some((one) => one.open); // empty: never filled yet
};
const fresh = new Set(); // parts that show the state of the controls
let asked = new AbortController();
let waiting = 0;
let moved = 0; // when a lever moved last

// From the move of a lever to the picture: until the browser has drawn it.
const drawn = (name, start) => requestAnimationFrame(() => setTimeout(() => performance.measure(name, { start, end: performance.now() })));

async function ask(draws, parts, mine, errand, then) {
  const answer = await post("/api/run", { ...question(draws, errand), parts, ...(then > draws ? { then } : {}) }, mine.signal);
  const found = await answer.json();
  if (mine.signal.aborted) throw new DOMException("newer", "AbortError");
  for (const part of parts) place(part, found.parts[part]);
  document.documentElement.dataset.shown = JSON.stringify({ draws: found.draws, outcomes: Object.fromEntries(found.outcomes.map((one) => [one.id, one.cells.at(-1).median])) });
}

async function answer() {
  asked.abort();
  const mine = (asked = new AbortController());
  const all = Number(by("draws").value);
  const parts = given.parts.filter((part) => part === "story" || isOpen(part));
  const began = moved;
  fresh.clear();
  by("answers").classList.add("busy");
  status(""); // the same words again would not be told
  try {
    for (const draws of all > given.first ? [given.first, all] : [all]) {
      const wanted = draws === all ? parts : parts.filter((part) => part === "story" || part === "fans");
      await ask(draws, wanted, mine, undefined, all);
      if (draws === all) for (const part of parts) fresh.add(part);
      drawn(draws === all ? "answer" : "first", began);
      status(`${news} ${says(draws === all ? said.done : said.busy, { draws })}`.trim());
    }
    news = "";
    problem(left);
  } catch (error) {
    if (error.name === "AbortError") return;
    problem(error.message);
    status("");
  }
  by("answers").classList.remove("busy");
}

function changedNow() {
  show();
  clearTimeout(waiting);
  const now = performance.now();
  waiting = setTimeout(answer, now - moved < 60 ? 60 : 0); // at once, but while a lever is dragged where it comes to rest
  moved = now;
}

// ---- answers in their places ---------------------------------------------------------------------------------------

// What was chosen, opened or scrolled to in a part stays so.
function place(part, html) {
  const box = document.querySelector(`[data-part="${part}"]`);
  const checked = every("input:checked", box).map((one) => one.id);
  const open = every("details", box).map((one) => one.open);
  const focus = box.contains(document.activeElement) ? document.activeElement.id || document.activeElement.tagName : null;
  const lazy = box.querySelector("[data-lazy]") !== null;
  const sorted = every("th[aria-sort]", box).map((one) => [one.closest("table").id, one.dataset.c, one.getAttribute("aria-sort")]);
  box.innerHTML = html; // from this server alone, made by templates that escape every word
  for (const id of checked) if (by(id)) by(id).checked = true;
  every("details", box).forEach((one, i) => { one.open = lazy ? i === 0 : open[i] ?? one.open; });
  for (const table of every("table[data-sort]", box)) tables.sortable(table);
  for (const button of every("button.copy", box)) tables.copyable(button);
  for (const [id, column, order] of sorted) {
    const head = by(id)?.querySelector(`th[data-c="${column}"]`);
    for (let tries = 0; head && head.getAttribute("aria-sort") !== order && tries < 2; tries += 1) head.querySelector("button").click();
  }
  for (const figure of every("figure:not(.paper)", box)) figure.append(pictures(figure));
  if (focus) (by(focus) ?? box.querySelector(focus))?.focus();
}

function pictures(figure) {
  const bar = document.createElement("p");
  bar.className = "picture";
  for (const kind of ["svg", "png"]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = said[kind];
    button.setAttribute("aria-label", `${said[kind]}: ${figure.querySelector("svg").getAttribute("aria-label")}`);
    button.addEventListener("click", () => picture(figure.querySelector("svg"), kind));
    bar.append(button);
  }
  return bar;
}

document.addEventListener("toggle", async (event) => {
  const part = event.target.closest("[data-part]")?.dataset.part;
  if (!part || !event.target.open || !event.target.matches(".fold") || fresh.has(part)) return;
  const mine = asked;
  try {
    await ask(Number(by("draws").value), [part], mine, part);
    fresh.add(part);
  } catch (error) {
    if (error.name !== "AbortError") problem(error.message);
  }
}, true);

// ---- files ---------------------------------------------------------------------------------------------------------

function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function picture(svg, kind) {
  const copy = svg.cloneNode(true);
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  for (const use of every("use", copy)) use.replaceWith(...[by(use.getAttribute("href").slice(1))].filter(Boolean).map((one) => one.cloneNode(true)));
  const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
  style.textContent = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).filter((rule) => !(rule instanceof CSSMediaRule)).map((rule) => rule.cssText).join("\n");
  copy.prepend(style);
  const blob = new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" });
  if (kind === "svg") return download(blob, "balanssim.svg");
  const image = new Image();
  image.addEventListener("load", () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 3 * width, height: 3 * height });
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((made) => download(made, "balanssim.png"));
    URL.revokeObjectURL(image.src);
  });
  image.src = URL.createObjectURL(blob);
  return undefined;
}

async function save(path, body, name) {
  try {
    download(await (await post(path, body)).blob(), name);
    status(says(said.saved, { name }));
    problem("");
  } catch (error) {
    if (error.name !== "AbortError") problem(error.message);
  }
}

// ---- controls ------------------------------------------------------------------------------------------------------

for (const one of [...controls, by("draws"), by("year")]) {
  one.addEventListener("input", () => {
    left = "";
    changedNow();
  });
}
by("levers").addEventListener("submit", (event) => event.preventDefault());
by("reset").addEventListener("click", () => {
  left = "";
  for (const one of controls) one.value = String(given.levers[one.dataset.lever]);
  changedNow();
});
by("pin").addEventListener("click", () => {
  pinned = given.offline ? {} : changed();
  news = said.pinned_now;
  changedNow();
  if (by("pin").hidden) by("unpin").focus();
});
by("keep")?.addEventListener("click", () => {
  pinned = changed();
  news = said.kept_now;
  changedNow();
});
by("unpin").addEventListener("click", () => {
  pinned = null;
  news = said.unpinned_now;
  changedNow();
  by("pin").focus();
});
by("share").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    status(said.copied);
  } catch {
    status(said.copy_by_hand);
  }
});
by("save").addEventListener("click", () => save("/api/scenario", { levers: changed(), name: by("name").value.trim() }, `${by("name").value.trim()}.yaml`));
by("data").addEventListener("click", () => save("/api/data", question(Number(by("draws").value), "data"), `${by("name").value.trim() || "balanssim"}.csv`));
by("other").addEventListener("click", (event) => otherLanguage(event, address()));
// The address holds the state: a link to a place on the page may not stand in it.
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  by("answers").focus();
});
addEventListener("hashchange", () => {
  restore();
  changedNow();
});
restore();
show();
answer();
