"""What is pasted into WordPress, by who may paste code and who may not, in a block theme and an older one.

A WordPress of its own with a MariaDB of its own, in a folder that is gone afterwards. ``make tools`` installs both.
"""

from __future__ import annotations

import getpass
import json
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from reports.embeds.entry import Entry
from reports.embeds.snippets import Picture, snippet
from reports.pages.writer import Site
from tests.charts.conftest import URL

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WORDPRESS = Path("/usr/share/wordpress")
PROGRAM = Path(__file__).parents[1] / "tools" / "wordpress.php"
PROGRAMS = ("php", "mariadbd", "mariadb-install-db", "mariadb-admin")
THEMES = ("twentytwentythree", "twentytwentyone")  # of blocks, and an older one
TITLE = "How many people with appleoma were alive over time, in ORCHARD-1"
ENTRY = Entry("orchard-survival", "survival", {}, TITLE)
PASTED = ("wordpress", "iframe", "script", "image")
CONFIG = """<?php
define('DB_NAME', 'site'); define('DB_USER', '{user}'); define('DB_PASSWORD', ''); define('DB_HOST', 'localhost:{socket}');
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', ''); $table_prefix = 'wp_';
define('WP_HOME', '{address}'); define('WP_SITEURL', '{address}');
define('DISABLE_WP_CRON', true); define('AUTOMATIC_UPDATER_DISABLED', true); define('WP_HTTP_BLOCK_EXTERNAL', true);
define('WP_ACCESSIBLE_HOSTS', '127.0.0.1');
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""
# charts of this test stand on this machine, where WordPress asks nobody
PLUGIN = """<?php
add_filter('http_request_host_is_external', '__return_true');
add_filter('http_allowed_safe_ports', fn() => [{port}]);
"""


class Charts(SimpleHTTPRequestHandler):
    """The built charts, as if the site had been built for this address."""

    def send_head(self) -> Any:
        path = Path(self.translate_path(self.path))
        if path.suffix not in (".html", ".json"):
            return super().send_head()
        own = f"http://127.0.0.1:{self.server.server_port}/"  # type: ignore[attr-defined]
        body = path.read_text("utf-8").replace(URL, own).replace(json.dumps(URL)[1:-1], own)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.end_headers()
        self.wfile.write(body.encode())
        return None

    def log_message(self, *_: object) -> None:
        pass


@dataclass
class Blog:
    """A WordPress with posts: its address, the charts' address, and what it made of the posts."""

    address: str
    charts: str
    made: dict[str, Any]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Socket of a MariaDB that listens to this machine alone."""
    if not WORDPRESS.is_dir() or not all(map(shutil.which, PROGRAMS)):
        pytest.skip("WordPress or MariaDB is not here: run make tools")
    folder = tmp_path_factory.mktemp("database")
    asking, own = folder / "s", ["--no-defaults", f"--datadir={folder / 'data'}"]
    as_me = [f"--user={getpass.getuser()}"]
    subprocess.run(
        ["mariadb-install-db", *own, *as_me, "--skip-test-db", "--auth-root-authentication-method=normal"],
        check=True, capture_output=True,
    )  # fmt: skip
    server = subprocess.Popen(
        ["mariadbd", *own, *as_me, f"--socket={asking}", "--skip-networking", "--innodb-flush-log-at-trx-commit=0",
         f"--pid-file={folder / 'pid'}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    admin = ["mariadb-admin", "--no-defaults", f"--socket={asking}", "--user=root"]
    subprocess.run([*admin, "--wait=30", "ping"], check=True, capture_output=True)
    yield asking
    server.terminate()
    server.wait(30)


@pytest.fixture(scope="module", params=THEMES)
def blog(
    request: pytest.FixtureRequest,
    database: Path,
    fictional: tuple[Site, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Blog]:
    if not (WORDPRESS / "wp-content" / "themes" / request.param).is_dir():
        pytest.skip(f"the theme {request.param} is not here: run make tools")
    charts = ThreadingHTTPServer(("127.0.0.1", 0), partial(Charts, directory=str(fictional[1].parent)))  # fmt: skip
    threading.Thread(target=charts.serve_forever, daemon=True).start()
    base, port = f"http://127.0.0.1:{charts.server_port}/", free_port()
    address = f"http://localhost:{port}"
    folder = tmp_path_factory.mktemp("wordpress") / "site"
    shutil.copytree(WORDPRESS, folder, ignore=shutil.ignore_patterns("wp-config.php"))
    config = CONFIG.format(user="root", socket=database, address=address)
    (folder / "wp-config.php").write_text(config, encoding="utf-8")
    (folder / "wp-content" / "mu-plugins").mkdir()
    (folder / "wp-content" / "mu-plugins" / "here.php").write_text(
        PLUGIN.format(port=charts.server_port), encoding="utf-8"
    )
    admin = ["mariadb-admin", "--no-defaults", f"--socket={database}", "--user=root"]
    subprocess.run([*admin, "--force", "drop", "site"], capture_output=True)
    subprocess.run([*admin, "create", "site"], check=True)
    page = f"{base}charts/orchard-survival.html"
    posts = {
        style: snippet(ENTRY, style, base, Picture(720, 900, "A picture.")) for style in PASTED
    }
    posts["address"] = f"Words before.\n\n{page}\n\nWords after."
    asked = {"theme": request.param, "posts": posts, "addresses": [page, f"{base}charts/orchard-os.html"]}  # fmt: skip
    made = subprocess.run(
        ["php", str(PROGRAM), f"localhost:{port}"], cwd=folder, input=json.dumps(asked).encode(), capture_output=True
    )  # fmt: skip
    assert made.returncode == 0, made.stderr.decode()
    server = subprocess.Popen(
        ["php", "-S", f"localhost:{port}", "-t", str(folder)],
        env={**os.environ, "PHP_CLI_SERVER_WORKERS": "2"},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    while b"started" not in server.stderr.readline():
        assert server.poll() is None
    threading.Thread(target=server.stderr.read, daemon=True).start()  # or it would wait to be read
    yield Blog(address, base, json.loads(made.stdout[made.stdout.index(b'{"saved"') :]))
    os.killpg(server.pid, 15)
    server.wait(10)
    charts.shutdown()
    charts.server_close()


@pytest.fixture(params=[1280, 390])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": request.param, "height": 900})
    yield opened
    opened.close()


def show(page: Page, blog: Blog, name: str) -> None:
    page.goto(f"{blog.address}/?p={blog.made['ids'][name]}")


def scrolls_sideways(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_who_may_paste_code_keeps_it_and_who_may_not_keeps_title_and_link(blog: Blog) -> None:
    for style in PASTED:
        pasted = snippet(ENTRY, style, blog.charts, Picture(720, 900, "A picture."))
        assert blog.made["saved"][f"admin-{style}"].strip() == pasted.strip()
        left = blog.made["saved"][f"author-{style}"]
        assert f'href="{blog.charts}charts/orchard-survival.html"' in left
        assert TITLE in unescape(left) and "<script" not in left and "<iframe" not in left


@pytest.mark.parametrize("style", ["wordpress", "iframe", "script"])
def test_a_frame_in_a_post_is_as_wide_as_its_text_and_as_high_as_its_chart(
    blog: Blog, page: Page, style: str
) -> None:
    show(page, blog, f"admin-{style}")
    frame = page.locator("iframe")
    frame.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('iframe').style.height")
    own = page.frames[1].evaluate("document.querySelector('main').getBoundingClientRect().height")
    box, text = frame.bounding_box(), page.locator("h1").last.bounding_box()
    assert abs(box["height"] - own) <= 2 and not scrolls_sideways(page)
    assert min(500, text["width"] * 0.8) < box["width"] <= page.viewport_size["width"]


@pytest.mark.parametrize("style", PASTED)
def test_the_post_of_an_author_leads_to_the_chart(blog: Blog, page: Page, style: str) -> None:
    show(page, blog, f"author-{style}")
    link = page.locator(f'a[href="{blog.charts}charts/orchard-survival.html"]').last
    assert link.is_visible() and page.get_by_text(TITLE).last.is_visible()
    assert not scrolls_sideways(page)


@pytest.mark.parametrize("role", ["admin", "author"])
def test_an_address_alone_becomes_a_frame_that_grows_and_whose_links_lead_on(
    blog: Blog, page: Page, role: str
) -> None:
    show(page, blog, f"{role}-address")
    frame = page.locator("iframe[data-secret]")
    frame.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('iframe').height === '1000'")  # its most
    assert not page.locator("blockquote").is_visible() and not scrolls_sideways(page)
    inner = page.frames[1]
    inner.locator("p.review a").first.click()
    page.wait_for_url(f"{blog.charts}charts/orchard-survival.html")


def test_an_address_is_answered_with_a_frame_that_fits(blog: Blog) -> None:
    for answer in blog.made["answers"].values():
        assert answer["type"] == "rich" and int(answer["width"]) <= 500
