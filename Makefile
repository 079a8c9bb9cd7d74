# Linli 邻里. Needs Python 3.11+ and make; everything else is installed into .venv.
PYTHON ?= python3
BIN := .venv/bin
PY := $(BIN)/python
UV = $(shell command -v uv || echo $(CURDIR)/$(BIN)/uv)
SIDE_BY_SIDE := -n auto --dist worksteal
export LINLI_HOME ?= $(CURDIR)/var
# Python keeps what it compiles, whatever the shell says: without it every process starts twice as slowly.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run test test-all check bench lint types contracts assets messages docs screenshots lock clean

help: ## Show these lines
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/.run-ready ## Serve a filled demo on http://127.0.0.1:8000
	@$(BIN)/linli run

test: .venv/.dev-ready ## Run the test suite (README's test command)
	@$(PY) -m pytest $(SIDE_BY_SIDE)

test-all: .venv/.dev-ready ## Run the slow tests as well, the registry's properties on twenty times the examples
	@LINLI_EXAMPLES_TIMES=20 $(PY) -m pytest $(SIDE_BY_SIDE) -m ''

check: lint types contracts test ## Lint, types, import contracts, tests: what CI runs

lint: .venv/.dev-ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: .venv/.dev-ready
	@$(BIN)/mypy src/linli

contracts: .venv/.dev-ready
	@$(BIN)/lint-imports
	@$(PY) tools/messages.py --check
	@$(PY) -m django makemigrations --check --dry-run --settings linli.settings
	@for pack in src/linli/packs/*/pack.toml samples/packs/*/pack.toml; do $(BIN)/linli pack check $$(dirname $$pack) || exit 1; done
	@$(BIN)/linli trace --check

bench: .venv/.dev-ready ## Benchmarks against peers as ratios; ONLY=import_survey for one
	@for script in benchmarks/$(or $(ONLY),*).py; do echo "== $$script"; $(PY) $$script || exit 1; done

docs: .venv/.dev-ready ## Build the documentation's site into build/site
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

screenshots: .venv/.dev-ready ## Walk the tutorial in a browser and take its pictures anew
	@LINLI_REQUIRE_BROWSER=1 LINLI_PICTURES=$(CURDIR)/docs/pictures $(PY) -m pytest -q -m slow journeys/test_tutorial.py journeys/test_pages.py::test_the_catalogue_of_parts_looks_as_its_kept_picture

messages: .venv/.dev-ready ## Collect words to translate into src/linli/locale/en
	@$(PY) tools/messages.py

assets: .venv/.run-ready
	@$(PY) tools/assets.py

clean: ## Remove everything that was built, the demo database included
	rm -rf .venv node_modules var src/linli/foundation/desk/static/vendor src/linli/engines/documents/fonts

# The environment: made once, remade when a lock file changes.
$(PY):
	@$(PYTHON) -m venv .venv
	@command -v uv >/dev/null || $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.lock

.venv/.run-ready: requirements/run.lock requirements/uv.lock pyproject.toml package-lock.json tools/assets.py src/linli/foundation/desk/icons.txt | $(PY)
	@$(UV) pip install --quiet --python $(PY) --require-hashes -r requirements/run.lock
	@$(UV) pip install --quiet --python $(PY) --no-deps --editable .
	@$(PY) tools/assets.py
	@$(PY) tools/messages.py --compile
	@touch $@

.venv/.dev-ready: requirements/dev.lock .venv/.run-ready
	@$(UV) pip install --quiet --python $(PY) --require-hashes --compile-bytecode -r requirements/dev.lock
	@touch $@

lock: ## Pin the dependencies again after editing pyproject.toml
	@$(UV) pip compile pyproject.toml --universal --generate-hashes --no-header -q --python-version 3.11 -o requirements/run.lock
	@$(UV) pip compile pyproject.toml --extra dev -c requirements/run.lock --universal --generate-hashes --no-header -q --python-version 3.11 -o requirements/dev.lock
