# The words of the project. `make help` lists them; `make demo` and `make test` are all a newcomer needs.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEMO_STAMP := $(VENV)/.installed-demo
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
  command -v $$python >/dev/null && $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
  && { command -v $$python; break; }; done)

# One process more than there are processors: some of them always wait for a server or the disk.
PROCESSES = $$($(BIN)/python -c 'import os; print((os.cpu_count() or 1) + 1)')
# A file stays in one process, which makes once what its tests share; the short files come last.
IN_PROCESSES = --numprocesses $(PROCESSES) --dist loadfile --no-loadscope-reorder

# The others have words of their own, and what is not read is not waited for.
EVERYDAY = tests/contract tests/integration tests/property tests/unit

# The tests start hundreds of processes: where Python may not keep what it compiled, each compiles it all anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test faults browser slow check format bench plugin screenshots clean
.DEFAULT_GOAL := help

help:  ## List the words
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F '\t' '{ printf "  make %-11s %s\n", $$1, $$2 }'

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "stashplex needs Python 3.11 or newer, and none is on the PATH."; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Python at $(PYTHON) cannot make a virtual environment."; \
	  echo "On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	@echo "Making $(VENV) with $(PYTHON)"
	@"$(PYTHON)" -m venv $(VENV)

$(DEMO_STAMP): pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing stashplex (this takes a minute the first time)"
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[demo]'
	@touch $@

$(STAMP): pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing stashplex with its tools (this takes a minute the first time)"
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@ $(DEMO_STAMP)

demo: $(DEMO_STAMP)  ## Show the main job: two simulated servers, 200 scenes, one sync
	@$(BIN)/stashplex demo

test: $(STAMP)  ## Run the tests (under three minutes)
	@$(BIN)/pytest -q $(IN_PROCESSES) $(EVERYDAY)

faults: $(STAMP)  ## Run the tests that kill, cut off, starve and crowd what runs
	@$(BIN)/pytest -q $(IN_PROCESSES) -m "faults and not slow"

browser: $(STAMP)  ## Run the browser tests (needs Chromium)
	@$(BIN)/pytest -q $(IN_PROCESSES) -m browser tests/browser

slow: $(STAMP)  ## Run everything, on the disk: the slow series and the words above too
	@PYTEST_DEBUG_TEMPROOT=$${TMPDIR:-/tmp} $(BIN)/pytest -q $(IN_PROCESSES) -m "slow or not slow"

check: $(STAMP)  ## Format and lint, types, imports, architecture: what a commit must pass
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/pytest -q tests/architecture

format: $(STAMP)  ## Put the code into the project's shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(STAMP)  ## Measure: queue, sync, and the same work by other means
	@$(BIN)/python -m bench

plugin: | $(BIN)/python  ## Build what Stash installs: dist/plugin/stashplex.zip and its index.yml
	@$(BIN)/python plugin/build.py dist/plugin

screenshots: $(STAMP)  ## Take the pictures of the pages in docs/pages anew (needs Chromium)
	@$(BIN)/python -m tests.browser.screenshots

clean:  ## Remove what the words above made
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
