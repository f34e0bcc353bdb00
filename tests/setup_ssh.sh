#!/usr/bin/env bash
# ssh-keygen for the tests of approvals: installed where that is allowed (root on Debian), else skipped.
set -u
if command -v ssh-keygen >/dev/null; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq && apt-get install -y -qq --no-install-recommends openssh-client >/dev/null && exit 0
fi
echo "ssh-keygen is not here and cannot be installed: tests of approvals will be skipped by name."
