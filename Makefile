# Two commands for newcomers: make demo, make test. The rest: make check, make bench, make requirements.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test check format bench requirements messages clean

PORT ?= 8000
BIN := .venv/bin
PYTHON := $(BIN)/python
RUNNING := var/stamps/running
TESTING := var/stamps/testing
LINTED := certificates config curriculum portal training tests manage.py

help:
	@echo "make demo          start everything on http://127.0.0.1:$(PORT) with the demo city"
	@echo "make test          the whole suite, on SQLite and PostgreSQL, with a real browser"
	@echo "make check         format, lint, types, imports, migrations, translations, templates"
	@echo "make format        put the code into its format"
	@echo "make bench         measure every figure beside its budget"
	@echo "make requirements  pin the dependencies of pyproject.toml anew"

check: $(TESTING)
	$(BIN)/ruff format --check $(LINTED)
	$(BIN)/ruff check $(LINTED)
	$(BIN)/lint-imports
	$(PYTHON) manage.py makemigrations --check --dry-run
	$(BIN)/mypy

format: $(TESTING)
	$(BIN)/ruff check --fix $(LINTED)
	$(BIN)/ruff format $(LINTED)

test: $(TESTING)
	$(PYTHON) -m tests.postgresql $(BIN)/pytest -n auto -m both_databases; first=$$?; $(BIN)/pytest -n auto && exit $$first
