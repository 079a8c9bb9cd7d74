"""A selection as a file, all of it: XLSX and CSV to edit and import again, GeoJSON and GeoPackage.

Tables bear the survey form's headings, the compound code first. GeoJSON is in WGS 84, which its
standard demands; GeoPackage in CGCS2000, the national system. Surveyed degrees are taken for both:
the two agree within decimetres. Compounds without a position go out without geometry.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from linli.core.policy.answer import Value
from linli.core.policy.facts import decode, encode
from linli.core.policy.schema import Fact, FactType, Subject
from linli.engines.tables.fact_frame import KEY
from linli.engines.tables.geo import Field, geopackage
from linli.engines.workbook import Table, write_tables
from linli.engines.workbook.guard import guarded
from linli.registry.bridge import dictionary
from linli.registry.forms_xlsx import heading
from linli.registry.models import Compound
from linli.registry.selection import Selection, matching

if TYPE_CHECKING:
    from linli.foundation.people.models import User

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
}
"""Media types by the ending of the file's name."""
_BATCH = 2_000
_SAFE_DIGITS = 14  # that come back from a spreadsheet as they went, its binary noise taken off
_KINDS_OF_FIELD = {FactType.BOOL: "bool", FactType.INT: "int64"}
_DECIMALS = frozenset({FactType.DECIMAL, FactType.MONEY, FactType.RATIO})


class Exported(NamedTuple):
    """The facts of a selection, and for each compound their values, None where unknown."""

    facts: list[Fact]
    rows: list[list[Value | None]]
    positions: list[tuple[float, float] | None]


def export(user: User, selection: Selection, kind: str) -> bytes:
    """Return a selection as a file of a kind in ``KINDS``.

    Raises ``ProblemError`` where the selection is wrong.
    """
    return _WRITERS[kind](_exported(user, selection))


def export_facts(compounds: Iterable[dict[str, Any]], kind: str) -> bytes:
    """Return compounds as a file, each given by its encoded facts; with every fact of the form."""
    return _WRITERS[kind](_collected(list(dictionary().facts_of(Subject.COMPOUND)), compounds))


def _exported(user: User, selection: Selection) -> Exported:
    return _collected(selection.shown, _stored(user, matching(user, selection)[KEY].to_list()))


def _collected(names: Iterable[str], compounds: Iterable[dict[str, Any]]) -> Exported:
    asked = dictionary().facts_of(Subject.COMPOUND)
    facts = [asked[name] for name in names if name in asked]
    points = [fact.name for fact in asked.values() if fact.type is FactType.POINT]
    found = Exported(facts, [], [])
    for given in compounds:
        found.rows.append([_value(fact, given.get(fact.name)) for fact in facts])
        found.positions.append(_position(given.get(points[0]) if points else None))
    return found


def _stored(user: User, ids: list[int]) -> Iterator[dict[str, Any]]:
    """Yield the facts of compounds, their own columns among them, in the order of the ids."""
    names = ("pk", "code", "name", "jurisdiction__name", "facts")
    seen = Compound.objects.visible_to(user).order_by()
    for first in range(0, len(ids), _BATCH):
        some = ids[first : first + _BATCH]
        rows = {row[0]: row for row in seen.filter(pk__in=some).values_list(*names)}
        for _pk, code, name, area, facts in (rows[pk] for pk in some if pk in rows):
            yield {**facts, "code": code, "name": name, "jurisdiction": area}


def _value(fact: Fact, raw: Any) -> Value | None:  # noqa: ANN401 - any JSON scalar
    return None if raw is None else decode(fact, raw)


def _position(raw: str | None) -> tuple[float, float] | None:
    if raw is None:
        return None
    longitude, _comma, latitude = raw.partition(",")
    return float(longitude), float(latitude)


def _word(fact: Fact, value: Value | None) -> Any:  # noqa: ANN401 - text or number
    """Return a value as the survey form is filled in: words in Chinese, exact numbers."""
    if value is None or (isinstance(value, int | Decimal) and not isinstance(value, bool)):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    written = str(encode(value))
    return fact.values[written].label.zh if fact.type is FactType.ENUM else written


def _words(found: Exported) -> list[list[Any]]:
    return [
        [_word(fact, value) for fact, value in zip(found.facts, row, strict=True)]
        for row in found.rows
    ]


def _xlsx(found: Exported) -> bytes:
    rows = [[_number_or_text(word) for word in row] for row in _words(found)]
    return write_tables([Table("小区", [heading(fact) for fact in found.facts], rows)])


def _number_or_text(word: Any) -> Any:  # noqa: ANN401 - text or number
    """Return a number as text where a spreadsheet would round it."""
    if isinstance(word, int | Decimal) and not _keeps(Decimal(word)):
        return format(word, "f" if isinstance(word, Decimal) else "d")
    return word


def _keeps(number: Decimal) -> bool:
    return len(number.as_tuple().digits) <= _SAFE_DIGITS


def _csv(found: Exported) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(heading(fact) for fact in found.facts)
    writer.writerows([_csv_cell(word) for word in row] for row in _words(found))
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def _csv_cell(word: Any) -> str:  # noqa: ANN401 - text or number
    if isinstance(word, str):
        return guarded(word)
    return "" if word is None else format(word, "f" if isinstance(word, Decimal) else "d")


def _geojson(found: Exported) -> bytes:
    names = [fact.name for fact in found.facts]
    features = [
        {
            "type": "Feature",
            "id": row[0],
            "geometry": None if at is None else {"type": "Point", "coordinates": at},
            "properties": dict(zip(names, map(_json_value, row), strict=True)),
        }
        for at, row in zip(found.positions, _plain(found), strict=True)
    ]
    return json.dumps(
        {"type": "FeatureCollection", "features": features}, ensure_ascii=False
    ).encode()


def _plain(found: Exported) -> list[list[Any]]:
    """Return values with yes and no as such, all else as words and numbers."""
    return [
        [
            value if isinstance(value, bool) else _word(fact, value)
            for fact, value in zip(found.facts, row, strict=True)
        ]
        for row in found.rows
    ]


def _json_value(word: Any) -> Any:  # noqa: ANN401 - text, number, yes or no
    """Return a number with decimals as JSON's, where that says the same digits; else as text."""
    if isinstance(word, Decimal):
        return float(word) if _keeps(word) else format(word, "f")
    return word


def _gpkg(found: Exported) -> bytes:
    columns = zip(*_plain(found), strict=True) if found.rows else [[] for _fact in found.facts]
    fields = [_field(fact, list(values)) for fact, values in zip(found.facts, columns, strict=True)]
    return geopackage("compounds", found.positions, fields)


def _field(fact: Fact, values: list[Any]) -> Field:
    if fact.type in _DECIMALS:
        return Field(fact.name, "float64", [None if v is None else float(v) for v in values])
    return Field(fact.name, _KINDS_OF_FIELD.get(fact.type, "object"), values)


_WRITERS: dict[str, Callable[[Exported], bytes]] = {
    "xlsx": _xlsx,
    "csv": _csv,
    "geojson": _geojson,
    "gpkg": _gpkg,
}
