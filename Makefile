# `make demo` and `make test` need Python 3.11 or newer and make; everything else is installed into .venv, from the locks.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
DEMO := faircarve-demo

.PHONY: demo test check-style check-types check-tests check-wheel lock clean

demo: .venv/installed
	$(BIN)/faircarve demo --out $(DEMO) --force

test: check-style check-types check-tests check-wheel

check-style: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-types: .venv/installed-dev
	$(BIN)/mypy

check-tests: .venv/installed-dev
	$(BIN)/python -m pytest -n 2

check-wheel: .venv/installed-dev
	$(BIN)/python -m tests.try_wheel

# The locks: exact versions with hashes, for every platform. Run after a change of the dependencies in pyproject.toml.
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
	--no-emit-package faircarve --custom-compile-command "make lock"
lock: .venv/installed-dev
	$(LOCK) --extra build --output-file requirements.lock
	$(LOCK) --extra dev --constraint requirements.lock --output-file requirements-dev.lock

.venv/python:
	@test -n "$(PYTHON)" || { echo "faircarve needs Python 3.11 or newer: install it, or run make PYTHON=/where/it/is"; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

# Stamps: nothing is installed again until a lock or pyproject.toml changes.
.venv/installed: requirements.lock pyproject.toml | .venv/python
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

clean:
	rm -rf .venv build dist *.egg-info $(DEMO) .mypy_cache .ruff_cache .pytest_cache .hypothesis
