// Finds names in the list that stands on the page Find. No index is fetched, so it works from a folder, too.
"use strict";
const form = document.querySelector("form.find");
const field = form.elements.q;
const MOST = 12;
const ASKED = "#q="; // behind the sign no browser sends anything: what is looked for stays with the reader
const STOP = new Set(("a about after all an and any are as at be but can did do does for from get had has have he her here his how "
  + "i if in is it its me my no not of on or our she so than that the their them then there they this to trial trials was we "
  + "what when where which who will with without work works you your cancer tumour treatment therapy drug people years year old").split(" ").map(plain));

// American and British spelling, accents and signs make no difference.
function plain(text) {
  return text.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f]/g, "")
    .replace(/ae/g, "e").replace(/oe/g, "e").replace(/our/g, "or");
}
function wordsOf(text) {
  const words = plain(text).split(/[\s,;:()?!“”"/·]+/).filter(Boolean);
  return [...new Set(words.flatMap((word) => [word.replace(/[^a-z0-9]/g, ""), ...word.split(/[^a-z0-9]+/)]).filter(Boolean))];
}
function asked(text) {
  const all = plain(text).split(/[\s,;:()?!“”"/·]+/).map((word) => word.replace(/[^a-z0-9]/g, "")).filter((w) => w.length > 1);
  const telling = all.filter((word) => !STOP.has(word) && !/^[0-9]{1,2}$/.test(word));
  return telling.length ? telling : all;
}
// How well one word fits: whole words before beginnings, names before what is said of them.
function fit(word, entry) {
  for (const [words, whole, begun] of [[entry.name, 10, 6], [entry.also, 9, 5], [entry.more, 3, 1]]) {
    if (words.includes(word)) return whole;
    if (word.length > 2 && words.some((known) => known.startsWith(word))) return begun;
    if (word.length > 4 && word.endsWith("s") && words.includes(word.slice(0, -1))) return begun;
  }
  return 0;
}
// One letter added, lost, changed or swapped.
function isNear(a, b) {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const rest = (n, m) => a.slice(start + n) === b.slice(start + m);
  return rest(1, 1) || rest(0, 1) || rest(1, 0) ||
    (a[start] === b[start + 1] && a[start + 1] === b[start] && rest(2, 2));
}

if (document.body.dataset.page === "find") {
  const place = document.querySelector(".answers");
  const list = place.querySelector(".finds");
  const told = place.querySelector(".found");
  const nothing = place.querySelector(".nothing");
  const index = document.querySelector(".index");
  const sections = [...document.querySelectorAll(".sections li")].map((item) => ({
    words: item.dataset.words.split(" "), link: item.querySelector("a") }));
  const entries = [...index.querySelectorAll("li[data-kind]")].map((item) => ({
    item, name: wordsOf(item.querySelector(".name").textContent), also: wordsOf(item.querySelector(".also")?.textContent ?? ""),
    more: wordsOf(item.dataset.words ?? ""), isGroup: item.dataset.kind === "Groups of people" }));

  const worth = (word, entry) => (entry.isGroup && isSection(word) ? 10 : fit(word, entry));
  const isSection = (word) => sections.some((s) => s.words.includes(word));
  // Entries with all words. On the page of a group each question has its section: it needs no name.
  const search = (words) => entries
    .map((entry) => {
      const needed = entry.isGroup && words.some((word) => !isSection(word)) ? words.filter((word) => !isSection(word)) : words;
      return { entry, all: needed.every((word) => fit(word, entry)), sum: words.reduce((sum, word) => sum + worth(word, entry), 0) };
    })
    .filter((found) => found.all)
    .sort((a, b) => b.sum - a.sum)
    .map((found) => found.entry);

  // Of a group of people: the places on its page, those that were asked for first.
  const ways = (entry, words) => {
    const line = document.createElement("span");
    line.className = "ways";
    const isAsked = (s) => s.words.some((word) => words.includes(word));
    const name = entry.item.querySelector(".name");
    for (const s of [...sections].sort((a, b) => isAsked(b) - isAsked(a))) {
      const link = s.link.cloneNode(true);
      link.href = name.href + s.link.getAttribute("href");
      if (isAsked(s)) link.className = "asked";
      line.append(link, " ");
    }
    return line;
  };
  const inTurn = (lists) => [...new Set(Array.from({ length: MOST }, (_, i) => lists.map((own) => own[i])).flat().filter(Boolean))];
  const suggestions = (words) => {
    const known = new Set(entries.flatMap((entry) => [...entry.name, ...entry.also]));
    return words.flatMap((word) => (word.length > 4 && !known.has(word) ? [...known].filter((other) => isNear(word, other)) : [])).slice(0, 3);
  };
  const show = () => {
    const all = asked(field.value);
    const words = all.filter((word) => isSection(word) || entries.some((entry) => fit(word, entry)));
    const unknown = all.filter((word) => !words.includes(word));
    const full = words.length ? search(words) : [];
    const found = full.length ? full : inTurn(words.map((word) => search([word])));
    const shown = found.slice(0, MOST);
    list.replaceChildren(...shown.map((entry) => {
      const line = document.importNode(entry.item, true);
      const kind = document.createElement("span");
      kind.className = "kind";
      kind.textContent = entry.item.dataset.kind;
      line.prepend(kind);
      if (entry.isGroup) line.append(ways(entry, words));
      return line;
    }));
    const near = suggestions(unknown);
    const missing = unknown.length ? `Nothing here is called “${unknown.join("” or “")}”. ` : "";
    const held = !words.length ? "" : full.length ? `Found: ${full.length}${full.length > MOST ? `, the first ${MOST} shown` : ""}. `
      : "Nothing has all these words; with some of them: ";
    told.textContent = missing + held + (near.length ? "Did you mean: " : "");
    near.forEach((word) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = word;
      button.addEventListener("click", () => { field.value = words.concat(word).join(" "); show(); field.focus(); });
      told.append(button, " ");
    });
    nothing.hidden = !unknown.length && !shown.some((entry) => entry.item.querySelector("[data-says='not-covered']"));
    place.hidden = !all.length;
    index.hidden = all.length > 0;
  };
  const remember = () => {
    location.replace(`${ASKED}${encodeURIComponent(field.value.trim())}`);
  };
  if (location.hash.startsWith(ASKED)) field.value = decodeURIComponent(location.hash.slice(ASKED.length));
  field.addEventListener("input", show);
  form.addEventListener("submit", (event) => { event.preventDefault(); remember(); show(); });
  show();
  if (!field.value && !location.hash) field.focus();
} else {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.href = `${form.dataset.find}${ASKED}${encodeURIComponent(field.value.trim())}`;
  });
}
form.hidden = false;
