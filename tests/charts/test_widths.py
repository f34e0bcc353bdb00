"""Every chart at every width: nothing cut, nothing over something else, text large and dark enough."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from reports import theme
from reports.pages.writer import Site

WIDTHS = (280, 320, 480, 600, 768, 1000)
MEASURE = """() => {
  const light = c => { const v = c.match(/[\\d.]+/g).slice(0, 3).map(x => x / 255)
    .map(x => x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4); return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
  const told = [];
  for (const place of document.querySelectorAll('[data-place]')) {
    const svg = place.querySelector('svg'), box = svg.getBoundingClientRect();
    const scale = box.width / svg.viewBox.baseVal.width, say = words => told.push(place.dataset.place + ': ' + words);
    if (Math.abs(box.width - place.clientWidth) > .5 && !place.dataset.one) say('leaves a part of its frame empty');
    const texts = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim()).map(t => {
      const style = getComputedStyle(t), size = parseFloat(style.fontSize) * scale;
      if (size < 10.99) say('text of ' + size.toFixed(1) + ' px: ' + t.textContent);
      if (1.05 / (light(style.fill) + .05) < 4.5) say('pale text: ' + t.textContent);
      const b = t.getBoundingClientRect();
      if (b.left < box.left - .5 || b.right > box.right + .5 || b.top < box.top - .5 || b.bottom > box.bottom + .5)
        say('cut: ' + t.textContent);
      return [b, t.textContent];
    });
    texts.forEach(([a, first], n) => texts.slice(n + 1).forEach(([b, second]) => {
      // line boxes are higher than letters
      const high = Math.min(a.height, b.height) * .3;
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > high)
        say('"' + first + '" stands over "' + second + '"');
    }));
  }
  return told;
}"""


def drawings(page: str) -> dict[int, str]:
    """The drawings of a chart's page by the width of the frame from which each is shown."""
    found = re.findall(r'<div class="re-(?:at-(\d+)|one-size)">(<svg.*?</svg>)</div>', page, re.S)
    return {int(width or theme.NARROW): svg for width, svg in found}


def laid_out(pages: dict[str, str]) -> str:
    """One page that shows every chart at every width, as its own page would."""
    places = []
    for slug, page in pages.items():
        own = drawings(page)
        for width in WIDTHS:
            svg = own[max(start for start in own if start <= width)]
            one = ' data-one="1"' if len(own) == 1 else ""
            places.append(
                f'<div data-place="{slug} at {width} px"{one} style="width:{width}px">{svg}</div>'
            )
    style = (
        "<style>svg{display:block;width:100%;height:auto}[data-one] svg{max-width:24rem}</style>"
    )
    return f"<!doctype html><body style='margin:0'>{style}{''.join(places)}"


@pytest.mark.browser
def test_no_chart_cuts_or_covers_its_words_at_any_width(
    browser: Browser, fictional: tuple[Site, Path]
) -> None:
    pages = {
        path.stem: text
        for path in sorted(fictional[1].glob("*.html"))
        if drawings(text := path.read_text("utf-8"))
    }
    assert len(pages) >= 7
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    page.set_content(laid_out(pages))
    assert page.evaluate(MEASURE) == []
    page.close()
