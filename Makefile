# Everything a contributor runs. Needs Python 3.11, pip and make; the rest is installed into .boot and .venv.

PY ?= python3.11
BIN := .venv/bin
DISTRIBUTIONS := . $(sort $(patsubst %/pyproject.toml,%,$(wildcard plugins/*/pyproject.toml)))
# What puts them into a platform; each needs the platform's own tools, and is tested in a lane of its own.
PLATFORMS := $(sort $(patsubst %/pyproject.toml,%,$(wildcard platforms/*/pyproject.toml)))
METADATA := $(addsuffix /pyproject.toml,$(DISTRIBUTIONS))
EDITABLE := -e .[standalone] $(foreach folder,$(filter-out .,$(DISTRIBUTIONS)),-e ./$(folder))
CONSTRAINTS := requirements/constraints.txt
TOX_LANES ?= host software_secure mock_backend rest_backend all floor py312 py313 openedx openedx_beside tutor
LANE := $(BIN)/python tools/lanes.py

# An interpreter that is missing is reported, not fetched from somewhere.
export UV_PYTHON_DOWNLOADS := never
# Images for containers often say so; each of a thousand processes would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install demo walkthrough test test-all test-sqlite test-databases test-lanes test-openedx \
	test-browser screenshots lint format bench bench-mail exam-day import-trial docs messages pins dist clean

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/.done ## Create .venv with all distributions (editable) and all tools.

demo: .venv/.done ## Run a host with a demo course and a simulated vendor; RESET=1 starts over.
	@exec $(BIN)/proctoring demo $(if $(RESET),--reset)

walkthrough: .venv/.done ## Take an exam from registration to result over HTTP, without a browser.
	@$(BIN)/proctoring walkthrough

test: .venv/.done ## Run the quick tests, in parallel, on SQLite.
	@$(BIN)/pytest -m "not slow"

test-all: .venv/.done ## Run everything: lint, types, all tests on all databases, all lanes.
	@$(LANE) begin
	@$(MAKE) --no-print-directory lint test-sqlite test-databases test-lanes test-browser
	@$(LANE) report

# One after the other also under `make -j`: they share the record of lanes and the machine.
.NOTPARALLEL:

test-sqlite: .venv/.done ## Run what starts no whole host on SQLite, and hold the core's coverage to its promise.
	@rm -f .coverage .coverage.* && mkdir -p var
	@env -u DATABASE_URL $(BIN)/coverage run -m pytest -m measured tests/unit tests/integration
	@$(BIN)/coverage combine -q
	@$(BIN)/coverage json -q -o var/coverage.json
	@$(BIN)/python tools/coverage_gate.py var/coverage.json
	@env -u DATABASE_URL $(BIN)/pytest -m "not measured and not hosts and not fuzz"
	@env -u DATABASE_URL $(BIN)/pytest -m fuzz --dist load tests/contract
	@$(LANE) done sqlite

test-databases: .venv/.done ## Run the database tests on the servers of PROCTORING_TEST_*_URL.
	@$(call on_database,postgres,PROCTORING_TEST_POSTGRES_URL)
	@$(call on_database,mariadb,PROCTORING_TEST_MARIADB_URL)

# $(1) lane, $(2) the variable that holds the address
define on_database
if [ -z "$$$(2)" ]; then $(LANE) skipped $(1) "$(2) is not set"; \
else echo "Database tests on $(1)"; DATABASE_URL="$$$(2)" $(BIN)/pytest -m "database and not slow" && $(LANE) done $(1); fi
endef

test-lanes: .venv/.done ## Run the tox lanes against built wheels, on every Python that is here.
	@$(BIN)/python -m tools.run_tox $(TOX_LANES)

test-openedx: .venv/.done ## Run the host inside something like Open edX, without and with edx-proctoring beside it.
	@$(BIN)/python -m tools.run_tox openedx openedx_beside

test-browser: .venv/.done ## Run the tests in a browser; Debian's Chromium is installed where that can be done.
	@if $(BIN)/python tools/chromium.py; then $(BIN)/pytest tests/browser && $(LANE) done browser; \
	else $(LANE) skipped browser "there is no Chromium here"; fi

screenshots: .venv/.done ## Take pictures of all screens of a learner into var/screenshots.
	@$(BIN)/python tools/chromium.py
	@PROCTORING_SCREENSHOTS=$(CURDIR)/var/screenshots $(BIN)/pytest -q -n0 tests/browser/test_screenshots.py

lint: .venv/.done ## Check style, types and import directions.
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: .venv/.done ## Bring code into the common format.
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format

bench: .venv/.done ## Measure the host beside the reference and a bare view; ARGS="--attempts 100" for less.
	@$(BIN)/python benchmarks/run.py $(ARGS)

bench-mail: .venv/.done ## Measure how long the writing of one mail takes.
	@$(BIN)/python benchmarks/rendering.py

exam-day: .venv/.done ## Hold an exam day with faults and kills on PostgreSQL; ARGS="--learners 200" for less.
	@$(BIN)/python -m benchmarks.exam_day $(ARGS)

import-trial: .venv/.done ## Move a site of edx-proctoring over and compare; ARGS="--attempts 1000 --database postgres".
	@$(BIN)/python benchmarks/import_trial.py $(ARGS)

docs: .venv/.done ## Write the parts of docs/ that are made from code.
	@$(BIN)/proctoring attempt-states --write
	@$(BIN)/python -m tools.hooks_page --write
	@$(BIN)/python -m tools.permissions_page --write
	@$(BIN)/python -m tools.backends_page --write
	@$(BIN)/python -m tools.checks_list --write
	@$(BIN)/python -m tools.schemas --write
	@$(BIN)/python -m tools.rest_page --write
	@$(BIN)/python -m tools.themes_page --write
	@$(BIN)/python -m tools.screens_page --write
	@$(BIN)/python -m tools.settings_page --write
	@$(BIN)/python -m tools.data_map_page --write

messages: .venv/.done ## Bring the catalogues of translations up to date with the texts, and tell what is missing.
	@$(BIN)/python -m tools.catalogues update

pins: .venv/.done ## Choose the versions in requirements/ anew (names and versions only); UPGRADE= keeps what fits.
	@mkdir -p var
	@$(COMPILE) --group dev -o $(CONSTRAINTS)
	@$(BIN)/python tools/floor.py > var/lowest.txt
	@$(COMPILE) --group test -c var/lowest.txt -o requirements/floor.txt
	@$(COMPILE) --group openedx-beside -o requirements/openedx.txt
	@$(call compile,./platforms/tutor) --group platforms/tutor/pyproject.toml:test -o requirements/tutor.txt

UPGRADE ?= --upgrade
COMPILE = $(call compile)
# $(1) a folder that is wanted, too
compile = printf '%s\n' '.[standalone]' $(addprefix ./,$(filter-out .,$(DISTRIBUTIONS))) $(1) | \
	$(BIN)/uv pip compile - -q --universal $(UPGRADE) --no-header --no-annotate --no-emit-index-url \
	--no-emit-find-links \
	$(foreach folder,$(DISTRIBUTIONS) $(PLATFORMS),--no-emit-package $(call distribution,$(folder)))
distribution = $(shell sed -n 's/^name = "\(.*\)"/\1/p' $(1)/pyproject.toml | head -1)

dist: .venv/.done ## Build sdist and wheel of every distribution into dist/.
	@rm -rf dist
	@for folder in $(DISTRIBUTIONS) $(PLATFORMS); do $(BIN)/python -m build --no-isolation --outdir dist $$folder || exit; done

clean: ## Remove everything that was installed, built or recorded; the demo's data too.
	@rm -rf .boot .venv .tox .proctoring dist var .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# uv makes the set-up fast; where its wheel is not to be had, a recent pip reads the same files.
.boot/.done:
	$(PY) -m venv .boot
	.boot/bin/pip install -q --disable-pip-version-check -c $(CONSTRAINTS) uv \
		|| .boot/bin/pip install -q --disable-pip-version-check 'pip>=25.1'
	@touch $@

.venv/.done: .boot/.done $(CONSTRAINTS) $(METADATA)
	@if [ -x .boot/bin/uv ]; then \
		set -ex; \
		.boot/bin/uv venv -q --allow-existing --python $(PY) .venv; \
		.boot/bin/uv pip install -q --python $(BIN)/python -c $(CONSTRAINTS) -b $(CONSTRAINTS) --group dev $(EDITABLE); \
	else \
		set -ex; \
		[ -x $(BIN)/python ] || $(PY) -m venv --without-pip .venv; \
		.boot/bin/pip --python $(BIN)/python install -q -c $(CONSTRAINTS) --group dev $(EDITABLE); \
	fi
	@touch $@
