// Who answers on an offline page: the file itself. Every position of the levers was computed beforehand.
const held = JSON.parse(document.getElementById("held").textContent);
const spoken = (hash) => (["nl", "en"].includes(hash.get("lang")) ? hash.get("lang") : held.lang);
const inHash = () => new URLSearchParams(location.hash.slice(1));
{
  const lang = spoken(inHash());
  document.documentElement.lang = lang;
  document.title = held.titles[lang];
  document.getElementById("page").replaceChildren(document.getElementById(`page-${lang}`).content.cloneNode(true));
  for (const one of document.querySelectorAll("style[data-lang]")) one.media = one.dataset.lang === lang ? "all" : "not all";
  addEventListener("hashchange", () => { if (spoken(inHash()) !== lang) location.reload(); });
}

function otherLanguage(event, address) {
  event.preventDefault();
  const words = new URLSearchParams(address);
  words.set("lang", event.currentTarget.lang);
  history.replaceState(null, "", `#${words}`);
  location.reload();
}

const unpacked = new Map();
async function unpack(name) {
  const bytes = Uint8Array.from(atob(document.getElementById(`held-${name}`).textContent), (one) => one.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(plain).text());
}
async function look(name, position) {
  if (!unpacked.has(name)) unpacked.set(name, unpack(name));
  const at = (place) => (typeof place === "string" ? place : place[0][place.length > 1 ? place[1][position] : position]);
  return (await unpacked.get(name)).map(at).join(""); // null, past the end of a text, joins as nothing
}

// Two positions beside each other: headline rows, with the difference that was computed world by world.
async function between(other, position, year) {
  const [before, now] = await Promise.all([other, position].map(async (at) => JSON.parse(await look(`cells-${year}-${given.lang}`, at))));
  const differences = JSON.parse((await look(`pairs-${year}-${given.lang}`, position)).split("\n")[other]);
  const box = document.createElement("div");
  box.append(document.getElementById(`between-${given.lang}`).content.cloneNode(true));
  const heads = [...box.querySelectorAll("th")].slice(1).map((one) => one.textContent.trim());
  held.rows[given.lang].forEach((row, i) => {
    const head = Object.assign(document.createElement("th"), { scope: "row", textContent: row.unit ? `${row.label} (${row.unit})` : row.label });
    const line = box.querySelector("tbody").insertRow();
    line.className = row.beneath ? "beneath" : "";
    line.append(head);
    [before[i], now[i], differences[i]].forEach((words, at) => {
      const cell = line.insertCell();
      cell.textContent = words;
      cell.dataset.label = heads[at]; // on a phone the head stands before its value
    });
  });
  return box.innerHTML;
}

async function post(path, body) {
  const place = (levers) => held.axes.reduce((sum, axis) => sum * axis.levels.length + axis.levels.indexOf(levers[axis.id] ?? given.levers[axis.id]), 0);
  const position = place(body.levers);
  const other = body.pinned && Object.keys(body.pinned).length ? place(body.pinned) : null;
  const beside = body.pinned && other === null ? "beside" : "alone";
  const of = (part) => look(`${part}-${beside}-${body.year}-${given.lang}`, position);
  if (path === "/api/run") {
    const parts = Object.fromEntries(await Promise.all(body.parts.map(async (part) => [part, await of(part)])));
    if (other !== null && "story" in parts) parts.story = (await between(other, position, body.year)) + parts.story;
    const outcomes = JSON.parse(await look("outcomes", position))[body.year];
    return { json: async () => ({ parts, outcomes, draws: given.draws, year: body.year }) };
  }
  if (path === "/api/data") {
    const first = other === null ? "" : await look(`table-alone-${given.lang}`, other);
    const table = await look(`table-${beside}-${given.lang}`, position);
    return new Response(first + (first ? table.slice(table.indexOf("\n") + 1) : table));
  }
  if (!/^[a-z0-9][a-z0-9-]{0,59}$/.test(body.name) || held.shipped.includes(body.name)) throw new Error(says(said.name, { name: body.name }));
  return new Response((await look(`scenario-${given.lang}`, position)).replace(`id: ${held.name}`, `id: ${body.name}`));
}
