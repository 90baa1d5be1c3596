# Needs Python 3.10 to 3.13 and make, nothing else: every target first prepares its own environment in .venv.
# Another Python: make run PYTHON=python3.12     More arguments: make test ARGS="-k latent"

.DEFAULT_GOAL := help
.PHONY: help run test test-lowest test-jax lint ruff tsc eslint units format types benchmark contract simd pictures pretrained

# Python keeps what it has compiled, whatever the shell says: half of collecting the tests was compiling them.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?=
ARGS ?=
PYTHON_ENV := .venv/bin/python
LOWEST_ENV := .venv-lowest/bin/python
NODE := .venv/bin/node

help: ## this list
	@awk -F ': .*## ' '/^[a-z-]+: .*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

run: .venv/installed ## open the explorer in the browser
	$(PYTHON_ENV) -m ui.server.command $(ARGS)

# Three processes of a thread each, for two cores: one of them mostly waits, for a browser or for a training's process.
# They take a file at a time, in the order of tests/conftest.py.
IN_THREE := --numprocesses 3 --dist loadfile --no-loadscope-reorder
A_THREAD_EACH := OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 TF_NUM_INTRAOP_THREADS=1 TF_NUM_INTEROP_THREADS=1

test: .venv/installed-dev node_modules/installed ## lint, types and all tests
	@$(MAKE) --no-print-directory --jobs 2 types lint units
	$(A_THREAD_EACH) $(PYTHON_ENV) -m pytest $(IN_THREE) $(ARGS)

test-lowest: .venv-lowest/installed ## the tests without a browser, on the lowest versions allowed
	$(A_THREAD_EACH) $(LOWEST_ENV) -m pytest -m "not browser" $(IN_THREE) $(ARGS)

test-jax: .venv/installed-jax ## the tests of training on JAX, which `make test` leaves out
	PYTHONPATH=.venv/jax $(PYTHON_ENV) -m pytest tests/vae/optimizing/test_jax_steps.py $(ARGS)

lint: ruff tsc eslint ## check style and formatting, and JavaScript's types

ruff: .venv/installed-dev
	$(PYTHON_ENV) -m ruff check .
	$(PYTHON_ENV) -m ruff format --check .

tsc: node_modules/installed
	$(NODE) node_modules/typescript/bin/tsc

eslint: node_modules/installed
	$(NODE) node_modules/eslint/bin/eslint.js .

units: node_modules/installed
	$(NODE) --test --test-reporter=dot "tests/javascript/**/*.test.js"

format: .venv/installed-dev node_modules/installed ## mend what can be mended
	$(PYTHON_ENV) -m ruff check --fix .
	$(PYTHON_ENV) -m ruff format .
	$(NODE) node_modules/eslint/bin/eslint.js --fix .

types: .venv/installed-dev ## check the type hints of app.py, pages/, ui/, vae/ and benchmarks/
	$(PYTHON_ENV) -m mypy

benchmark: .venv/installed-dev ## measure speed and print the tables
	$(PYTHON_ENV) -m benchmarks $(ARGS)

contract: .venv/installed-dev ## write down for JavaScript what Python hands to it
	$(PYTHON_ENV) -m docs.declarations

simd: .venv/installed-dev ## assemble the instructions that networks compute with in the browser
	$(NODE) docs/simd.js

pictures: .venv/installed-dev ## draw the pictures of the README again
	$(PYTHON_ENV) -m docs.pictures

pretrained: .venv/installed ## train the runs that ship again
	$(PYTHON_ENV) -m vae pretrained $(ARGS)

# Sets $$python to the first of some names that is a Python which will do; PYTHON=... leaves but one.
find_python = python= found=; \
	for candidate in $(if $(PYTHON),"$(PYTHON)",$(1)); do \
		version=`"$$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null` || continue; \
		case "$$version" in 3.10|3.11|3.12|3.13) python="$$candidate"; break;; esac; \
		found="$${found:-, found only $$candidate, which is Python $$version}"; \
	done; \
	if [ -z "$$python" ]; then \
		echo "Latent Explorer needs Python 3.10, 3.11, 3.12 or 3.13$${found:-, but no Python was found}." >&2; \
		echo "Install one, or name it: make run PYTHON=/path/to/python3.12" >&2; \
		exit 1; \
	fi
PIP_INSTALL := -m pip install --disable-pip-version-check --quiet

# The stamp is written last, so that an interrupted installation is taken up again.
.venv/installed: requirements.txt
	@if ! $(PYTHON_ENV) -m pip --version >/dev/null 2>&1; then \
		$(call find_python,python3 python3.13 python3.12 python3.11 python3.10 python); \
		"$$python" -m venv --clear .venv; \
	fi
	@echo "Installing the packages of requirements.txt into .venv; the first time takes some minutes."
	$(PYTHON_ENV) $(PIP_INSTALL) --requirement requirements.txt
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	$(PYTHON_ENV) $(PIP_INSTALL) --requirement requirements-dev.txt
	@touch $@

# Beside the environment, not in it: 0.4 GB that nothing else needs. What JAX itself needs is there.
.venv/installed-jax: .venv/installed-dev
	$(PYTHON_ENV) $(PIP_INSTALL) --upgrade --no-deps --target .venv/jax jax jaxlib opt_einsum
	@touch $@

# The lower ends of requirements.txt, on the oldest Python that is there.
.venv-lowest/installed: requirements.txt requirements-dev.txt
	@$(call find_python,python3.10 python3.11 python3.12 python3.13 python3 python); \
	"$$python" -m venv --clear .venv-lowest
	sed -nE 's/^([a-z0-9-]+)>=([0-9.]+).*/\1==\2/p' requirements.txt >.venv-lowest/lowest.txt
	$(LOWEST_ENV) $(PIP_INSTALL) --constraint .venv-lowest/lowest.txt --requirement requirements.txt \
		--requirement requirements-dev.txt
	@touch $@

# Tools for JavaScript: node comes with a package of requirements-dev.txt. The app needs none of them.
node_modules/installed: package.json package-lock.json | .venv/installed-dev
	.venv/bin/npm ci --ignore-scripts --no-progress --loglevel=error
	@touch $@
