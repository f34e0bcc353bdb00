#!/usr/bin/env bash
# Reference tools (axe-core, html-validate, TypeScript with schema.org types, the reference Vega-Lite compiler) for tests; skipped by name without npm.
set -u
cd "$(dirname "$0")"
if [ -d node_modules/schema-dts ] && [ -d node_modules/axe-core ] && [ -d node_modules/vega-lite ] && [ -d node_modules/html-validate ]; then exit 0; fi
if command -v npm >/dev/null && npm ci --no-audit --no-fund --silent; then exit 0; fi
echo "npm packages are not here and cannot be installed: tests against them will be skipped by name."
