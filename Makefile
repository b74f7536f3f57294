# Two commands on a fresh machine: `make run` and `make test`. Neither needs a Redis, a Docker engine or root.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet --no-input
ARGS   ?=

.DEFAULT_GOAL := help
.PHONY: help run demo test lint format chaos check lock clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

# The stamp files are newer than the lock they were made from: a second call starts in seconds.
$(VENV)/.run: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "marsad needs Python 3.11 or newer; this is %s. Say which to use: make run PYTHON=python3.12" % sys.version.split()[0])'
	@echo "setting up $(VENV) (once; about a minute)" >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "setting up what the tests need (once)" >&2
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

run: $(VENV)/.run ## the daemon with the shipped sources, data in ./var
	@mkdir -p var
	@MARSAD__DATA_DIR="$${MARSAD__DATA_DIR:-$(CURDIR)/var}" exec $(BIN)/marsad run $(ARGS)

demo: $(VENV)/.run ## the whole way on an invented corpus, without internet
	@exec $(BIN)/marsad demo --once $(ARGS)

test: $(VENV)/.dev ## all tests
	@$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/.dev ## formatting, lints, types, import layers
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

format: $(VENV)/.dev ## rewrite the code in the house format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

chaos: $(VENV)/.dev ## a few minutes of random kills; prints what was lost and doubled (nothing)
	@$(BIN)/python -m benchmarks.delivery.chaos $(ARGS)

check: $(VENV)/.run ## validate configuration, sources, topics, alerts
	@$(BIN)/marsad check $(ARGS)

lock: $(VENV)/.dev ## refresh both lock files (needs uv)
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group build pyproject.toml -o requirements.lock
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group test --group lint --group build pyproject.toml -c requirements.lock -o requirements-dev.lock

clean: ## remove the virtual environment and caches, keep ./var
	@rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis build dist
