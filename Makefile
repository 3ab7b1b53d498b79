# Two commands: `make brief` and `make test`. Both make .venv on first use.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export UV_LINK_MODE := copy

.PHONY: brief test soak lab gate contoh clean

brief: $(READY)
	@$(BIN)/bangkit run --all

test: $(VENV)/.ready-test
	@$(MAKE) --no-print-directory gate
	@$(BIN)/python -m pytest

soak: $(VENV)/.ready-test
	@$(BIN)/python benchmarks/soak.py

lab: $(READY)
	@$(BIN)/bangkit lab

gate: $(VENV)/.ready-test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/nbstripout --verify --keep-id notebooks/*.ipynb

contoh: $(READY)
	@$(BIN)/python data/contoh-sumber/write_contoh.py

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 atau lebih baru diperlukan: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt uv

$(READY): pyproject.toml constraints.txt | $(BIN)/uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode -c constraints.txt -e .
	@touch $@

$(VENV)/.ready-test: pyproject.toml constraints.txt tests/run/jadwal.txt | $(READY)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode -c constraints.txt -e '.[test]'
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --target $(VENV)/jadwal --no-deps -r tests/run/jadwal.txt
	@touch $@

clean:
	rm -rf outputs .pytest_cache .mypy_cache .ruff_cache .hypothesis
