#!/usr/bin/env bash
# Programs of content teams that charts are tried in: from Debian (librsvg, Inkscape, LibreOffice, Hugo, WordPress
# with MariaDB, of which no service is started), from PyPI
# (CairoSVG, MkDocs, micawber, in an environment of their own, .tools) and from npm (tests/tools).
# What cannot be installed is named, and its tests are skipped by name.
set -u
cd "$(dirname "$0")/.."
missing() { echo "$1 is not here and cannot be installed: its tests will be skipped."; }
is_updated=""
has() { command -v "$1" >/dev/null || [ -e "$1" ]; }
debian() {  # program or folder, packages …
  has "$1" && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    [ -n "$is_updated" ] || apt-get update -qq
    is_updated=yes
    apt-get install -y -qq --no-install-recommends "${@:2}" >/dev/null
  fi
  has "$1" || missing "$1"
}
debian rsvg-convert librsvg2-bin libcairo2
debian inkscape inkscape
debian soffice libreoffice-draw
debian localc libreoffice-calc
debian hugo hugo
debian mariadbd mariadb-server-core mariadb-client
debian php php-cli
debian /usr/share/wordpress wordpress wordpress-theme-twentytwenty{three,one} php-{mysql,xml,mbstring}
[ -x .tools/bin/python ] || python3 -m venv .tools || missing "the venv module"
for name in cairosvg mkdocs micawber; do
  .tools/bin/python -c "import $name" 2>/dev/null \
    || .tools/bin/pip install --quiet --disable-pip-version-check "$name" || missing "$name"
done
if [ ! -d tests/tools/node_modules/vega-embed ]; then
  (cd tests/tools && command -v npm >/dev/null && npm ci --no-audit --no-fund --silent) || missing "npm"
fi
