"""The renovation scheme: its parts, its bill of items, its versions (S33)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.core.kernel.money import CENT
from linli.foundation.files.models import StoredFile
from linli.foundation.people.scope import ScopedQuerySet
from linli.reserve.models import Project


class Scheme(models.Model):
    """A version of a project's scheme; once submitted it changes no more.

    ``parts`` holds the text of each part of the depth checklist, by the fact that asks for it.
    """

    class State(models.TextChoices):
        """Whether it can still be written in."""

        DRAFT = "draft", _("编制中")
        SUBMITTED = "submitted", _("已报送")

    project = models.ForeignKey(Project, models.PROTECT, related_name="schemes")
    version = models.PositiveSmallIntegerField(_("版本"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    parts = models.JSONField(_("内容"), default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    made_at = models.DateTimeField(_("编制时间"), auto_now_add=True)
    submitted_at = models.DateTimeField(_("报送时间"), null=True)

    objects = ScopedQuerySet.as_manager()
    scope_path = "project__jurisdiction"
    division_path = "project__compounds__division__code"

    class Meta:
        ordering = ["project", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["project", "version"], name="one_scheme_a_version"),
            models.UniqueConstraint(
                fields=["project"], condition=models.Q(state="draft"), name="one_draft_a_project"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.version}"

    @property
    def total(self) -> Decimal:
        """Return the sum of the bill in yuan."""
        return sum((item.amount for item in self.items.all()), Decimal("0.00"))


class SchemeItem(models.Model):
    """A line of the bill: an item of the catalogue, how much of it, whose it is (S20-S23, S72)."""

    class Where(models.TextChoices):
        """Inside the compound, or adjoining it."""

        INSIDE = "inside", _("小区内")
        ADJOINING = "adjoining", _("与小区联系")

    class Owner(models.TextChoices):
        """Who owns the asset that is renovated."""

        OWNERS = "owners", _("业主共有")
        UTILITY = "utility", _("专营单位")
        GOVERNMENT = "government", _("政府")
        UNIT = "unit", _("原产权单位")
        OPEN = "open", _("未明确")

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="items")
    work = models.CharField(_("改造内容"), max_length=60)
    quantity = models.DecimalField(_("工程量"), max_digits=14, decimal_places=2)
    unit_cost = models.DecimalField(_("单价（元）"), max_digits=14, decimal_places=2)
    where = models.CharField(_("范围"), max_length=10, choices=Where, default=Where.INSIDE)
    owner = models.CharField(_("资产产权"), max_length=10, choices=Owner, default=Owner.OPEN)
    responsible = models.CharField(_("责任单位"), max_length=80, blank=True)

    class Meta:
        ordering = ["scheme", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0) & models.Q(unit_cost__gte=0),
                name="items_cost_something_or_nothing",
            )
        ]

    def __str__(self) -> str:
        return self.work

    @property
    def amount(self) -> Decimal:
        """Return quantity times unit cost, to the cent."""
        return (self.quantity * self.unit_cost).quantize(CENT, ROUND_HALF_UP)


class SchemeFile(models.Model):
    """A drawing, a ballot's result or another paper that goes with a scheme."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="files")
    name = models.CharField(_("文件名"), max_length=200)
    material = models.CharField(_("材料"), max_length=120, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
