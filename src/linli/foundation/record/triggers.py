"""Triggers that write the record and keep frozen tables frozen, on SQLite and PostgreSQL.

The database itself writes, so that bulk inserts, query-set updates and plain SQL are recorded too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from time import time_ns
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings
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
        for name in getattr(config, "recorded", {}):
            model = config.get_model(name)
            yield _watch(model, hidden.get(name, ()))
            for field in model._meta.local_many_to_many:
                through = field.remote_field.through
                if through is not None:
                    yield _watch(through, ())


def _watch(model: type[Model], hidden: tuple[str, ...]) -> Watched:
    """Leave out what the app hides, and columns whose field says ``unrecorded``."""
    own = (f.name for f in model._meta.concrete_fields if getattr(f, "unrecorded", False))
    hidden = (*hidden, *own)
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
    statements = [] if sqlite else [*_pg_functions(), _PG_FREEZE]
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

    ``linli_entry`` notes time and cause of what the trigger hands it and returns its hash,
    ``linli_cause`` gives them back: few calls, and a row becomes JSON once (measured).
    """
    if connection.vendor != "sqlite":
        return
    cause: list[str] = []

    def make_entry(previous: str, *fields: str) -> str:
        cause[:] = (_now(), *CAUSE.get())
        return chained_hash(previous, *cause, *fields, algorithm=settings.RECORD_HASH)

    connection.connection.create_function("linli_entry", 6, make_entry)
    connection.connection.create_function("linli_cause", 1, cause.__getitem__)


def _now() -> str:
    """Return the time as ``isoformat`` writes it, in a third of its time."""
    seconds, rest = divmod(time_ns(), 10**9)
    return f"{_second(seconds)}.{rest // 1000:06d}+00:00"


@lru_cache(maxsize=1)
def _second(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}"


_AS_A_STEP = "LIMIT -1 OFFSET 0"
"""Keeps SQLite from copying a subquery's expressions to where they are used: each runs once."""


def _sqlite_record(watch: Watched) -> list[str]:
    last = f"COALESCE((SELECT hash FROM {ENTRY} ORDER BY id DESC LIMIT 1), '')"  # noqa: S608 - our own table
    causes = ", ".join(f"linli_cause({place})" for place in range(3))
    differs = " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in watch.columns)
    parts = []
    for operation in ("insert", "update", "delete"):
        name = f"record_{operation}_{watch.table}"
        before = "''" if operation == "insert" else _sqlite_row("OLD", watch)
        after = "''" if operation == "delete" else _sqlite_row("NEW", watch)
        row = "OLD" if operation == "delete" else "NEW"
        when = f" WHEN {differs}" if operation == "update" else ""
        images = (
            f"SELECT CAST({row}.id AS TEXT) AS row, {before} AS before, {after} AS after, "
            f"{last} AS previous {_AS_A_STEP}"
        )
        given = f"previous, '{watch.table}', row, '{operation}', before, after"
        hashed = f"SELECT *, linli_entry({given}) AS hash FROM ({images}) {_AS_A_STEP}"  # noqa: S608 - as above
        fields = f"{causes}, '{watch.table}', row, '{operation}', before, after, previous, hash"
        insert = f"INSERT INTO {ENTRY} ({_COLUMNS}) SELECT {fields} FROM ({hashed})"  # noqa: S608
        parts += [
            f"DROP TRIGGER IF EXISTS {name}",
            (
                f"CREATE TRIGGER {name} AFTER {operation} ON {watch.table} FOR EACH ROW{when} "
                f"BEGIN {insert}; END"
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

_PG_FIELDS = "moment actor reason tg_table_name row_id operation before after".split()
_PG_CHAINED = " || ".join(f"char_length({field}) || ':' || {field}" for field in _PG_FIELDS)
_PG_SHA256 = f"sha256(convert_to(last_hash || {_PG_CHAINED}, 'UTF8'))"
_PG_SM3 = f"digest(convert_to(last_hash || {_PG_CHAINED}, 'UTF8'), 'sm3')"
_PG_RECORD = f"""
CREATE OR REPLACE FUNCTION linli_record() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  hidden text[] := COALESCE(TG_ARGV, ARRAY[]::text[]);
  actor text := COALESCE(current_setting('linli.actor', true), '');
  reason text := COALESCE(current_setting('linli.reason', true), '');
  operation text := lower(TG_OP);
  rows refcursor; old_row jsonb; new_row jsonb; last_hash text; this_hash text;
  moment text; row_id text; before text; after text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    OPEN rows FOR SELECT NULL::jsonb, to_jsonb(n) - hidden FROM new_rows n;
  ELSIF TG_OP = 'DELETE' THEN
    OPEN rows FOR SELECT to_jsonb(o) - hidden, NULL::jsonb FROM old_rows o;
  ELSE
    OPEN rows FOR SELECT to_jsonb(o) - hidden, to_jsonb(n) - hidden
      FROM old_rows o FULL JOIN new_rows n USING (id) ORDER BY id;
  END IF;
  LOOP
    FETCH rows INTO old_row, new_row;
    EXIT WHEN NOT FOUND;
    CONTINUE WHEN old_row = new_row;
    IF last_hash IS NULL THEN
      LOCK TABLE {ENTRY} IN SHARE ROW EXCLUSIVE MODE;
      SELECT hash INTO last_hash FROM {ENTRY} ORDER BY id DESC LIMIT 1;
      last_hash := COALESCE(last_hash, '');
    END IF;
    moment := to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"');
    row_id := COALESCE(new_row, old_row) ->> 'id';
    before := COALESCE(old_row::text, '');
    after := COALESCE(new_row::text, '');
    this_hash := encode({_PG_SHA256}, 'hex');
    INSERT INTO {ENTRY} ({_COLUMNS}) VALUES ({", ".join(_PG_FIELDS)}, last_hash, this_hash);
    last_hash := this_hash;
  END LOOP;
  CLOSE rows;
  RETURN NULL;
END $$
"""  # noqa: S608 - the table's name is our own
_PG_ROWS = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}
_PG_FREEZE = """
CREATE OR REPLACE FUNCTION linli_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'frozen: %', TG_TABLE_NAME; END $$
"""


def _pg_functions() -> list[str]:
    """Return SQL for the record's function; SM3 comes with the extension pgcrypto."""
    if settings.RECORD_HASH == "sha256":
        return [_PG_RECORD]
    made = _PG_RECORD.replace(_PG_SHA256, _PG_SM3)
    return ["CREATE EXTENSION IF NOT EXISTS pgcrypto", made]


def _pg_record(watch: Watched) -> list[str]:
    """Return triggers that run once a statement and see all its rows (a third of the time)."""
    hidden = ", ".join(f"'{column}'" for column in watch.hidden)
    parts = [f"DROP TRIGGER IF EXISTS linli_record ON {watch.table}"]  # as it was: once a row
    for operation, rows in _PG_ROWS.items():
        parts += [
            f"DROP TRIGGER IF EXISTS linli_record_{operation} ON {watch.table}",
            (
                f"CREATE TRIGGER linli_record_{operation} AFTER {operation} ON {watch.table} "
                f"REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION linli_record({hidden})"
            ),
        ]
    return parts


def _pg_freeze(table: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS linli_freeze ON {table}",
        (
            f"CREATE TRIGGER linli_freeze BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION linli_freeze()"
        ),
    ]
