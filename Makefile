# Waypost. `make run` and `make test` are all that a fresh machine needs: Debian, Python 3.11 or later.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.SUFFIXES:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
READY := $(VENV)/.ready
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest -q
# What `make check` runs, and where coverage is measured: it doubles the time of a test.
IN_PROCESS := not database and not browser and not slow and not rehearsal
# What a Python compiled once, it keeps, tests with their assertions too: seconds of each run.
export PYTHONDONTWRITEBYTECODE :=
PLACES := chalicelib/gazetteer/places.sqlite
PAGES := chalicelib/web/built/.ready
PAGE_SOURCES := $(shell find chalicelib/web chalicelib/settings.py frontend tools/build_pages.py \
	tools/build_frontend.py tools/page_style.py tools/build_openapi.py -type f \
	-not -path '*/built/*' -not -path '*/__pycache__/*' 2>/dev/null)
FRONTEND_CHECKED := build/frontend-checked
REHEARSAL := build/rehearsal
# Where the machine has no Node, or one too old, it is installed from PyPI into the environment.
export PATH := $(CURDIR)/$(BIN):$(PATH)
PIP_COMPILE := $(BIN)/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras \
	--no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host
PIP_INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes

.PHONY: help run test check lint fix build bench costs load kill fuzz rehearse package deploy diff destroy audit cldr licences vectors verifiers update

help: ## What there is
	@echo "make run        Serves Waypost at http://127.0.0.1:8000 (PORT, DATA_DIR, DATABASE=moto)"
	@echo "make fix        Formats the code, and mends what the linters can mend"
	@echo "make check      The checks, and the tests that need no database or browser and are not slow"
	@echo "make test       The checks and every test; some tests with T=path K=pattern"
	@echo "make lint       Only the checks: style, types, what may import what, the frontend"
	@echo "make bench      Measures speed and size against the limits"
	@echo "make load       Fifty connections for a minute on the local service (LOAD_SECONDS)"
	@echo "make kill       Kills server, database and importer at 30 random moments (KILL_MOMENTS)"
	@echo "make fuzz       Random requests on every route for ten minutes (FUZZ_SECONDS)"
	@echo "make rehearse   Deploys to an emulator of AWS, and tests what runs there (T=path K=pattern)"
	@echo "make package    The deployment package, in build/package (PACKAGE_PYTHON: a Python 3.13)"
	@echo "make deploy     Puts it on AWS, as deploy/STAGE.json says (STAGE=prod); see docs/deploy.md"
	@echo "make diff       What \`make deploy\` would change there (STAGE=prod)"
	@echo "make destroy    Removes it from there, after asking; tables and keys stay (STAGE=prod)"
	@echo "make audit      Whether something that is pinned is known to be vulnerable"
	@echo "make verifiers  Packages for other people's software, in build/verifiers"
	@echo "make costs      Writes the monthly sums in docs/operations.md, after a bench"
	@echo "make build      What is generated: places, and pages that never change"
	@echo "make cldr       Writes each language's dates and plurals, after Unicode CLDR"
	@echo "make licences   Writes THIRD-PARTY-LICENSES.md, after a change of pins"
	@echo "make vectors    Writes tests/vectors/*.json, after a change of their generators"
	@echo "make update     Pins the newest versions that the .in files allow"

run: build
	@exec $(BIN)/python -m local

ifeq ($(T)$(K),)
test: lint build
	@echo "Database for the tests"
	@$(BIN)/python -m local.dynoxide
	@echo "Browser for the tests"
	@browser="$$($(BIN)/python -m tools.browser)"; \
	echo "$${browser:-none}"; \
	echo "Tests"; \
	CHROMIUM="$$browser" $(PYTEST) -n auto -m "not ($(IN_PROCESS)) and not rehearsal"
	@echo "Tests of modules, and how much of the code they reach"
	@$(PYTEST) -n auto -m "$(IN_PROCESS)" --cov
else
test: build
	@$(PYTEST) -m "not rehearsal" $(T) $(if $(K),-k "$(K)")
endif

check: lint build
	@echo "Tests"
	@$(PYTEST) -n auto -m "$(IN_PROCESS)"

lint: $(READY) $(FRONTEND_CHECKED)
	@echo "Style"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { \
		echo "Not formatted; \`$(BIN)/ruff format\` mends it:"; \
		$(BIN)/ruff format --check .; exit 1; }
	@$(BIN)/yamllint --strict chalicelib/web/api/openapi.yaml .chalice/template
	@echo "Security"
	@mkdir -p build
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive app.py chalicelib local tools \
		verifiers >build/bandit.txt 2>&1 || { cat build/bandit.txt; exit 1; }
	@echo "Types"
	@$(BIN)/mypy
	@$(BIN)/python -m tools.build_verifiers --sources build/verifiers-python
	@MYPYPATH=build/verifiers-python $(BIN)/mypy -p waypost_verify
	@echo "Imports"
	@$(BIN)/lint-imports --no-logo >build/imports.txt || { cat build/imports.txt; exit 1; }

$(FRONTEND_CHECKED): $(shell find frontend tests/vectors verifiers/js -type f 2>/dev/null) | $(READY)
	@echo "Frontend: types and style"
	@$(BIN)/python -m tools.frontend lint
	@echo "Frontend: tests"
	@$(BIN)/python -m tools.frontend test
	@mkdir -p build; test ! -e frontend/node_modules || touch $@

fix: $(READY) ## Formats, and mends what the linters can mend
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/python -m tools.frontend fix

bench: build
	@$(BIN)/python -m benchmarks

load: build
	@$(BIN)/python -m benchmarks.load --seconds $(or $(LOAD_SECONDS),60) $(if $(SEED),--seed $(SEED))

kill: build
	@$(BIN)/python -m tests.kills --moments $(or $(KILL_MOMENTS),30) $(if $(SEED),--seed $(SEED))

fuzz: build
	@$(BIN)/python -m tests.fuzz --seconds $(or $(FUZZ_SECONDS),600) $(if $(SEED),--seed $(SEED))

rehearse: build $(REHEARSAL)/.ready
	@echo "Rehearsal of the deployment"
	@browser="$$($(BIN)/python -m tools.browser)"; \
	CHROMIUM="$$browser" $(BIN)/python -m tests.rehearsal $(T) $(if $(K),-k"$(K)")

costs: build
	@$(BIN)/python -m tools.monthly_costs

package: build
	@echo "Packaging"
	@$(BIN)/python -m tools.package

deploy: build
	@$(BIN)/python -m tools.deploy up "$(STAGE)" $(addprefix --allow ,$(ALLOW))

diff: build
	@$(BIN)/python -m tools.deploy diff "$(STAGE)"

destroy: $(READY)
	@$(BIN)/python -m tools.deploy down "$(STAGE)" $(if $(CONFIRM),--confirm "$(CONFIRM)")

audit: $(READY)
	@echo "Audit of what is pinned"
	@$(BIN)/python -m tools.audit

verifiers: $(READY)
	@$(BIN)/python -m tools.build_verifiers

cldr: $(READY)
	@$(BIN)/python -m tools.build_cldr

licences: $(READY)
	@$(BIN)/python -m tools.build_licences

vectors: $(READY)
	@$(BIN)/python -m tests.vectors.generate
	@$(BIN)/python -m tests.vectors.snapshots
	@$(BIN)/python -m tests.vectors.findings
	@$(BIN)/python -m tests.vectors.languages

build: $(PLACES) $(PAGES)

$(PLACES): tools/build_places.py $(wildcard tools/place_*.py) \
		tools/known_areas.tsv requirements-dev.txt | $(READY)
	@echo "Extracting places"
	@$(BIN)/python -m tools.build_places
	@touch $@

$(PAGES): $(PAGE_SOURCES) | $(READY)
	@echo "Rendering pages that never change"
	@$(BIN)/python -m tools.build_openapi
	@$(BIN)/python -m tools.build_pages

update: $(READY)
	@$(PIP_COMPILE) --output-file requirements.txt requirements.in
	@$(PIP_COMPILE) --output-file requirements-dev.txt requirements-dev.in
	@$(PIP_COMPILE) --output-file requirements-node.txt requirements-node.in
	@$(PIP_COMPILE) --output-file requirements-rehearsal.txt requirements-rehearsal.in
	@if grep -nE '://|^-|(^|[[:space:]])/' requirements.txt requirements-*.txt; then \
		echo "A pinned file names a registry or a path of this machine" >&2; exit 1; fi

# The environment is made again only when the pins change.
$(READY): requirements.txt requirements-dev.txt requirements-node.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or later is needed (PYTHON=... names another than $(PYTHON))" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing Debian's python3-venv"; \
			apt-get update -q >/dev/null && \
			DEBIAN_FRONTEND=noninteractive apt-get install -qy python3-venv >/dev/null; \
		else \
			echo "Debian's package python3-venv is missing: apt-get install python3-venv" >&2; exit 1; \
		fi; }
	@if ! $(BIN)/python -c '' 2>/dev/null; then \
		echo "Making the environment $(VENV)"; \
		rm -rf $(VENV); $(PYTHON) -m venv $(VENV); fi
	@echo "Installing the pinned packages (the first time takes a minute or two)"
	@$(PIP_INSTALL) -r requirements.txt -r requirements-dev.txt
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' \
		2>/dev/null && command -v npm >/dev/null || { \
		echo "Installing Node"; \
		$(PIP_INSTALL) -r requirements-node.txt; }
	@mkdir -p build
	@touch $@

$(REHEARSAL)/.ready: requirements-rehearsal.txt | $(READY)
	@echo "Installing the emulator of AWS into $(REHEARSAL)"
	@rm -rf $(REHEARSAL); $(BIN)/python -m venv $(REHEARSAL)
	@$(REHEARSAL)/bin/python -m pip install -qq --disable-pip-version-check --require-hashes \
		-r requirements-rehearsal.txt
	@touch $@
