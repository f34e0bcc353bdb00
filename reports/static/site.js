// Opens the row of a number, or the meaning of a word, in place. Without this script the link leads
// to its own page.
"use strict";
const dialog = document.getElementById("trace");
const opened = dialog.querySelector(".trace-body");
const NAMES = { num: "Where this number comes from", word: "What this word means" };

async function show(link) {
  const [page, key] = link.href.split("#");
  const answer = await fetch(page);
  if (!answer.ok) throw new Error(answer.status);
  const other = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = other.getElementById(key);
  if (!found) throw new Error("nothing there");
  const part = found.tagName === "DT" ? entryOf(found) : found;
  for (const inner of part.querySelectorAll("a[href]")) {
    inner.href = new URL(inner.getAttribute("href"), page).href;
  }
  part.removeAttribute("id");
  openProof(part);
  opened.replaceChildren(document.importNode(part, true));
  dialog.setAttribute("aria-label", NAMES[link.className]);
  if (!dialog.open) dialog.showModal(); // closing gives the focus back to the link
  dialog.scrollTop = 0;
}

// A word of the glossary with what stands of it up to the next word.
function entryOf(term) {
  const entry = document.createElement("dl");
  entry.className = "glossary";
  const own = [term];
  while (own.at(-1).nextElementSibling?.tagName === "DD") own.push(own.at(-1).nextElementSibling);
  entry.append(...own);
  term.removeAttribute("id");
  return entry;
}

// Whoever opened a figure wants its proof: no second click.
function openProof(row) {
  const card = row && row.querySelector(".audit-card");
  if (card) card.open = true;
}
// Whoever followed a link to what is folded wants to see it.
function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  openProof(target?.closest("article") ?? target); // a figure's old name is an anchor inside its row
  let fold = target?.closest("details:not([open])");
  if (!fold) return;
  for (; fold; fold = fold.parentElement.closest("details:not([open])")) fold.open = true;
  target.scrollIntoView();
}
addEventListener("hashchange", openTarget);
openTarget();
// An old address leads on with what stood behind its sign; without this script, to the page alone.
const moved = document.querySelector("a.moved");
if (moved && location.hash && !moved.hash) location.replace(moved.href + location.hash);

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.num, a.word");
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain || location.protocol === "file:") return;
  event.preventDefault();
  show(link).catch(() => { location.href = link.href; });
});
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

// Print everything, folded or not; of a situation what stands open, and notes that were typed.
const isSituation = document.body.dataset.page === "situation";
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details:not([open])")) {
    const hasNotes = [...folded.querySelectorAll("textarea")].some((note) => note.value.trim());
    if (!isSituation || hasNotes) folded.open = true;
  }
});
