"""A model's field that keeps personal data sealed, with a companion for searching.

``phone = SealedField(Kind.PHONE)`` and, after it, ``phone_hash = SearchHash("phone")``. A row
holds a ``Sealed``: as text it is masked, wherever it stands; ``opened()`` gives it in clear.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.db import models

from linli.foundation.residents import keys
from linli.foundation.residents.kinds import Kind, masked, normalised


class Sealed:
    """A sealed value; empty where nothing is known."""

    __slots__ = ("_place", "kind", "token")

    def __init__(self, token: str, kind: Kind, place: str) -> None:
        self.token, self.kind, self._place = token, kind, place

    def __str__(self) -> str:
        return masked(self.kind, self.opened())

    __repr__ = __str__

    def __bool__(self) -> bool:
        return bool(self.token)

    def opened(self) -> str:
        """Return the value in clear: for who has said a purpose, and for nobody else."""
        return keys.opened(self.token, self._place) if self.token else ""

    def resealed(self) -> Sealed:
        """Return the same value, sealed with the key of today."""
        return Sealed(keys.sealed(self.opened(), self._place), self.kind, self._place)


class SealedField(models.TextField):  # type: ignore[type-arg] # holds Sealed
    """Text that the database keeps encrypted; empty text stays empty."""

    unrecorded = True  # the record of changes would keep it for ever

    def __init__(self, kind: Kind, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        self.kind = kind
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:  # noqa: ANN401 - Django's own
        """Return how a migration makes the field."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, [str(self.kind), *args], kwargs

    @property
    def place(self) -> str:
        """The column that a value is bound to."""
        return f"{self.model._meta.db_table}.{self.column}"

    def from_db_value(self, value: str, _expression: object, _connection: object) -> Sealed:
        """Wrap what the database holds."""
        return Sealed(value, Kind(self.kind), self.place)

    def sealed(self, text: str) -> Sealed:
        """Seal a value, written in its one form."""
        text = normalised(Kind(self.kind), text)
        return Sealed(keys.sealed(text, self.place) if text else "", Kind(self.kind), self.place)

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed:  # noqa: ARG002, FBT001 - Django's own
        """Seal what was set in clear since; the row holds it sealed from then on."""
        value = getattr(model_instance, self.attname)
        if not isinstance(value, Sealed):
            value = self.sealed(value or "")
            setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> str:  # noqa: ANN401 - Django's own
        """Return what the database keeps; text in clear is refused here, so that none slips in."""
        if not isinstance(value, Sealed):
            raise TypeError(f"{self.name}: set it on a row and save the row, or search by its hash")
        return value.token


class SearchHash(models.CharField):  # type: ignore[type-arg] # holds text
    """The keyed hash of a sealed field's value: equal for equal values, empty for none."""

    unrecorded = True

    def __init__(self, of: str, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        self.of = of
        fixed = {"max_length": 64, "db_index": True, "editable": False, "blank": True}
        super().__init__(*args, **{**kwargs, **fixed})

    def deconstruct(self) -> Any:  # noqa: ANN401 - Django's own
        """Return how a migration makes the field."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, [self.of, *args], kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001 - Django's own
        """Hash the value that the row is saved with."""
        field = cast(SealedField, model_instance._meta.get_field(self.of))
        value = field.pre_save(model_instance, add)
        text = value.opened()
        found = keys.search_hash(text, field.place) if text else ""
        setattr(model_instance, self.attname, found)
        return found


def sealed_fields(model: type[models.Model]) -> list[SealedField]:
    """Return a model's sealed fields."""
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def having(field: SealedField, text: str) -> Iterable[str]:
    """Return the hashes that a value may have been kept under: one a key, for a search ``__in``."""
    wanted = normalised(Kind(field.kind), text)
    return [keys.search_hash(wanted, field.place, key) for key in keys.ring()] if wanted else []
