"""Area bundles: compounds that are renovated together, with what they share (S47, S75, S81)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.models import Jurisdiction
from linli.foundation.people.scope import ScopedQuerySet
from linli.registry.models import Compound
from linli.reserve.models.projects import Project


class Bundle(models.Model):
    """Compounds of one jurisdiction that are chosen together.

    Street bundles lie inside area bundles or apart from them; a compound stands in at most one of
    a level. ``balance_mode`` is a value of the pack's fact of that name. A bundle made one project
    has ``project``; one that was given up is not ``active`` and has no members left.
    """

    class Level(models.TextChoices):
        """How far a bundle reaches."""

        STREET = "street", _("街区")
        AREA = "area", _("片区")

    code = models.CharField(_("打包编号"), max_length=24, unique=True)
    name = models.CharField(_("打包名称"), max_length=120)
    level = models.CharField(_("层级"), max_length=10, choices=Level)
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="bundles")
    compounds = models.ManyToManyField(
        Compound, through="reserve.BundleMember", related_name="bundles"
    )
    balance_mode = models.CharField(_("资金平衡模式"), max_length=60, blank=True)
    project = models.OneToOneField(Project, models.PROTECT, null=True, related_name="bundle")
    active = models.BooleanField(_("有效"), default=True)

    objects = ScopedQuerySet.as_manager()
    scope_path = "jurisdiction"
    division_path = "compounds__division__code"

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class BundleMember(models.Model):
    """A compound's place in a bundle; ``level`` is the bundle's."""

    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="members")
    compound = models.ForeignKey(Compound, models.PROTECT, related_name="memberships")
    level = models.CharField(max_length=10, choices=Bundle.Level)

    class Meta:
        ordering = ["bundle", "compound__code"]
        constraints = [
            models.UniqueConstraint(fields=["compound", "level"], name="one_bundle_a_level")
        ]

    def __str__(self) -> str:
        return f"{self.bundle} {self.compound}"


class Facility(models.Model):
    """A facility that a bundle shares: an item of works, its cost and what comes of it.

    ``use`` is a value of the pack's fact ``spent_on``. ``bonds`` are special bonds asked for it,
    ``revenue`` the present value of what it earns. ``is_public`` and ``bond_ready`` answer the
    pack's facts on bonds; null is unknown. Money is yuan.
    """

    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="facilities")
    name = models.CharField(_("设施名称"), max_length=120)
    work = models.CharField(_("改造内容"), max_length=60)
    use = models.CharField(_("支出用途"), max_length=60)
    cost = models.DecimalField(_("投资"), max_digits=14, decimal_places=2)
    revenue = models.DecimalField(_("预期收益现值"), max_digits=14, decimal_places=2, default=0)
    bonds = models.DecimalField(_("专项债券"), max_digits=14, decimal_places=2, default=0)
    is_public = models.BooleanField(_("属公共服务或市政设施"), null=True)
    bond_ready = models.BooleanField(_("符合专项债条件"), null=True)

    objects = ScopedQuerySet.as_manager()
    scope_path = "bundle__jurisdiction"

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class BundleVersion(models.Model):
    """A bundle as somebody accepted or changed it; never changed. ``content`` is the whole of it.

    ``content``: name, level, members (codes), facilities, balance_mode, project (code or "").
    """

    bundle = models.ForeignKey(Bundle, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("版本"))
    content = models.JSONField()
    reason = models.CharField(_("事由"), max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    made_at = models.DateTimeField(_("时间"), auto_now_add=True)

    objects = ScopedQuerySet.as_manager()
    scope_path = "bundle__jurisdiction"

    class Meta:
        ordering = ["bundle", "number"]
        constraints = [
            models.UniqueConstraint(fields=["bundle", "number"], name="one_bundle_version")
        ]

    def __str__(self) -> str:
        return f"{self.bundle} v{self.number}"
