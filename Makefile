# make demo: see it work.  make test: all tests.  make check: the quality gate.  make bench: figures.
# make chaos: kill at every numbered point, and let what breaks last as long as in earnest (an hour; needs PostgreSQL).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8765
WORKERS ?= 2

.PHONY: help demo install test check bench chaos lock format pictures clean

help:
	@grep -E '^# make' Makefile | sed 's/^# //'

demo: $(VENV)/.main
	$(BIN)/zetje demo --port $(PORT)

install: $(VENV)/.dev

test: $(VENV)/.dev
	@$(BIN)/python tests/missing_programs.py
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/zetje library check

chaos: $(VENV)/.dev
	$(BIN)/python -m pytest tests/chaos --all-points -o faulthandler_timeout=7200

bench: $(VENV)/.dev
	@$(BIN)/python -m benchmarks $(ONLY)

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The pictures of the README, from the demo as it is now (needs Chromium).
pictures: $(VENV)/.dev
	$(BIN)/python -m tests.browser.pictures docs/images

# Write the locked requirements anew (needs uv: pip install uv).
lock:
	uv pip compile pyproject.toml --group build --universal --generate-hashes --no-header --no-annotate -q -o requirements/main.txt
	uv pip compile pyproject.toml --group build --group dev --universal --generate-hashes --no-header --no-annotate -q -o requirements/dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache node_modules

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Zetje needs Python 3.11 or newer; $(PYTHON) is older. Try: make demo PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "No virtual environment could be made. On Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/.main: requirements/main.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/main.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $(VENV)/.main $@
