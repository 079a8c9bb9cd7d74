"""Places, organisations, posts and users: who stands where in the programme (S02, S10, A13)."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
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
    """An office, department, utility or community; a territorial one has a jurisdiction.

    ``code`` is the office's code in the pack, alone or together with the jurisdiction; the pack's
    tables may also name it by what ``also_called`` lists (S02, S51-S66).
    """

    class Kind(models.TextChoices):
        """Families of addressees, and what stands beside and below them."""

        LEADING_GROUP = "leading_group", _("领导小组")
        OFFICE = "office", _("领导小组办公室")
        GOVERNMENT = "government", _("市、县、区人民政府")
        ZONE = "zone", _("开发区、管理区管委")
        DEPARTMENT = "department", _("市直委、办、局")
        SUPPORTING = "supporting", _("配合单位")
        UTILITY = "utility", _("专营单位")
        AREA_DEPARTMENT = "area_department", _("县区部门")
        GRASSROOTS = "grassroots", _("镇（街道）、社区")
        OTHER = "other", _("其他单位")

    name = models.CharField(_("名称"), max_length=80, unique=True)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    code = models.CharField(_("单位代码"), max_length=60, blank=True)
    kind = models.CharField(_("类别"), max_length=20, choices=Kind, default=Kind.OTHER)
    also_called = models.JSONField(_("别称"), default=list, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, null=True, blank=True)
    division = models.ForeignKey(Division, models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "jurisdiction"],
                condition=~models.Q(code=""),
                name="one_office_a_code_and_area",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=~models.Q(code="") & models.Q(jurisdiction=None),
                name="one_city_office_a_code",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A post of an organisation; its role says what its holder may do.

    Seats of a leading group have a ``rank`` (组长 ...), an ``order`` in its list, and no role: they
    give no rights in the system (S89, S90).
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    title = models.CharField(_("岗位"), max_length=60)
    role = models.CharField(_("角色"), max_length=30, choices=Role, blank=True)
    rank = models.CharField(_("职务"), max_length=30, blank=True)
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        ordering = ["organisation", "order", "title"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "title"], name="one_post_a_title")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.title}"


class User(AbstractUser):
    """A person who signs in."""

    display_name = models.CharField(_("显示名称"), max_length=60, blank=True)
    password_set_at = models.DateTimeField(_("设置密码"), null=True, default=timezone.now)
    """When its owner set the password; None: someone else did, and it must be changed."""

    def __str__(self) -> str:
        return self.display_name or self.username

    def set_password(self, raw_password: str | None) -> None:
        """Set a password, and note when."""
        super().set_password(raw_password)
        self.password_set_at = timezone.now()


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Appointments, by the days on which they hold."""

    def held_on(self, day: date) -> Self:
        """Return those that hold on a day; the first and the last day are included."""
        return self.filter(models.Q(until=None) | models.Q(until__gte=day), since__lte=day)


class Appointment(models.Model):
    """Who holds which post from when to when; the last day is included.

    A holder without an account stands by name. ``document`` and its day made the appointment,
    ``ended_by`` and its day ended it (S89).
    """

    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    holder = models.CharField(_("姓名"), max_length=60, blank=True)
    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments")
    since = models.DateField(_("任职日期"))
    until = models.DateField(_("离任日期"), null=True, blank=True)
    document = models.CharField(_("任职文件"), max_length=60, blank=True)
    document_day = models.DateField(_("发文日期"), null=True, blank=True)
    ended_by = models.CharField(_("离任文件"), max_length=60, blank=True)
    ended_by_day = models.DateField(_("离任发文日期"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user=None) ^ models.Q(holder=""),
                name="an_account_or_a_name_holds_a_post",
            )
        ]

    def __str__(self) -> str:
        return f"{self.holder or self.user} {self.post}"


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
