# Two commands: `make run` starts the dashboard, `make test` runs everything. Each does its own set-up.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test check setup clean

run: .venv/.runtime
	@exec $(BIN)/python -m synthlab app

test: .venv/.dev
	@$(BIN)/python tests/browser_needed.py
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

setup: .venv/.runtime

.venv/.runtime: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "synthlab needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what synthlab needs into .venv; the first time this takes some minutes ..."
	@$(PIP) --editable .
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.txt
	@$(PIP) --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
