// Opens the row of a number in place. Without this script the link leads to the row on its own page.
"use strict";
const dialog = document.getElementById("trace");
const rowPlace = dialog.querySelector(".trace-body");

async function openRow(link) {
  const [page, key] = link.href.split("#");
  const answer = await fetch(page);
  if (!answer.ok) throw new Error(answer.status);
  const other = new DOMParser().parseFromString(await answer.text(), "text/html");
  const row = other.getElementById(key);
  if (!row) throw new Error("no row");
  for (const inner of row.querySelectorAll("a[href]")) {
    inner.href = new URL(inner.getAttribute("href"), page).href;
  }
  row.removeAttribute("id");
  openProof(row);
  rowPlace.replaceChildren(document.importNode(row, true));
  dialog.showModal(); // closing gives the focus back to the number
  dialog.scrollTop = 0;
}

// Whoever opened a figure wants its proof: no second click.
function openProof(row) {
  const card = row && row.querySelector(".audit-card");
  if (card) card.open = true;
}
// Whoever followed a link to what is folded wants to see it.
function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  openProof(target);
  const folds = [];
  for (let fold = target?.closest("details:not([open])"); fold; fold = fold.parentElement.closest("details:not([open])")) folds.push(fold);
  for (const fold of folds) fold.open = true;
  if (folds.length) target.scrollIntoView();
}
addEventListener("hashchange", openTarget);
openTarget();

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.num");
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain || location.protocol === "file:") return;
  event.preventDefault();
  openRow(link).catch(() => { location.href = link.href; });
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
