"use strict";
// The page reads without this. It adds: sections that fold on a phone, other years on the map, tables that sort, a table for a spreadsheet.
const nl = document.documentElement.lang === "nl";

// Sections fold: on a phone they begin folded, on paper all is unfolded; a link unfolds what it leads to.
const every = (selector) => [...document.querySelectorAll(selector)];
const unfold = (hash) => {
  const target = document.getElementById(decodeURIComponent(hash.slice(1)));
  for (let one = target?.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
  return target;
};
if (matchMedia("(max-width: 40rem)").matches) {
  document.documentElement.classList.add("folds");
  for (const one of every("details.fold")) one.open = false;
}
if (location.hash) unfold(location.hash)?.scrollIntoView();
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (link) unfold(link.hash);
});
let folded = [];
addEventListener("beforeprint", () => {
  folded = every("details:not([open])");
  for (const one of folded) one.open = true;
});
addEventListener("afterprint", () => { for (const one of folded) one.open = false; });

// Maps: size, class and words of every item come ready from the page; here they are only put in place.
const store = document.getElementById("map-frames");
if (store) {
  const frames = JSON.parse(store.textContent);
  const draw = (year) => {
    const at = frames.years.indexOf(year);
    for (const group of document.querySelectorAll("g[data-layer]")) {
      const items = frames.layers[group.dataset.layer][group.dataset.map][at];
      [...group.children].forEach((shape, i) => {
        const [size, look, words] = items[i];
        const title = shape.querySelector("title");
        shape.setAttribute(shape.tagName === "circle" ? "r" : "stroke-width", size);
        shape.setAttribute("class", look);
        title.textContent = frames.names[group.dataset.layer][i] + ": " + words;
      });
    }
    for (const group of document.querySelectorAll("g[data-labels]")) {
      const items = frames.layers[group.dataset.labels][group.dataset.map][at];
      for (const label of group.children) label.textContent = items[label.dataset.item][3];
    }
    for (const table of document.querySelectorAll("table[data-layer]")) {
      const maps = frames.layers[table.dataset.layer];
      [...table.tBodies[0].rows].forEach((row, i) => maps.forEach((map, m) => { row.cells[m + 1].textContent = map[at][i][2]; }));
    }
    for (const date of document.querySelectorAll(".map-date")) date.textContent = nl ? "1-1-" + year : "1 January " + year;
  };
  const years = document.getElementById("map-years");
  years.hidden = false;
  years.addEventListener("change", (event) => draw(Number(event.target.value)));
  draw(Number(years.querySelector("input:checked").value)); // a browser may keep the choice of before
}

// Sorting: on the raw number where there is one, else on the words; equal rows keep their order; bodies move as a whole.
for (const table of document.querySelectorAll("table[data-sort]")) {
  const heads = [...table.tHead.rows[0].cells];
  const key = (body, column) => {
    const cell = [...body.rows[0].cells].find((one) => one.dataset.c === String(column));
    const raw = cell.dataset.v;
    return raw === undefined ? cell.textContent.trim() : raw === "" ? NaN : Number(raw);
  };
  heads.forEach((head, column) => {
    if (head.dataset.c === undefined) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "descending" || (head.getAttribute("aria-sort") === null && head.dataset.c === "0");
      heads.forEach((one) => one.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "ascending" : "descending");
      const bodies = [...table.tBodies].map((body) => [key(body, head.dataset.c), body]);
      bodies.sort(([a], [b]) => {
        if (typeof a === "string") return (down ? 1 : -1) * a.localeCompare(b, nl ? "nl" : "en");
        if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) - Number.isNaN(b); // what is not known goes last
        return down ? a - b : b - a;
      });
      table.append(...bodies.map(([, body]) => body));
    });
  });
}

// A table for a spreadsheet: tabs between cells, raw numbers with the decimal sign of the language.
const shown = (cell) => getComputedStyle(cell).display !== "none";
const plain = (text) => text.replace(/\s+/g, " ").trim().replace(/^[=+\-@]/, "'$&"); // a name is never a formula
const number = (raw) => (nl ? raw.replace(".", ",") : raw);
const sheet = (table) => {
  const lines = [];
  const head = [...table.tHead.rows[0].cells].filter(shown);
  lines.push(head.flatMap((cell) => (cell.dataset.bands ? cell.dataset.bands.split("|") : [plain(cell.textContent)])));
  for (const body of table.tBodies) {
    let name = "";
    for (const row of body.rows) {
      const cells = [...row.cells].filter(shown);
      if (cells[0].scope === "rowgroup") name = plain(cells.shift().textContent);
      lines.push([name, ...cells.flatMap((cell) => (cell.dataset.v === undefined ? [plain(cell.textContent)] : [cell.dataset.v, cell.dataset.l, cell.dataset.h].map(number)))]);
    }
  }
  return lines.map((line) => line.join("\t")).join("\r\n");
};
const byHand = (text, button) => {
  const box = document.createElement("textarea");
  box.value = text;
  box.readOnly = true;
  box.rows = 6;
  box.setAttribute("aria-label", button.textContent);
  button.after(box);
  box.select();
  const done = document.execCommand && document.execCommand("copy");
  if (done) box.remove();
  return done; // refused: the box stays, selected, to copy by hand
};
for (const button of document.querySelectorAll("button.copy")) {
  const table = document.getElementById(button.dataset.table);
  const told = button.parentElement.querySelector("[role=status]");
  const say = (done) => { told.textContent = done ? button.dataset.done : button.dataset.byhand; };
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = sheet(table);
    button.parentElement.querySelector("textarea")?.remove();
    try {
      await navigator.clipboard.writeText(text);
      say(true);
    } catch {
      say(byHand(text, button));
    }
  });
}
