"""Places, organisations, posts and users: who stands where in the programme (S02, S10, A13)."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Division(models.Model):
    """An administrative division of GB/T 2260 or the statistical codes below it."""

    class Level(models.TextChoices):
        """Levels of the code: 4, 6, 9 and 12 digits."""

        CITY = "city", _("市")
        COUNTY = "county", _("县区")
        TOWN = "town", _("镇（街道）")
        COMMUNITY = "community", _("社区（村）")

    code = models.CharField(_("区划代码"), max_length=12, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    level = models.CharField(_("级别"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    valid_from = models.DateField(_("启用日期"))
    valid_to = models.DateField(_("停用日期"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=120)

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["name"])]

    def __str__(self) -> str:
        return self.name


class Jurisdiction(models.Model):
    """An area that is given targets (S05); 钦州港片区 is one without being a county (A13)."""

    code = models.CharField(_("属地代码"), max_length=12, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=80)
    short_names = models.JSONField(_("别称"), default=list, blank=True)
    is_county = models.BooleanField(_("为国标县级区划"), default=True)
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)
    divisions = models.ManyToManyField(Division, related_name="jurisdictions")

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a post may do. The three administrators are separate people."""

    SYSTEM_ADMINISTRATOR = "system_administrator", _("系统管理员")
    SECURITY_ADMINISTRATOR = "security_administrator", _("安全管理员")
    AUDITOR = "auditor", _("审计员")
    CITY_OFFICE = "city_office", _("市领导小组办公室")
    COUNTY_OFFICE = "county_office", _("县区办公室")
    COMMUNITY = "community", _("镇（街道）、社区")
    DEPARTMENT_OFFICER = "department_officer", _("部门经办人")
    UTILITY = "utility", _("专营单位")
    RESIDENT = "resident", _("居民")


class Organisation(models.Model):
    """An office, department, utility or community; a territorial one has a jurisdiction."""

    name = models.CharField(_("名称"), max_length=80, unique=True)
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, null=True, blank=True)
    division = models.ForeignKey(Division, models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A post of an organisation; its role says what its holder may do."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    title = models.CharField(_("岗位"), max_length=60)
    role = models.CharField(_("角色"), max_length=30, choices=Role)

    class Meta:
        ordering = ["organisation", "title"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "title"], name="one_post_a_title")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.title}"


class User(AbstractUser):
    """A person who signs in."""

    display_name = models.CharField(_("显示名称"), max_length=60, blank=True)

    def __str__(self) -> str:
        return self.display_name or self.username


class Appointment(models.Model):
    """Who holds which post from when to when; the last day is included."""

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments")
    since = models.DateField(_("任职日期"))
    until = models.DateField(_("离任日期"), null=True, blank=True)

    class Meta:
        ordering = ["-since"]

    def __str__(self) -> str:
        return f"{self.user} {self.post}"


class ApiToken(models.Model):
    """A key with which a program acts for a user; only its digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("用途"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("签发时间"), auto_now_add=True)
    used_at = models.DateTimeField(_("最近使用"), null=True)
    revoked_at = models.DateTimeField(_("作废时间"), null=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name
