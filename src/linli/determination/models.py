"""Packs as they were, and the answers that they gave (S17-S19, S30-S36, S70)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.scope import ScopedQuerySet
from linli.registry.models import Compound, Release


class PackVersion(models.Model):
    """A policy pack by its digest, with the files that it was read from."""

    name = models.CharField(_("政策包"), max_length=60)
    sha256 = models.CharField(max_length=64, unique=True)
    files = models.JSONField()
    loaded_at = models.DateTimeField(_("载入时间"), auto_now_add=True)

    class Meta:
        ordering = ["-loaded_at"]

    def __str__(self) -> str:
        return f"{self.name} {self.sha256[:8]}"


class Determination(models.Model):
    """One run of a pack over a release on a day; frozen and numbered."""

    number = models.PositiveIntegerField(_("编号"), unique=True)
    release = models.ForeignKey(Release, models.PROTECT)
    pack = models.ForeignKey(PackVersion, models.PROTECT)
    day = models.DateField(_("认定日期"))
    made_at = models.DateTimeField(_("计算时间"), auto_now_add=True)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"D{self.number}"


class CompoundAnswers(models.Model):
    """All answers for one compound: rule id -> "yes", "no", "unknown" or a class."""

    determination = models.ForeignKey(Determination, models.PROTECT, related_name="answers")
    compound = models.ForeignKey(Compound, models.PROTECT, related_name="answers")
    answers = models.JSONField()

    objects = ScopedQuerySet.as_manager()
    scope_path = "compound__jurisdiction"
    division_path = "compound__division__code"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["determination", "compound"], name="one_answer_a_compound"
            )
        ]

    def __str__(self) -> str:
        return f"{self.determination} {self.compound}"
