"""Seal everything anew with the first key, in batches: stopped, it goes on where it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Cast

from linli.foundation.residents import keys
from linli.foundation.residents.fields import SearchHash, sealed_fields

BATCH = 200


def holders() -> Iterator[type[models.Model]]:
    """Yield the models that hold sealed values."""
    for model in apps.get_models():
        if sealed_fields(model):
            yield model


def stale(model: type[models.Model]) -> models.QuerySet[models.Model]:
    """Return the rows of which a value is sealed with an older key or another cipher."""
    names = [field.name for field in sealed_fields(model)]
    tokens = {f"{name}_token": Cast(name, models.TextField()) for name in names}
    found = Q()
    for name in tokens:
        found |= ~Q(**{f"{name}__startswith": keys.current_prefix()}) & ~Q(**{name: ""})
    rows: models.QuerySet[models.Model] = model._meta.base_manager.annotate(**tokens)
    return rows.filter(found).order_by("pk")


def rotate(told: Callable[[int], None] = lambda _done: None) -> int:
    """Seal anew what an older key holds; return how many rows. A batch is one transaction.

    The rows' record entries do not change: sealed values are not part of them.
    """
    done = 0
    for model in holders():
        while batch := list(stale(model)[:BATCH]):
            with transaction.atomic():
                for row in model._meta.base_manager.select_for_update().filter(
                    pk__in=[each.pk for each in batch]
                ):
                    _seal_anew(row)
            done += len(batch)
            told(done)
    return done


def _seal_anew(row: models.Model) -> None:
    fields = sealed_fields(type(row))
    for field in fields:
        if value := getattr(row, field.attname):
            setattr(row, field.attname, value.resealed())
    hashes = [f.name for f in row._meta.concrete_fields if isinstance(f, SearchHash)]
    row.save(update_fields=[*(field.name for field in fields), *hashes])
