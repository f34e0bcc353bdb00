# Two commands do all the set-up: `make site` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
UV := $(shell command -v uv 2>/dev/null)

.PHONY: help site test check fuzz bench pictures schemas clean

help:  ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /	/' | expand -t 12

site: .venv/ready  ## build store and site from the curated files
	$(BIN)/evidence build

check: .venv/ready  ## check the curated files
	$(BIN)/evidence check

test: .venv/ready  ## run all tests (installs Chromium where it may)
	bash tests/setup_browser.sh
	bash tests/setup_node.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/pytest --ignore=tests/benchmarks --cov --cov-report=term:skip-covered -n 2 --dist loadfile

fuzz: .venv/ready  ## look for failures with new invented inputs
	HYPOTHESIS_PROFILE=fuzz $(BIN)/pytest tests/unit tests/charts/test_browser.py tests/audit/test_verify.py -n 2

bench: .venv/ready  ## measure speed
	$(BIN)/pytest tests/benchmarks -n 0

pictures: .venv/ready  ## take the pictures of README and EDITING again
	$(BIN)/python -m tests.screenshots

schemas: .venv/ready  ## write the JSON Schemas for text editors again
	$(BIN)/python -m pipelines.scaffold

clean:  ## remove everything that can be built again
	rm -rf .venv .builds data/evidence.duckdb reports/site

# uv where it is present, plain venv and pip where not: the same hashed lock either way.
.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
ifdef UV
	uv venv --quiet --allow-existing --python $(PYTHON) .venv
	uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.lock
	uv pip install --quiet --python $(BIN)/python --no-deps --editable .
else
	$(PYTHON) -m venv .venv || { echo "The venv module is needed: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock  # the lock is complete
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
endif
	@touch $@
