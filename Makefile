# Every task of this project. `make` alone lists them.
#
#   PYTHON=python3.12 make run      use another Python (3.11 or newer)
#   PORT=9000 make run              listen elsewhere
#   MEMBERS=2000 make run           a smaller sample community

SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
MEMBERS ?= 15000
WORKERS ?= 2

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
DEPENDENCIES := pyproject.toml constraints.txt

.PHONY: help run test lint bench clean

help: ## list the tasks
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.run ## set everything up and serve a sample community
	@$(BIN)/lingkar --lang en up --port $(PORT) --members $(MEMBERS)

test: $(VENV)/.test ## set everything up and run all checks and tests
	@tests/run.sh $(BIN) $(WORKERS)

lint: $(VENV)/.test ## format, then check style, types and the direction of imports
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.test ## measure next classes beside peers: make bench DATA=folder
	$(BIN)/python benchmarks/next_class.py $(or $(DATA),var/sample)

clean: ## remove the environment and everything generated
	rm -rf $(VENV) var build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# Stamps: an environment is made once, and brought up to date when the dependencies change.

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Lingkar needs Python 3.11 or newer; this is $$($(PYTHON) --version 2>&1)."; \
	    echo "Try: PYTHON=python3.12 make $(MAKECMDGOALS)"; exit 1; }
	@echo "==> Creating a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv"; \
	    rm -rf $(VENV); exit 1; }

$(VENV)/.run: $(BIN)/python $(DEPENDENCIES)
	@echo "==> Installing Lingkar and its libraries (a minute or so, once)"
	@$(PIP) --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.run $(DEPENDENCIES)
	@echo "==> Installing what the tests need, PyTorch included (a few minutes, once)"
	@$(PIP) --editable '.[recipe,postgresql,test]'
	@tests/browser/install.sh
	@touch $@
