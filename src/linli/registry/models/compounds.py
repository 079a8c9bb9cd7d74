"""Compounds, their buildings and homes, and what people decided about which are the same."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.models import Division, Jurisdiction
from linli.foundation.people.scope import ScopedQuerySet
from linli.registry.models.intake import Workbook


class CurrentCompounds(models.Manager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]  # made by Django
    """Compounds that stand for themselves: none that was merged into another."""

    def get_queryset(self) -> ScopedQuerySet:
        """Leave out what was merged."""
        found: ScopedQuerySet = super().get_queryset()
        return found.filter(merged_into=None)


class Compound(models.Model):
    """A residential compound, or a single building standing for one (S11-S13).

    ``facts`` holds every fact of the dictionary with subject ``compound``, JSON-coded by
    ``core.policy.facts``; an absent key is unknown. Facts that queries need have columns.
    """

    code = models.CharField(_("小区编码"), max_length=20, unique=True)
    name = models.CharField(_("小区名称"), max_length=120)
    name_key = models.CharField(max_length=120, editable=False)
    jurisdiction = models.ForeignKey(
        Jurisdiction, models.PROTECT, related_name="compounds", db_index=False
    )
    division = models.ForeignKey(Division, models.PROTECT, null=True, blank=True)
    facts = models.JSONField(_("调查数据"), default=dict)
    workbook = models.ForeignKey(Workbook, models.PROTECT, null=True, related_name="compounds")
    sheet = models.CharField(max_length=60, blank=True)
    row = models.PositiveIntegerField(null=True)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = CurrentCompounds()
    with_merged = ScopedQuerySet.as_manager()
    scope_path = "jurisdiction"
    division_path = "division__code"

    class Meta:
        ordering = ["code"]
        # SQLite takes "is null" for rare: an index that held the many that were never merged would
        # lead it through the whole registry wherever a few compounds are asked for.
        indexes = [
            models.Index(fields=["jurisdiction", "name_key"]),
            models.Index(
                fields=["jurisdiction"],
                condition=models.Q(merged_into=None),
                name="current_by_area",
            ),
            models.Index(
                fields=["merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="merged_by_kept",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Building(models.Model):
    """A building of a compound; ``facts`` as for the compound, subject ``building``."""

    compound = models.ForeignKey(Compound, models.PROTECT, related_name="buildings")
    name = models.CharField(_("楼栋"), max_length=60)
    facts = models.JSONField(_("调查数据"), default=dict)

    objects = ScopedQuerySet.as_manager()
    scope_path = "compound__jurisdiction"
    division_path = "compound__division__code"

    class Meta:
        ordering = ["compound", "name"]
        constraints = [
            models.UniqueConstraint(fields=["compound", "name"], name="one_building_a_name")
        ]

    def __str__(self) -> str:
        return f"{self.compound} {self.name}"


class Home(models.Model):
    """A home of a building (户); ``facts`` as for the compound, subject ``home``."""

    building = models.ForeignKey(Building, models.PROTECT, related_name="homes")
    name = models.CharField(_("房号"), max_length=60)
    facts = models.JSONField(_("调查数据"), default=dict)

    objects = ScopedQuerySet.as_manager()
    scope_path = "building__compound__jurisdiction"
    division_path = "building__compound__division__code"

    class Meta:
        ordering = ["building", "name"]
        constraints = [models.UniqueConstraint(fields=["building", "name"], name="one_home_a_name")]

    def __str__(self) -> str:
        return f"{self.building} {self.name}"


class Namesake(models.Model):
    """What a person decided of a name and place that look like a compound of the registry.

    ``key`` is the compared form of the other name, community and address. ``same``: rows with that
    key mean the compound; otherwise they are another one, and are not asked about again.
    """

    compound = models.ForeignKey(Compound, models.CASCADE, related_name="namesakes")
    key = models.CharField(max_length=400)
    same = models.BooleanField(_("同一小区"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    decided_at = models.DateTimeField(_("时间"), auto_now_add=True)
    reason = models.CharField(_("事由"), max_length=200)

    objects = ScopedQuerySet.as_manager()
    scope_path = "compound__jurisdiction"
    division_path = "compound__division__code"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["compound", "key"], name="one_decision_a_namesake")
        ]

    def __str__(self) -> str:
        return f"{self.compound} {self.key}"


class Merge(models.Model):
    """Two compounds of the registry made one; ``moved`` says what to put back on taking apart.

    ``moved``: ``facts`` that the kept one took over, ids of ``buildings`` that moved.
    """

    kept = models.ForeignKey(Compound, models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Compound, models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict)
    reason = models.CharField(_("事由"), max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    made_at = models.DateTimeField(_("时间"), auto_now_add=True)
    undone_at = models.DateTimeField(_("拆分时间"), null=True)
    undone_because = models.CharField(_("拆分事由"), max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()
    scope_path = "kept__jurisdiction"
    division_path = "kept__division__code"

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.kept} ← {self.merged}"


class SavedFilter(models.Model):
    """A list's filters, columns and order under a name: ``query`` is the address's query."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters")
    name = models.CharField(_("名称"), max_length=60)
    query = models.TextField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_filter_a_name")]

    def __str__(self) -> str:
        return self.name
