"use strict";
// Tables that sort, and go to a spreadsheet; of any page of ours.
const tables = (() => {
  const nl = () => document.documentElement.lang === "nl";

  // Sorting: on the raw number where there is one, else on the words; equal rows keep their order; bodies move as a whole.
  const key = (body, column) => {
    const cell = [...body.rows[0].cells].find((one) => one.dataset.c === String(column));
    const raw = cell.dataset.v;
    return raw === undefined ? cell.textContent.trim() : raw === "" ? NaN : Number(raw);
  };
  const sortable = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    for (const head of heads.filter((one) => one.dataset.c !== undefined)) {
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
          if (typeof a === "string") return (down ? 1 : -1) * a.localeCompare(b, nl() ? "nl" : "en");
          if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) - Number.isNaN(b); // what is not known goes last
          return down ? a - b : b - a;
        });
        table.append(...bodies.map(([, body]) => body));
      });
    }
  };

  // A table for a spreadsheet: tabs between cells, raw numbers with the decimal sign of the language.
  const shown = (cell) => getComputedStyle(cell).display !== "none";
  const plain = (text) => text.replace(/\s+/g, " ").trim().replace(/^[=+\-@]/, "'$&"); // a name is never a formula
  const number = (raw) => (nl() ? raw.replace(".", ",") : raw);
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
  const copyable = (button) => {
    const told = button.parentElement.querySelector("[role=status]");
    const say = (done) => { told.textContent = done ? button.dataset.done : button.dataset.byhand; };
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = sheet(document.getElementById(button.dataset.table));
      button.parentElement.querySelector("textarea")?.remove();
      try {
        await navigator.clipboard.writeText(text);
        say(true);
      } catch {
        say(byHand(text, button));
      }
    });
  };

  return { sortable, copyable };
})();
