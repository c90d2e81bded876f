# make run: the main job on a fresh machine.  make test: every check.  Needs python3 (3.11 to 3.14), pip and network.
PYTHON ?= python3
VENV ?= .venv
WORKERS ?= 2

PY := $(VENV)/bin/python
PIP_INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
CORE := $(VENV)/.installed-core
CHECKS := $(VENV)/.installed-checks
# Tests of compiled code: run a first time uncompiled, so that the coverage of kernels can be measured.
KERNEL_TESTS := $(wildcard tests/rules tests/randomness tests/engines)
# Tests without a whole study: rules, engines path by path, files, words, tables, charts; of a question what it tells and
# draws, not what it asks.
QUICK_TESTS := $(filter-out tests/test_benchmark%,$(wildcard tests/test_*.py)) $(wildcard $(addprefix tests/,drawing engines inputs places questions randomness rules saying scenario scenarios))
QUICK_ONLY := --ignore-glob='*/test_ask.py' --ignore-glob='*/test_command.py' -m 'not slow and not compiled and not process and not own_process and not browser'

.DEFAULT_GOAL := help
.PHONY: help run test quick lint compile format slow mutation reliability screens licences reference bench selftest browser clean

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(CORE): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info[:2] <= (3, 14) else "Python 3.11 to 3.14 is needed; name one with make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(PIP_INSTALL) --editable .
	@touch $@

$(CHECKS): $(CORE)
	$(PIP_INSTALL) --editable '.[test,dev,all]'
	@touch $@

run: $(CORE) ## compare compensation ratios and fund sizes for Hefei
	$(PY) run.py compare scenarios/hefei.toml

# Two test workers share two processors: linear algebra takes no further threads.
test quick slow: export OPENBLAS_NUM_THREADS = 1
test: $(CHECKS) ## every check: style, types, layers, tests, coverage
	$(MAKE) --jobs 2 lint compile
	NUMBA_DISABLE_JIT=1 $(PY) -m pytest -q -n $(WORKERS) -m 'not slow and not compiled' --cov --cov-report= $(KERNEL_TESTS)
	$(PY) -m pytest -n $(WORKERS) --cov --cov-append --cov-report=term --cov-fail-under=95

quick: $(CHECKS) compile ## a minute of tests: no process, no browser, no long simulation
	$(PY) -m ruff check .
	$(PY) -m pytest -q -n $(WORKERS) $(QUICK_ONLY) $(QUICK_TESTS)

compile: $(CORE) ## compile both engines once, before two test workers would both do it
	$(PY) run.py crosscheck scenarios/hefei.toml --paths 1 --scale 0.05 --quiet

lint: $(CHECKS) ## style, types and layers only
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports

browser: ## install Chromium for the tests of the explorer's page (Debian, as root); without it they are skipped
	apt-get update && apt-get install --yes --no-install-recommends chromium

format: $(CHECKS) ## rewrite the code in the house style
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

slow: $(CHECKS) ## the long tests, which `make test` leaves out, and new random examples
	$(PY) -m pytest -n $(WORKERS) -m "slow or hypothesis" --hypothesis-profile=random

mutation: $(CHECKS) ## how many small changes of the rules their tests notice (about an hour)
	$(PIP_INSTALL) --editable '.[mutation]'
	$(PY) -m tests.mutation

screens: $(CHECKS) ## screenshots of what people look at, into outputs/screens (needs Chromium)
	$(PY) -m tests.screens

reliability: $(CHECKS) ## kills, full disks, damaged and hostile files, counted (about an hour)
	OPENBLAS_NUM_THREADS=1 $(PY) -m tests.reliability

licences: $(CHECKS) ## write docs/licences.md anew from the installed packages
	$(PIP_INSTALL) --editable '.[mutation]'
	$(PY) docs/licences.py

reference: $(CORE) ## write docs/reference/ anew from the program
	$(PY) docs/generate.py

bench: $(CORE) ## speed, memory and scaling, printed as ratios
	$(PY) -m benchmarks

selftest: $(CORE) ## our figures beside published ones
	$(PY) run.py selftest

clean: ## remove the environment and the caches, never the outputs
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .coverage
