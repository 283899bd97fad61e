# The two commands of a newcomer are `make build` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.DEFAULT_GOAL := help
.PHONY: help build test check test-real fuzz bench clean

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(STAMP): pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet --editable . --group dev
	@touch $@

build: $(STAMP) ## Set up and compile the example: inventory.yaml -> gitops/, infra/, scripts/
	$(BIN)/gen build

test: $(STAMP) ## Set up and run the tests
	$(BIN)/pytest -q -n auto -m "not real"

check: $(STAMP) ## Lint, types, and whether committed files are up to date
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/gen build --check

test-real: $(STAMP) ## Tests with real programs, installing what they need
	INFRAFLUX_INSTALL=1 $(BIN)/pytest -q -ra tests/real

fuzz: $(STAMP) ## 100,000 mutated inventories without a traceback
	$(BIN)/python -m tests.fuzz --count 100000

bench: $(STAMP) ## Whole-process times, as ratios
	$(BIN)/python -m benchmarks

clean: ## Remove the virtual environment and caches
	rm -rf .venv .gen .mypy_cache .pytest_cache .ruff_cache
