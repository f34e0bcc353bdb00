"""What is wrong to the eye with a chart's page, measured in a browser: at every width, in both schemes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Browser

WIDTHS = (280, 320, 480, 600, 768, 1000)
SMALLEST, CONTRAST = 11, 4.5
MEASURE = """([smallest, least]) => {
  const told = [], say = words => told.push(words);
  const share = x => x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4;
  const light = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(x => share(x / 255)); return .2126 * r + .7152 * g + .0722 * b; };
  const contrast = (a, b) => { const [x, y] = [light(a), light(b)]; return (Math.max(x, y) + .05) / (Math.min(x, y) + .05); };
  const paper = e => { for (; e; e = e.parentElement) {
    const colour = getComputedStyle(e).backgroundColor; if (!colour.endsWith(', 0)')) return colour; } return 'rgb(255, 255, 255)'; };
  const judge = (text, size, colour, back) => {
    const words = text.trim().slice(0, 60);
    if (size < smallest - .01) say('text of ' + size.toFixed(1) + ' px: ' + words);
    if (contrast(colour, back) < least) say('pale: ' + words); };
  const over = (a, b, x, y) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > x
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > y;
  if (document.documentElement.scrollWidth > innerWidth) say('scrolls sideways');
  const seen = new Set(), walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode, e = text.parentElement;
    if (!text.data.trim() || seen.has(e) || e.closest('svg') || !e.getClientRects().length) continue;
    seen.add(e);
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    judge(e.textContent, parseFloat(style.fontSize), style.color, paper(e));
    if (box.left < -.5 || box.right > innerWidth + .5) say('outside: ' + e.textContent.slice(0, 60)); }
  const drawings = [...document.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().width);
  if (drawings.length > 1) say('two drawings at once');
  for (const svg of drawings) {
    const frame = svg.getBoundingClientRect(), scale = frame.width / svg.viewBox.baseVal.width, back = paper(svg.parentElement);
    if (!svg.closest('.re-one-size') && (frame.left > .5 || frame.right < innerWidth - .5)) say('leaves a part of its frame empty');
    const texts = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim()).map(t => {
      const style = getComputedStyle(t), b = t.getBoundingClientRect();
      judge(t.textContent, parseFloat(style.fontSize) * scale, style.fill, back);
      if (b.left < frame.left - .5 || b.right > frame.right + .5 || b.top < frame.top - .5 || b.bottom > frame.bottom + .5)
        say('cut: ' + t.textContent);
      return [b, t.textContent]; });
    // line boxes are higher than letters
    texts.forEach(([a, first], n) => texts.slice(n + 1).forEach(([b, second]) => {
      if (over(a, b, 1, Math.min(a.height, b.height) * .3)) say('"' + first + '" stands over "' + second + '"'); }));
    const marks = svg.querySelectorAll('.role-mark.mark-symbol path, .role-mark.mark-rect path, .role-mark.mark-rule line');
    for (const mark of marks) {
      if (mark.getAttribute('opacity') === '0' || mark.closest('[class*="track_"]')) continue;
      const b = mark.getBoundingClientRect();
      const ink = { left: b.left - .5, right: b.right + .5, top: b.top - .5, bottom: b.bottom + .5 };
      for (const [a, words] of texts) {
        const letters = { left: a.left, right: a.right, top: a.top + a.height * .25, bottom: a.bottom - a.height * .2 };
        if (over(letters, ink, 0, 0)) say('"' + words + '" stands over a mark'); } } }
  return told;
}"""


def faults(browser: Browser, pages: Iterable[Path]) -> list[str]:
    """What is wrong with the charts of ``pages``, each opened once and its window made wider."""
    found = []
    page = browser.new_page(viewport={"width": WIDTHS[0], "height": 800})
    for path in pages:
        page.goto(path.as_uri())
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            told = page.evaluate(MEASURE, [SMALLEST, CONTRAST])
            found += [f"{path.stem} at {width} px: {words}" for words in told]
        page.evaluate("location.hash = 'dark'")
        told = page.evaluate(MEASURE, [SMALLEST, CONTRAST])
        found += [f"{path.stem}, dark: {words}" for words in told]
    page.close()
    return found
