# `make` sets up .venv and shows the monitor at work on a small page of its own; `make help` tells the rest.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all:

.DEFAULT_GOAL := demo
.PHONY: demo setup test check lint types imports docs bench lock clean help

demo: .venv/.ok ## set up, then run the demonstration: a daemon watches a page whose history unfolds in seconds
	$(BIN)/privacy-monitor demo

setup: .venv/.ok .venv/.dev ## set up the program and what tests need, and run nothing

test: .venv/.dev ## run all tests (ARGS="-k store" to choose)
	$(BIN)/python -m pytest $(ARGS)

check: lint types imports docs test ## everything that must be green: lint, types, import contracts, docs, tests

lint: .venv/.dev ## ruff: lint and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.dev ## mypy, strict
	$(BIN)/mypy

imports: .venv/.dev ## the import contracts of pyproject.toml
	$(BIN)/lint-imports --no-cache

docs: .venv/.dev ## check that the generated reference pages are up to date (make docs WRITE=--write renews them)
	$(BIN)/python docs/generate.py $(WRITE)

bench: .venv/.bench ## speed, side by side with peers in one run; reads ../shared/corpus when it is there (ARGS="help" to choose)
	$(BIN)/python bench/run.py $(ARGS)

lock: ## renew the hashed locks from requirements/*.in (needs uv)
	cd requirements && for set in "core" "dev -c core.lock" "bench -c core.lock -c dev.lock"; do \
		name=$${set%% *}; \
		uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
			--no-emit-index-url --quiet $${set#$$name} -o $$name.lock $$name.in; \
	done

clean: ## remove what was built and installed here
	rm -rf .venv .mypy_cache .ruff_cache .hypothesis .coverage dist

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/.ok: requirements/core.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) -r requirements/core.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

.venv/.dev: requirements/dev.lock .venv/.ok
	$(PIP) -r requirements/dev.lock
	@touch $@

.venv/.bench: requirements/bench.lock .venv/.dev
	$(PIP) -r requirements/bench.lock
	@touch $@
