# Two commands do all the set-up: `make site` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
UV := $(shell command -v uv 2>/dev/null)

# Tests that call the code itself show which lines they reach. Measuring that costs half as much again, so
# those that build whole sites, drive browsers or start servers and commands run without.
COVERED := tests/unit tests/spec tests/golden tests/sources
AT_ONCE := -n 3 --dist loadfile --no-loadscope-reorder

# Tests start hundreds of processes: each module is compiled once, whatever the machine is set to.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help site test check tools fuzz kills bench pictures schemas notices clean

help:  ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /	/' | expand -t 12

site: .venv/ready  ## build store and site from the curated files
	$(BIN)/evidence build

check: .venv/ready  ## check the curated files
	$(BIN)/evidence check

test: .venv/ready  ## run all tests (installs Chromium where it may)
	bash tests/setup_browser.sh
	bash tests/setup_node.sh
	bash tests/setup_ssh.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/pytest $(COVERED) --cov --cov-report=term:skip-covered $(AT_ONCE)
	$(BIN)/pytest --ignore=tests/benchmarks $(COVERED:%=--ignore=%) $(AT_ONCE)

tools:  ## install the other programs that charts are held against
	bash tests/setup_tools.sh

fuzz: .venv/ready  ## look for failures with new invented inputs: 10,000 of each format (takes hours)
	HYPOTHESIS_PROFILE=fuzz $(BIN)/pytest tests/fuzz tests/unit tests/charts/test_browser.py tests/audit/test_verify.py tests/audit/test_hostile_releases.py -n 2

kills: .venv/ready  ## kill every verb that writes, two hundred times
	KILLS=40 $(BIN)/pytest tests/cli/test_killed.py -n 2

bench: .venv/ready  ## measure speed
	$(BIN)/pytest tests/benchmarks -n 0

pictures: .venv/ready  ## take the pictures of README and EDITING again
	$(BIN)/python -m tests.screenshots

schemas: .venv/ready  ## write the JSON Schemas by which text editors offer keys and codes
	$(BIN)/python -m pipelines.drafts.editor_schemas

notices: .venv/ready  ## write the licences of third-party packages again
	$(BIN)/python -m tests.notices

clean:  ## remove everything that can be built again
	rm -rf .venv .builds data/evidence.duckdb reports/site

# uv where it is present, plain venv and pip where not: the same hashed lock either way. setuptools comes
# first, because packages that are built here are built by it and by nothing that is not in the lock.
FIRST := .venv/setuptools.txt
.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
ifdef UV
	uv venv --quiet --allow-existing --python $(PYTHON) .venv
	@sed -n '/^setuptools==/,/# via/p' requirements.lock > $(FIRST)
	uv pip install --quiet --python $(BIN)/python --require-hashes --only-binary :all: -r $(FIRST)
	uv pip install --quiet --python $(BIN)/python --compile-bytecode --no-build-isolation --require-hashes -r requirements.lock
	uv pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps --editable .
else
	$(PYTHON) -m venv .venv || { echo "The venv module is needed: apt-get install python3-venv"; exit 1; }
	@sed -n '/^setuptools==/,/# via/p' requirements.lock > $(FIRST)
	$(PIP) --require-hashes --only-binary :all: -r $(FIRST)
	$(PIP) --require-hashes --no-build-isolation --use-pep517 --no-deps -r requirements.lock  # the lock is complete
	$(PIP) --no-build-isolation --no-deps --editable .
endif
	@touch $@
