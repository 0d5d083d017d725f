# make run     install, build the demo where the home is empty, serve the web chat
# make test    everything that a change must pass
# make format  put the code in order

PYTHON        ?= python3
VENV          ?= .venv
PORT          ?= 8000
HOST          := 127.0.0.1
CICERONE_HOME ?= .cicerone
# More for pip, such as the index that holds the CPU build of torch.
PIP_ARGS      ?=

# `make run HOME=dir` means the home of Cicerone; the shell's own HOME does not.
ifeq ($(origin HOME),command line)
CICERONE_HOME := $(HOME)
endif

BIN     := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check $(PIP_ARGS) -c constraints.txt
FOR_RUN  := $(VENV)/.installed-for-run
FOR_TEST := $(VENV)/.installed-for-test

.PHONY: run build test check format clean
.DEFAULT_GOAL := run

run: $(FOR_RUN)
	@$(BIN)/cicerone serve --home "$(CICERONE_HOME)" --host "$(HOST)" --port "$(PORT)"

build: $(FOR_RUN)
	@$(BIN)/cicerone build $(CATALOG) --home "$(CICERONE_HOME)"

test: $(FOR_TEST) check
	$(BIN)/python -m pytest

check: $(FOR_TEST)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(FOR_TEST)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@echo "Making $(VENV)…"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=…")'
	@$(PYTHON) -m venv $(VENV)

$(FOR_RUN): $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing what Cicerone needs (the first time this takes some minutes)…"
	@$(INSTALL) -e .
	@touch $@

$(FOR_TEST): $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing what the tests need…"
	@$(INSTALL) -e '.[test]'
	@touch $(FOR_RUN) $@
