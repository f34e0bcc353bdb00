// Filters over all figures. Rows come from the site itself; there is no sorting by value.
"use strict";
const place = document.getElementById("explore");
const form = place.querySelector("form");
const applyButton = form.querySelector("button");
const head = place.querySelector("thead tr");
const body = place.querySelector("tbody");
const found = place.querySelector(".found");
const more = place.querySelector(".more");
const PAGE = 50;
const FILTERS = {
  category: "Cancer", subgroup: "Group", gene: "Gene or marker", drug: "Drug", endpoint: "What was measured",
  measure: "Kind of figure", kind: "Kind of source", standing: "Standing of the source",
  support: "Held against the source", cut: "Data cut",
};
const COLUMNS = ["Trial", "Treatment", "People", "What was measured", "Figure", "Interval", "Source"];
const CAN_SORT = new Set(["Trial", "Treatment", "People", "What was measured", "Source"]);
const FIRST_FILTER = 8;
const order = new Intl.Collator("en").compare;
let rows = [];
let chosen = [];
let shown = PAGE;
let state = new URLSearchParams(location.search);

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function makeFilters(names) {
  for (const [key, title] of Object.entries(FILTERS)) {
    const label = element("label", title);
    const select = element("select", undefined, { name: key });
    select.append(element("option", "all", { value: "" }));
    for (const [code, words] of Object.entries(names[key])) select.append(element("option", words, { value: code }));
    select.value = state.get(key) ?? "";
    label.append(select);
    applyButton.before(label);
  }
  const label = element("label", "Words");
  label.append(element("input", undefined, { name: "words", type: "search", value: state.get("words") ?? "" }));
  applyButton.before(label);
  applyButton.after(element("button", "Clear all filters", { type: "reset", class: "reset" }));
}

function makeHead() {
  for (const title of COLUMNS) {
    const cell = element("th", undefined, { scope: "col", role: "columnheader" });
    if (CAN_SORT.has(title)) cell.append(element("button", title, { type: "button" }));
    else cell.textContent = title;
    head.append(cell);
  }
}

function apply() {
  const wanted = Object.keys(FILTERS).map((key) => state.get(key) ?? "");
  const words = (state.get("words") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  chosen = rows.filter((row) =>
    wanted.every((code, i) => !code || row[FIRST_FILTER + i].split(" ").includes(code)) &&
    words.every((word) => row.slice(0, FIRST_FILTER).join(" ").toLowerCase().includes(word)));
  const column = COLUMNS.indexOf(state.get("sort") ?? "Trial");
  const sorted = CAN_SORT.has(COLUMNS[column]) ? column : 0;
  if (sorted) chosen.sort((a, b) => order(a[sorted + 1], b[sorted + 1])); // rows come by trial
  [...head.children].forEach((cell, i) => {
    if (i === sorted) cell.setAttribute("aria-sort", "ascending"); else cell.removeAttribute("aria-sort");
  });
  draw();
}

function draw() {
  body.replaceChildren(...chosen.slice(0, shown).map((row) => {
    const line = element("tr", undefined, { role: "row" }); // narrow screens show rows as cards
    const [trial, report, key] = row[0].split("/");
    row.slice(1, FIRST_FILTER).forEach((text, i) => {
      const marks = i === 0 ? { scope: "row", role: "rowheader" } : { role: "cell", "data-label": COLUMNS[i] };
      const cell = element(i === 0 ? "th" : "td", i === 4 ? undefined : text, marks);
      if (i === 4) {
        cell.append(element("a", text, {
          class: "num", href: `${place.dataset.root}evidence/${trial}/${report}/index.html#${key}` }));
      }
      line.append(cell);
    });
    return line;
  }));
  found.textContent = `${chosen.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} figures; ` +
    `${Math.min(shown, chosen.length)} shown.`;
  more.hidden = shown >= chosen.length;
}

function remember() {
  const query = state.toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
  shown = PAGE;
  apply();
}

function readFilters() {
  for (const [key, value] of new FormData(form)) if (value) state.set(key, value); else state.delete(key);
  remember();
}

form.addEventListener("input", readFilters);
form.addEventListener("reset", () => { state = new URLSearchParams(); setTimeout(remember); });
form.addEventListener("submit", (event) => { event.preventDefault(); readFilters(); });
head.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) { state.set("sort", button.textContent); remember(); }
});
more.addEventListener("click", () => { shown += PAGE; draw(); });

fetch(place.dataset.rows).then((answer) => answer.json()).then((data) => {
  rows = data.rows;
  makeFilters(data.names);
  makeHead();
  place.hidden = false;
  apply();
}).catch(() => { // a page opened from a folder may not fetch
  const words = element("p", "The rows could not be read here. Every trial is listed below, and the files above hold all rows.");
  words.className = "missing";
  place.replaceWith(words);
});
