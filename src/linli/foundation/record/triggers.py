"""Triggers that write the record and keep frozen tables frozen, on SQLite and PostgreSQL.

The database itself writes, so that bulk inserts, query-set updates and plain SQL are recorded too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, JSONField, Model

from linli.foundation.record.chain import HASHED, chained_hash
from linli.foundation.record.context import CAUSE
from linli.foundation.record.models import Entry

ENTRY = Entry._meta.db_table
_COLUMNS = ", ".join(f'"{name}"' for name in (*HASHED, "previous_hash", "hash"))


class Watched(NamedTuple):
    """A recorded table: its columns, and which of them hold JSON."""

    table: str
    columns: tuple[str, ...]
    json_columns: frozenset[str]
    hidden: tuple[str, ...]


def watched() -> Iterator[Watched]:
    """Yield the tables that apps declare as ``recorded``, with their many-to-many tables."""
    for config in apps.get_app_configs():
        hidden = getattr(config, "unrecorded", {})
        for name in getattr(config, "recorded", ()):
            model = config.get_model(name)
            yield _watch(model, hidden.get(name, ()))
            for field in model._meta.local_many_to_many:
                through = field.remote_field.through
                if through is not None:
                    yield _watch(through, ())


def _watch(model: type[Model], hidden: tuple[str, ...]) -> Watched:
    fields = [field for field in model._meta.concrete_fields if field.name not in hidden]
    return Watched(
        model._meta.db_table,
        tuple(map(_column, fields)),
        frozenset(_column(field) for field in fields if isinstance(field, JSONField)),
        hidden,
    )


def _column(field: Field[Any, Any]) -> str:
    return str(field.column)


def frozen_tables() -> list[str]:
    """Return the tables that take new rows only; the record itself is one."""
    models = (
        config.get_model(name)
        for config in apps.get_app_configs()
        for name in getattr(config, "frozen", ())
    )
    return [ENTRY, *(model._meta.db_table for model in models)]


def install() -> None:
    """Make all triggers anew for the tables that exist."""
    tables = set(connection.introspection.table_names())
    if ENTRY not in tables:
        return
    sqlite = connection.vendor == "sqlite"
    statements = [] if sqlite else [_PG_RECORD, _PG_FREEZE]
    for each in watched():
        if each.table in tables:
            statements += _sqlite_record(each) if sqlite else _pg_record(each)
    for table in frozen_tables():
        if table in tables:
            statements += _sqlite_freeze(table) if sqlite else _pg_freeze(table)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


# SQLite ------------------------------------------------------------------------------------


def give_functions(connection: BaseDatabaseWrapper) -> None:
    """Give a new SQLite connection the functions that its triggers call.

    ``linli_entry`` makes an entry of what the trigger hands it, ``linli_field`` gives its fields
    back: so a row becomes JSON once, and what is hashed is what is stored.
    """
    if connection.vendor != "sqlite":
        return
    entry: list[str] = []

    def make_entry(previous: str, table: str, row: str, operation: str, *images: str) -> None:
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        fields = (now, *CAUSE.get(), table, row, operation, *images)
        entry[:] = (*fields, previous, chained_hash(previous, *fields))

    connection.connection.create_function("linli_entry", 6, make_entry)
    connection.connection.create_function("linli_field", 1, entry.__getitem__)


def _sqlite_record(watch: Watched) -> list[str]:
    last = f"COALESCE((SELECT hash FROM {ENTRY} ORDER BY id DESC LIMIT 1), '')"  # noqa: S608 - our own table
    fields = ", ".join(f"linli_field({place})" for place in range(len(HASHED) + 2))
    insert = f"INSERT INTO {ENTRY} ({_COLUMNS}) VALUES ({fields})"  # noqa: S608 - our own table
    differs = " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in watch.columns)
    parts = []
    for operation in ("insert", "update", "delete"):
        name = f"record_{operation}_{watch.table}"
        before = "''" if operation == "insert" else _sqlite_row("OLD", watch)
        after = "''" if operation == "delete" else _sqlite_row("NEW", watch)
        row = "OLD" if operation == "delete" else "NEW"
        when = f" WHEN {differs}" if operation == "update" else ""
        given = f"{last}, '{watch.table}', CAST({row}.id AS TEXT), '{operation}', {before}, {after}"
        parts += [
            f"DROP TRIGGER IF EXISTS {name}",
            (
                f"CREATE TRIGGER {name} AFTER {operation} ON {watch.table} FOR EACH ROW{when} "
                f"BEGIN SELECT linli_entry({given}); {insert}; END"
            ),
        ]
    return parts


def _sqlite_row(row: str, watch: Watched) -> str:
    """Return SQL for a row as JSON; columns that hold JSON are put in as they are (measured)."""
    plain = [c for c in watch.columns if c not in watch.json_columns]
    members = ", ".join(f"'{c}', {row}.\"{c}\"" for c in plain)
    text = f"rtrim(json_object({members}), '}}')"
    for column in sorted(watch.json_columns):
        text += f""" || ',"{column}":' || COALESCE({row}."{column}", 'null')"""
    return text + " || '}'"


def _sqlite_freeze(table: str) -> list[str]:
    parts = []
    for operation in ("update", "delete"):
        parts += [
            f"DROP TRIGGER IF EXISTS freeze_{operation}_{table}",
            (
                f"CREATE TRIGGER freeze_{operation}_{table} BEFORE {operation} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'frozen: {table}'); END"
            ),
        ]
    return parts


# PostgreSQL --------------------------------------------------------------------------------

_PG_RECORD = f"""
CREATE OR REPLACE FUNCTION linli_record() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  hidden text[] := COALESCE(TG_ARGV, ARRAY[]::text[]);
  old_row jsonb; new_row jsonb; fields text[]; chained text; last_hash text;
BEGIN
  IF TG_OP <> 'INSERT' THEN old_row := to_jsonb(OLD) - hidden; END IF;
  IF TG_OP <> 'DELETE' THEN new_row := to_jsonb(NEW) - hidden; END IF;
  IF TG_OP = 'UPDATE' AND old_row = new_row THEN RETURN NULL; END IF;
  LOCK TABLE {ENTRY} IN SHARE ROW EXCLUSIVE MODE;
  SELECT hash INTO last_hash FROM {ENTRY} ORDER BY id DESC LIMIT 1;
  last_hash := COALESCE(last_hash, '');
  fields := ARRAY[
    to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
    COALESCE(current_setting('linli.actor', true), ''),
    COALESCE(current_setting('linli.reason', true), ''),
    TG_TABLE_NAME::text, COALESCE(new_row, old_row) ->> 'id', lower(TG_OP),
    COALESCE(old_row::text, ''), COALESCE(new_row::text, '')];
  SELECT last_hash || string_agg(char_length(f) || ':' || f, '' ORDER BY n)
    INTO chained FROM unnest(fields) WITH ORDINALITY AS u(f, n);
  INSERT INTO {ENTRY} ({_COLUMNS}) VALUES (
    fields[1], fields[2], fields[3], fields[4], fields[5], fields[6], fields[7], fields[8],
    last_hash, encode(sha256(convert_to(chained, 'UTF8')), 'hex'));
  RETURN NULL;
END $$
"""  # noqa: S608 - the table's name is our own
_PG_FREEZE = """
CREATE OR REPLACE FUNCTION linli_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'frozen: %', TG_TABLE_NAME; END $$
"""


def _pg_record(watch: Watched) -> list[str]:
    hidden = ", ".join(f"'{column}'" for column in watch.hidden)
    return [
        f"DROP TRIGGER IF EXISTS linli_record ON {watch.table}",
        (
            f"CREATE TRIGGER linli_record AFTER INSERT OR UPDATE OR DELETE ON {watch.table} "
            f"FOR EACH ROW EXECUTE FUNCTION linli_record({hidden})"
        ),
    ]


def _pg_freeze(table: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS linli_freeze ON {table}",
        (
            f"CREATE TRIGGER linli_freeze BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION linli_freeze()"
        ),
    ]
