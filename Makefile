# Fledge. `make help` lists what there is. All that is needed: make, git and Python 3.11 or newer.

PYTHON ?= $(firstword $(shell command -v python3 python3.13 python3.12 python3.11 python 2>/dev/null))
ifeq ($(strip $(PYTHON)),)
$(error No Python was found: install Python 3.11 or newer, or name one with make run PYTHON=/path/to/python3)
endif

BOOTSTRAP = $(PYTHON) fledge_site/bootstrap.py
VENV = .venv/bin/python
LOWEST = .venv-lowest/bin/python
BIOME = .venv/bin/biome
PYTEST_ARGS ?=
PICTURES ?= docs/images
TEMPLATES = $(wildcard templates)

.PHONY: help run test test-all test-postgres test-lowest test-host test-release screenshots lint format bench migrations wheel docs clean

help:  ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## +/\t/' | expand -t 16

run:  ## Serve the demonstration on http://127.0.0.1:8000/ (HOST, PORT and LMS_DATA_DIR override)
	@$(BOOTSTRAP) run

test:  ## Run all that a change can break: SQLite, browser, what PostgreSQL may answer otherwise
	@$(BOOTSTRAP) prepare-test
	@$(VENV) -m tests.run sqlite postgres -- $(PYTEST_ARGS)

test-all: test test-postgres test-host test-lowest test-release  ## Run what a release needs: every database, other hosts, the oldest Wagtail, a bare clone, benchmarks

test-postgres:  ## Run on PostgreSQL every test that asks a database
	@$(BOOTSTRAP) prepare-test
	@$(VENV) -m tests.run postgres-in-full -- $(PYTEST_ARGS)

test-release:  ## Install into a fresh Wagtail site and a bare clone, serve as production does, try the benchmark
	@$(BOOTSTRAP) prepare-test
	@$(VENV) -m tests.run release host -- $(PYTEST_ARGS)

test-host:  ## Run a selection on a host with its own user, image and document models
	@$(BOOTSTRAP) prepare-test
	@$(VENV) -m tests.run own-models -- $(PYTEST_ARGS)

test-lowest:  ## Run all but PostgreSQL with the oldest supported Wagtail and Django
	@$(BOOTSTRAP) prepare-lowest
	@$(LOWEST) -m tests.run sqlite host -- $(PYTEST_ARGS)

screenshots:  ## Make the pictures of the documentation anew, by the browser journeys
	@$(BOOTSTRAP) prepare-test
	@mkdir -p $(PICTURES)
	@FLEDGE_PICTURES=$(PICTURES) $(VENV) -m pytest tests/journeys

lint:  ## Check style, templates, CSS, JavaScript, types, import directions and migrations
	@$(BOOTSTRAP) prepare-lint
	@$(VENV) -m pip check
	@$(VENV) -m ruff check .
	@$(VENV) -m ruff format --check .
	@$(VENV) -m djhtml --check --tabwidth 2 $(TEMPLATES)
	@find $(TEMPLATES) -name '*.html' -print0 | xargs -0 -n 20 -P 0 .venv/bin/curlylint --quiet
	@if test -x $(BIOME); then $(BIOME) lint --error-on-warnings .; \
	  else echo "CSS and JavaScript are not linted here: Biome comes for Linux on x86-64 only."; fi
	@.venv/bin/lint-imports --no-cache
	@$(VENV) -m mypy | .venv/bin/mypy-baseline filter
	@DJANGO_SETTINGS_MODULE=fledge_site.settings.test $(VENV) manage.py makemigrations --check --dry-run

format:  ## Rewrite Python and templates in the house style
	@$(BOOTSTRAP) prepare-lint
	@$(VENV) -m ruff check --fix --exit-zero .
	@$(VENV) -m ruff format .
	@$(VENV) -m djhtml --tabwidth 2 $(TEMPLATES)

bench:  ## Measure what pages cost, in process and over HTTP (BENCH_ARGS=--smoke only tries); see bench/README.md
	@$(BOOTSTRAP) prepare-test
	@$(VENV) -m bench $(BENCH_ARGS)

migrations:  ## Write migrations under the oldest Wagtail: make migrations APP=lms_courses NAME=add_quiz_time
	@$(BOOTSTRAP) prepare-lowest
	@test -n "$(APP)" -a -n "$(NAME)" || { echo "Name the app and the migration: make migrations APP=lms_courses NAME=add_quiz_time"; exit 2; }
	@DJANGO_SETTINGS_MODULE=fledge_site.settings.test $(LOWEST) manage.py makemigrations $(APP) -n $(NAME)

wheel:  ## Build the plugin's wheel into dist/
	@$(BOOTSTRAP) prepare-test
	@$(VENV) -m build --wheel --no-isolation

docs:  ## Build the documentation as a searchable site into build/docs/; a warning or a broken link fails it
	@$(BOOTSTRAP) prepare-docs
	@rm -rf build/docs
	@.venv-docs/bin/python -m sphinx --fail-on-warning --keep-going --quiet -c docs -d build/doctrees . build/docs
	@echo "Open build/docs/index.html"

clean:  ## Remove the virtual environments and what tools left behind; var/ and its data stay
	rm -rf .venv .venv-lowest .venv-docs dist build .pytest_cache .ruff_cache .mypy_cache .hypothesis
