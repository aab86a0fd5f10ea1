# Every target sets up what it needs: .venv with the locked dependencies, and the core in release mode.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
UV := $(shell command -v uv || echo .tools/bin/uv)
RUST_SOURCES := $(shell find core_rs -name '*.rs') Cargo.toml Cargo.lock core_rs/Cargo.toml
# cargo test and clippy live beside maturin's folder: its environment would rebuild pyo3 each time.
CARGO := CARGO_TARGET_DIR=target/rs cargo
CORE := -p pytoolkit-core --no-default-features

.PHONY: help demo test check crash crash-long faults soak bench fuzz generated lab build wheel lock clean

help:  ## Show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: build  ## Trade, archive and report on the embedded default
	$(BIN)/pytoolkit demo

test: build  ## Run the tests of both languages
	$(CARGO) test -q $(CORE)
	$(BIN)/pytest -n auto --dist worksteal

check: build  ## Format, lint, types, import rule
	cargo fmt --all --check
	$(CARGO) clippy -q $(CORE) --all-targets -- -D warnings
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m mypy.stubtest pytoolkit._core pytoolkit.ta
	$(BIN)/pytest -q tests/test_import_rule.py

crash: build  ## Kill the service and every loop at random moments; same tables at the end
	$(BIN)/pytest -m crash -n auto --dist worksteal -rP

crash-long: build  ## The same, at every pair of steps
	$(BIN)/pytest -m 'crash or crash_long' -n auto --dist worksteal -rP

faults: build  ## Run the live service against every fault scenario of tests/faults
	$(BIN)/pytest -m faults -n auto --dist worksteal -q -rN

soak: build  ## Trade a month of minutes of 50 symbols with faults all the time (DAYS=21 SYMBOLS=50)
	$(BIN)/python -m tests.soak --days $(or $(DAYS),21) --symbols $(or $(SYMBOLS),50)

bench: build .peers/.installed  ## Print ours, peer, ratio for the figures of docs/benchmarks.md
	$(BIN)/python -m tests.benches

generated: build  ## Rewrite what is made from the catalog: ta.pyi, docs/indicators.md
	$(BIN)/python -m tests.core.generated

fuzz:  ## Feed the core what nobody means: ten million inputs, or FUZZ_SECONDS=60 of them
	$(CARGO) run -q --profile fuzz $(CORE) --example fuzz -- \
	  $(if $(FUZZ_SECONDS),--seconds $(FUZZ_SECONDS),--count 10000000)

lab: build  ## Open JupyterLab on the research notebooks
	$(BIN)/jupyter lab --notebook-dir=notebooks $(if $(filter 0,$(shell id -u)),--allow-root)

build: .venv/.built

wheel: .venv/.locked  ## Build the wheel into dist/
	$(BIN)/maturin build --release --locked --out dist

lock: .venv/.locked  ## Recompile requirements.lock from pyproject.toml
	$(UV) pip compile pyproject.toml --extra notify --group test --group check --group lab --group build \
	  --generate-hashes --no-emit-index-url --no-header -q -o requirements.lock

clean:  ## Remove what was built; state under var/ stays
	rm -rf target dist .venv .tools .peers

.venv/.built: .venv/.locked $(RUST_SOURCES) pyproject.toml
	@cargo --version >/dev/null 2>&1 || { echo "A Rust toolchain (>= 1.85) is needed: install rustup, then run make again."; exit 1; }
	@v=$$(rustc --version | cut -d' ' -f2); [ "$$(printf '%s\n' 1.85.0 $$v | sort -V | head -1)" = 1.85.0 ] \
	  || { echo "rustc $$v is too old, 1.85 is needed: run 'rustup update stable'."; exit 1; }
	VIRTUAL_ENV=$(CURDIR)/.venv PATH="$(abspath $(dir $(UV))):$$PATH" $(BIN)/maturin develop --release --locked --uv -q
	@touch $@

.venv/.locked: requirements.lock | $(UV)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python >= 3.11 is needed: run 'make PYTHON=/path/to/python3.11 ...'."; exit 1; }
	[ -x $(BIN)/python ] || $(UV) venv -q --python $(PYTHON) .venv
	$(UV) pip sync -q --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock
	@touch $@

.peers/.installed: tests/benches/peers/requirements.txt | $(UV)
	[ -x .peers/bin/python ] || $(UV) venv -q --python $(PYTHON) .peers
	$(UV) pip install -q --python .peers/bin/python -r $<
	@touch $@

.tools/bin/uv:
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install -q uv
