"""The record in words: what a table holds, what an entry did, each value before and after."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext as _

from linli.foundation.record.models import Entry


class Difference(NamedTuple):
    """A value that an entry changed, in words; a dash where there was or is none."""

    name: str
    before: str
    after: str


class Line(NamedTuple):
    """An entry as its page shows it."""

    entry: Entry
    table: str
    operation: str
    differences: list[Difference]


def tables() -> dict[str, str]:
    """Return what each recorded table holds, by its name in the database."""
    found = {}
    for model, words in _recorded().items():
        found[model._meta.db_table] = words
        for field in model._meta.local_many_to_many:
            through = field.remote_field.through
            if through is not None:
                found.setdefault(through._meta.db_table, f"{words} — {_named(field)}")
    return found


def lines(entries: list[Entry]) -> list[Line]:
    """Return entries in words."""
    names, models = tables(), {model._meta.db_table: model for model in apps.get_models()}
    done = {"insert": _("新增"), "update": _("修改"), "delete": _("删除")}
    return [
        Line(
            entry,
            names.get(entry.table, entry.table),
            done.get(entry.operation, entry.operation),
            _differences(entry, models.get(entry.table)),
        )
        for entry in entries
    ]


def _recorded() -> dict[type[Model], str]:
    return {
        config.get_model(name): str(words)
        for config in apps.get_app_configs()
        for name, words in getattr(config, "recorded", {}).items()
    }


def _differences(entry: Entry, model: type[Model] | None) -> list[Difference]:
    before, after = (dict(_values(text, model)) for text in (entry.before, entry.after))
    return [
        Difference(name, _written(before.get(name)), _written(after.get(name)))
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    ]


def _values(text: str, model: type[Model] | None) -> Iterator[tuple[str, Any]]:
    """Yield the values of a row under their names; those of a JSON object each for itself."""
    for column, value in (json.loads(text) if text else {}).items():
        name = _column_name(column, model)
        if isinstance(value, Mapping):
            yield from ((f"{name} · {key}", each) for key, each in value.items())
        else:
            yield name, value


def _column_name(column: str, model: type[Model] | None) -> str:
    fields = model._meta.concrete_fields if model else ()
    return next((_named(field) for field in fields if field.column == column), column)


def _named(field: Any) -> str:  # noqa: ANN401 - any field of any model
    """Return a field's name, or that of what it leads to; a field without words keeps its own."""
    words = str(field.verbose_name)
    if words.replace(" ", "_") == field.name and field.related_model:
        return _recorded().get(field.related_model, words)
    return words


def _written(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    if value is None or value in ("", [], {}):
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
