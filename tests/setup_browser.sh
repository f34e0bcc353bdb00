#!/usr/bin/env bash
# Chromium for the browser tests: installed where that is allowed (root on Debian), else skipped.
set -u
if command -v chromium >/dev/null; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0
fi
echo "Chromium is not here and cannot be installed: browser tests will be skipped by name."
