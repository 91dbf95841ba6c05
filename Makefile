# Two commands for newcomers: make demo, make test. make help lists the rest.
# Everything made here lies under .venv/ and var/; each stamp file says what is done and is older than what it depends on.

SHELL := /bin/bash
MAKEFLAGS += --jobs=2
.DELETE_ON_ERROR:
.PHONY: help demo test coverage check format bench requirements messages translations database pictures clean

export PORT ?= 8000
export VAR_DIR ?= $(CURDIR)/var
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PATH := $(CURDIR)/.venv/bin:$(PATH)

SYSTEM_PYTHON ?= $(firstword $(shell command -v python3.11 python3.12 python3.13 python3 2>/dev/null))
ROOMS := portal certificates training curriculum
CODE := $(ROOMS) config tests manage.py

STAMPS := $(VAR_DIR)/stamps
RUNNING := .venv/.installed-running
COMPILED := .venv/.installed-compiled
LIBRARIES := .venv/.installed-libraries
TESTING := .venv/.installed-testing
VERIFIER := tests/certificates/credentials/verifier
VERIFYING := $(VERIFIER)/node_modules/.package-lock.json
STATIC := $(STAMPS)/static
DATABASE := $(STAMPS)/database-$(shell echo "$$DATABASE_URL" | cksum | cut -d ' ' -f 1)
CITY := $(DATABASE)-city
AUTHORITY := $(DATABASE)-authority
MIGRATIONS := $(wildcard $(addsuffix /migrations/*.py,$(ROOMS)))
TRANSLATED := $(patsubst %.po,%.mo,$(wildcard $(addsuffix /locale/*/LC_MESSAGES/django.po,$(ROOMS)) \
	portal/wagtail_locale/*/LC_MESSAGES/*.po))
ASSETS := $(shell find $(addsuffix /static,$(ROOMS)) -type f 2>/dev/null)

# A database that was removed is made again.
ifeq ($(DATABASE_URL)$(wildcard $(VAR_DIR)/coso.sqlite3),)
$(shell rm -f $(STAMPS)/database-*)
endif

help:
	@echo "make demo          start everything on http://127.0.0.1:$(PORT) with the demo city"
	@echo "make test          the whole suite, on SQLite and PostgreSQL, with a real browser"
	@echo "make coverage      the suite on SQLite, with the lines it does not reach"
	@echo "make check         format, lint, imports, types, migrations, translations, templates"
	@echo "make format        put the code into its format"
	@echo "make bench         measure every figure beside its budget (ONLY=\"queries rates\" for some)"
	@echo "make messages      collect the texts to translate"
	@echo "make pictures      take the pictures of the guides from the running demo"
	@echo "make requirements  pin the dependencies of pyproject.toml anew"
	@echo "make clean         forget the database, files and everything else that runs made"

# --- Running ------------------------------------------------------------------------------------------------------

demo: export DEMO := 1
demo: export BASE_URL ?= http://127.0.0.1:$(PORT)
demo: $(STATIC) $(AUTHORITY)
	@exec honcho start --port $(PORT) --no-prefix

database: $(DATABASE)

$(CITY): | $(DATABASE)
	DEMO=1 python manage.py make_authority
	DEMO=1 python manage.py load_city --scale 0.05
	@touch $@

# Of the throw-away authority, made before the city draws its documents: the tokens of those who sign in the city.
$(AUTHORITY): | $(CITY)
	DEMO=1 python manage.py make_authority
	@touch $@

$(DATABASE): $(MIGRATIONS) $(RUNNING) $(TRANSLATED)
	python manage.py migrate --verbosity 0
	python manage.py load_reference
	@mkdir -p $(@D) && touch $@

$(STATIC): $(ASSETS) $(RUNNING) | $(TRANSLATED)
	python manage.py collectstatic --noinput --verbosity 0
	@mkdir -p $(@D) && touch $@

translations: $(TRANSLATED)

%.mo: %.po $(RUNNING)
	@pybabel --quiet compile --input-file $< --output-file $@
	@test -f $@ || { echo "$< was not compiled: is it marked fuzzy?"; exit 1; }

# --- Keeping it true ----------------------------------------------------------------------------------------------

test: $(TESTING) $(TRANSLATED) $(VERIFYING)
	@python -m tests.suite

coverage: $(TESTING) $(TRANSLATED) $(VERIFYING)
	pytest -n auto --cov --cov-report=term --cov-report=html:$(VAR_DIR)/coverage-html

check: $(TESTING) $(TRANSLATED)
	ruff format --check $(CODE)
	ruff check $(CODE)
	lint-imports | tail -n 12
	mypy
	python manage.py makemigrations --check --dry-run
	python manage.py check
	djlint --lint --quiet $(wildcard $(addsuffix /templates,$(ROOMS)))
	pytest -q -n 0 --no-header tests/config/test_translations.py

format: $(TESTING)
	ruff check --fix $(CODE)
	ruff format $(CODE)

bench: export DEMO := 1
bench: $(STATIC) $(AUTHORITY)
	@.ci/system-packages measuring $(SYSTEM_PYTHON)
	python -m config.bench $(if $(ONLY),--only $(ONLY))

messages: $(RUNNING)
	@mkdir -p $(addsuffix /locale/vi/LC_MESSAGES,$(ROOMS))
	@python manage.py makemessages --locale vi --no-location --no-obsolete --verbosity 0 \
	  --ignore config --ignore tests --ignore docs --ignore var --ignore .venv

# --- Installing ---------------------------------------------------------------------------------------------------

.venv/bin/python:
	@.ci/system-packages running $(SYSTEM_PYTHON)
	$(SYSTEM_PYTHON) -m venv .venv

$(RUNNING): $(COMPILED) $(LIBRARIES)
	@touch $@

# The one package without wheels; its compiler works beside the download of the others.
$(COMPILED): requirements.txt | .venv/bin/python
	CFLAGS="-O0 -g0" pip install --quiet --no-compile --no-deps $(shell grep '^pyicu==' requirements.txt)
	@touch $@

$(LIBRARIES): requirements.txt | .venv/bin/python
	sed '/^# tests/,$$d; /^pyicu==/d' requirements.txt > .venv/requirements.txt
	pip install --quiet --no-compile --requirement .venv/requirements.txt
	@touch $@

$(TESTING): requirements.txt $(RUNNING)
	@.ci/system-packages testing $(SYSTEM_PYTHON)
	pip install --quiet --no-compile --requirement requirements.txt
	@touch $@

# Programs of others that read our credentials, for the tests alone; they run on Node.
$(VERIFYING): $(VERIFIER)/package-lock.json | $(TESTING)
	npm ci --silent --no-audit --no-fund --prefix $(VERIFIER)
	@touch $@

PIN := pip-compile --quiet --strip-extras --no-header --no-annotate --no-emit-index-url --no-emit-trusted-host \
  --no-emit-find-links pyproject.toml
PINS := $(VAR_DIR)/pins

# Pinned together once, then sorted under the heading that first needs them.
requirements:
	@mkdir -p $(PINS)
	$(PIN) --upgrade --extra documents --extra planning --extra test --output-file $(PINS)/tests
	$(PIN) --extra documents --extra planning --constraint $(PINS)/tests --output-file $(PINS)/planning
	$(PIN) --extra documents --constraint $(PINS)/tests --output-file $(PINS)/documents
	$(PIN) --constraint $(PINS)/tests --output-file $(PINS)/platform
	@{ echo "# Made by make requirements from pyproject.toml. The demo installs what stands above the tests."; \
	   echo; echo "# platform"; cat $(PINS)/platform; \
	   echo; echo "# documents"; comm -13 <(sort $(PINS)/platform) <(sort $(PINS)/documents); \
	   echo; echo "# planning"; comm -13 <(sort $(PINS)/documents) <(sort $(PINS)/planning); \
	   echo; echo "# tests"; comm -13 <(sort $(PINS)/planning) <(grep == $(PINS)/tests | sort); } > requirements.txt

clean:
	rm -rf $(VAR_DIR)

pictures: $(TESTING)
	python -m docs.pictures --url http://127.0.0.1:$(PORT)
