# Everything a contributor runs. Needs Python 3.11, pip and make; the rest is installed into .boot and .venv.

PY ?= python3.11
BIN := .venv/bin
DISTRIBUTIONS := . $(sort $(patsubst %/pyproject.toml,%,$(wildcard plugins/*/pyproject.toml)))
METADATA := $(addsuffix /pyproject.toml,$(DISTRIBUTIONS))
EDITABLE := -e .[standalone] $(foreach folder,$(filter-out .,$(DISTRIBUTIONS)),-e ./$(folder))
CONSTRAINTS := requirements/constraints.txt

.DEFAULT_GOAL := help
.PHONY: help install

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/.done ## Create .venv with all distributions (editable) and all tools.

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
