"use strict";
// The page reads without this. It adds: sections that fold on a phone, other years on the map, and what tables.js
// gives to tables.
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

for (const table of every("table[data-sort]")) tables.sortable(table);
for (const button of every("button.copy")) tables.copyable(button);
