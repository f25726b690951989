# Everything that one does with this project; `make` or `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.run-ready
DEV_READY := $(VENV)/.dev-ready
WORKERS ?= 2
# Tests commit very often and keep nothing: their databases are in memory where 4 GB are free there, else on disk.
MEMORY := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 4000000 {print "/dev/shm"}')
SCRATCH := $(or $(MEMORY),$(TMPDIR),/tmp)

.DEFAULT_GOAL := help
.PHONY: help run rehearse test browser faults proofs soak bench check format lock clean

help:  ## List what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv $(VENV)

$(RUN_READY): requirements.txt | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@touch $@

$(DEV_READY): requirements-dev.txt $(RUN_READY)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

run: $(RUN_READY)  ## Set up and run: web server, dialler and, without an account, a rehearsal
	$(BIN)/python -m voicebot run

rehearse: $(RUN_READY)  ## Rehearse a wave of 500 people, as fast as the machine goes
	$(BIN)/python -m voicebot rehearse --people 500 --seed 1

test: $(DEV_READY)  ## All tests, on SQLite and PostgreSQL
	PYTHONDONTWRITEBYTECODE= TMPDIR=$(SCRATCH) $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

browser: $(DEV_READY)  ## Install Debian's Chromium where that is allowed, and try the staff pages in it
	@command -v chromium >/dev/null || apt-get install --yes --no-install-recommends chromium \
	  || { echo 'Chromium could not be installed: ask whoever may for the package chromium, then again.'; exit 1; }
	VOICEBOT_BROWSER=all $(BIN)/python -m pytest tests/browser

faults: $(DEV_READY)  ## Kill everything 50 times on each database while waves are called (about ten minutes)
	VOICEBOT_KILLS=50 $(BIN)/python -m pytest tests/faults tests/deploy -n $(WORKERS) --dist loadfile

proofs: $(DEV_READY)  ## The full figures of docs/proofs.md: 1,000 kills on each database and more (hours)
	VOICEBOT_KILLS=1000 VOICEBOT_STEPS=100000 VOICEBOT_INSTANTS=1000000 VOICEBOT_PEOPLE=300 VOICEBOT_WAVES=200 VOICEBOT_ATTACKS=20000 \
	  $(BIN)/python -m pytest tests/faults tests/deploy tests/interview/test_any_caller.py tests/privacy/test_disclosure.py tests/whole_wave/test_destroyed_wave.py tests/reporting/test_coverage.py -n $(WORKERS) --dist loadfile

soak: $(DEV_READY)  ## Wave after wave at half capacity with faults, for SOAK_MINUTES (30)
	$(BIN)/python -m benchmarks.soak

bench: $(DEV_READY)  ## What it costs, each row against its floor or peer (a minute or two)
	$(BIN)/python -m benchmarks

check: $(DEV_READY)  ## Format, lint, types, floors, security
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy voicebot
	$(BIN)/lint-imports
	$(BIN)/pip check --disable-pip-version-check
	$(BIN)/bandit -q -r voicebot -c pyproject.toml

format: $(DEV_READY)  ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(DEV_READY)  ## Take the newest libraries and pin them with hashes
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command 'make lock' requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command 'make lock' requirements-dev.in -o requirements-dev.txt

clean:  ## Remove what was made, but no data
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
