# balanssim. Needs make and Python 3.11 or newer; all else is installed into .venv.
#
#   make compare   the first comparison: table here, page in results/
#   make test      style, import contract, types and tests
#   make help      all targets

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

# The first Python >= 3.11 that really starts (a shim on PATH may not). Overrule: make test PYTHON=/path/to/python
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)

VENV ?= .venv
BIN := $(VENV)/bin
JOBS ?= 2
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
# Neighbours stay together as long as there is work: tests of a file share what they compute.
TESTS = $(BIN)/python -m pytest -n $(JOBS) --dist worksteal
FIGURES := ../shared/data
COMPARED ?= scenarios/referentie.yaml scenarios/omgevingsvisie.yaml
# One BLAS thread per process: results do not depend on the number of cores, and xdist workers do not fight.
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: help compare test static unit faults long browser calibration matrix region bench bench-short performance docs wheel lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ---- set-up, repeated only when what is asked for changes -----------------------------------------------------------

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "balanssim needs Python 3.11 or newer; none found on PATH." \
		"Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	"$(PYTHON)" -m venv "$(VENV)"

# Users get the newest versions that pyproject.toml allows.
$(VENV)/.ready: pyproject.toml | $(BIN)/python
	$(PIP) install --editable .
	@touch $@

# Developers and CI get the versions of requirements.lock, checked by hash. Byte code comes with use: most
# modules of most packages are never imported, and compiling all takes as long as all the rest.
$(VENV)/.ready-dev: pyproject.toml requirements.lock | $(BIN)/python
	$(PIP) install --no-compile --require-hashes --requirement requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.ready

# ---- use ------------------------------------------------------------------------------------------------------------

compare: $(VENV)/.ready ## compare two ready-made scenarios (COMPARED="a.yaml b.yaml" for others)
	$(BIN)/balanssim compare $(COMPARED)

# ---- checks ---------------------------------------------------------------------------------------------------------

test: static unit ## style, import contract, types, tests

static: $(VENV)/.ready-dev ## style, import contract, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy

unit: $(VENV)/.ready-dev ## tests without those that take minutes
	$(TESTS) --durations=5

faults: $(VENV)/.ready-dev ## commands stopped, killed and refused at all moments
	$(TESTS) -m "faults and not long" --durations=5 tests/faults

long: $(VENV)/.ready-dev ## tests that take minutes, and the region folder compiled again byte for byte
	$(TESTS) -m long
	@if [ -d $(FIGURES) ]; then $(BIN)/python calibration/compile_region.py --check; \
		else echo "region not compiled again: $(FIGURES) is not here"; fi

browser: $(VENV)/.ready-dev ## the pages and the site in a headless Chromium, with the network shut
	$(TESTS) -m "browser and not long" --durations=5 tests/browser

region: $(VENV)/.ready-dev ## compile the region folder from the figures of its sources (../shared/data)
	$(BIN)/python calibration/compile_region.py

# In this order: overlays and fits before the pages that hold them. Left out: findings, each a study of its own, and region.
CALIBRATED = luck posterior smallest_difference commuting_fit gravity_2015 hindcasts jobs first_year procedures realism model_figures \
	parameter_papers
calibration: $(VENV)/.ready-dev ## overlays, fits and pages of calibration/ again (../shared/data, half an hour)
	@for page in $(CALIBRATED); do $(BIN)/python -m calibration.$$page || exit 1; done
	$(BIN)/python -m calibration.region.mode_shares $(dir $(FIGURES)) src/balanssim/data/regions/flevoland-mra

matrix: ## tests on each of Python 3.11, 3.12 and 3.13 that is here, each in an environment of its own
	@found=; failed=; for v in 3.11 3.12 3.13; do \
		for p in "python$$v" $$(ls -d "$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/$$v.*/bin/python$$v 2>/dev/null); do \
			"$$p" -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] != "'$$v'")' >/dev/null 2>&1 || continue; \
			echo "== Python $$v"; found="$$found $$v"; \
			$(MAKE) --no-print-directory unit VENV=.venv-$$v PYTHON="$$p" || failed="$$failed $$v"; break; \
		done; \
	done; test -n "$$found" || { echo "no Python 3.11, 3.12 or 3.13 here" >&2; exit 1; }; \
	echo "tested on:$$found"; test -z "$$failed" || { echo "failed on:$$failed" >&2; exit 1; }

bench: $(VENV)/.ready-dev ## measure the registered cases against their references and what is recorded (BENCH=--write records)
	$(BIN)/python -m benchmarks $(BENCH)

bench-short: $(VENV)/.ready-dev ## the quick cases alone, held to their wide bounds; what CI runs
	$(BIN)/python -m benchmarks --short

# On a machine that does nothing else, a quarter of an hour. RUNS=256 for less of the sweep.
performance: $(VENV)/.ready-dev ## measure the tables of docs/performance.md again (quiet machine, a quarter of an hour)
	$(BIN)/python -m benchmarks.before
	$(BIN)/python -m benchmarks.cold
	$(BIN)/python -m benchmarks.sweep10000 $(if $(RUNS),--runs $(RUNS))
	$(BIN)/python -m benchmarks.slider
	$(BIN)/python -m benchmarks.scaling
	$(BIN)/python -m benchmarks.national

# ---- products -------------------------------------------------------------------------------------------------------

wheel: $(VENV)/.ready-dev ## source archive, and the wheel built from it
	rm -rf dist
	$(BIN)/python -m build --no-isolation --outdir dist . >/dev/null
	@ls dist

docs: $(VENV)/.ready-dev ## the documentation as a site in site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

lock: $(BIN)/python ## newest versions into requirements.lock: versions and hashes, no addresses
	$(PIP) install uv
	UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip compile pyproject.toml --extra dev --extra docs --universal --python-version 3.11 \
		--generate-hashes --no-header --upgrade --quiet --output-file requirements.lock

clean: ## remove what can be made again (results/ stays)
	rm -rf $(VENV) .venv-3.* build dist site .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
