"""Migrates the empty test database in a third of the time: a migrated model is rendered alone.

To keep the models of migrations true to one another Django renders, for nearly each operation, every model that is
reached over any relation, and here each reaches each: some 68,000 classes are made. What concerns the rows and columns
of one table needs none of the others anew; Django's own word for such a state is delayed, and it renders everything
again before code of ours sees the models (``RunPython``). The same is done here before any operation that is not named.

That both ways end in the same schema and rows was seen by comparing them when this was made
(docs/decisions/0007-tests-on-two-databases.md). ``migrate`` itself, outside the tests, is untouched.
"""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.db.migrations import Migration
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterModelOptions,
    AlterUniqueTogether,
    CreateModel,
    RemoveConstraint,
    RunPython,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.migrations.utils import field_is_referenced

ALONE = (CreateModel, AddField, AddIndex, AddConstraint, RemoveConstraint, AlterModelOptions, AlterUniqueTogether)
_apply = Migration.apply


@contextmanager
def models_rendered_alone() -> Iterator[None]:
    with mock.patch.object(Migration, "apply", _apply_each):
        yield


def _apply_each(migration: Migration, state: ProjectState, schema_editor, collect_sql: bool = False) -> ProjectState:
    for operation in migration.operations:
        one = copy.copy(migration)
        one.operations = [operation]
        if _concerns_one_table(operation, state, migration.app_label):
            with mock.patch.object(ProjectState, "_find_reload_model", _only_itself):
                _apply(one, state, schema_editor, collect_sql)
        else:
            if state.is_delayed:
                state.clear_delayed_apps_cache()
                state.is_delayed = False
                state.apps  # noqa: B018  rendered whole before the operation copies it
            _apply(one, state, schema_editor, collect_sql)
    return state


def _concerns_one_table(operation: Operation, state: ProjectState, app_label: str) -> bool:
    if type(operation) is AlterField:
        key = app_label, operation.model_name_lower
        return not operation.field.is_relation and not field_is_referenced(
            state, key, (operation.name, operation.field)
        )
    return type(operation) in ALONE or isinstance(operation, RunPython)


def _only_itself(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
    state.is_delayed = True
    return {(app_label, model_name)}
