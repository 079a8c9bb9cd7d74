"""What the security administrator sets, what was done to accounts, and passwords of the past."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def _between(low: int, high: int) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(low), MaxValueValidator(high)]


class SecurityPolicy(models.Model):
    """Rules of signing in; the newest row holds. The defaults are those of 等保 level 3."""

    class SecondFactor(models.TextChoices):
        """Of whom a second factor is asked; others may set one up."""

        NOBODY = "nobody", _("不要求")
        ADMINISTRATORS = "administrators", _("系统、安全、审计三员")
        STAFF = "staff", _("全体工作人员")

    password_length = models.PositiveSmallIntegerField(
        _("密码最短长度"), default=10, validators=_between(8, 64)
    )
    password_classes = models.PositiveSmallIntegerField(
        _("密码至少含几类字符（大写、小写、数字、其他）"), default=3, validators=_between(1, 4)
    )
    password_history = models.PositiveSmallIntegerField(
        _("不得与最近几次密码相同"), default=5, validators=_between(0, 24)
    )
    password_days = models.PositiveSmallIntegerField(
        _("密码有效天数（0 为长期有效）"), default=90, validators=_between(0, 730)
    )
    lock_after = models.PositiveSmallIntegerField(
        _("连续输错几次后锁定"), default=5, validators=_between(3, 10)
    )
    lock_minutes = models.PositiveSmallIntegerField(
        _("首次锁定分钟数（当日再次锁定时加倍）"), default=15, validators=_between(1, 120)
    )
    idle_minutes = models.PositiveSmallIntegerField(
        _("无操作几分钟后退出"), default=30, validators=_between(5, 240)
    )
    session_hours = models.PositiveSmallIntegerField(
        _("登录后几小时须重新登录"), default=8, validators=_between(1, 24)
    )
    second_factor = models.CharField(
        _("要求两步验证的人员"),
        max_length=20,
        choices=SecondFactor,
        default=SecondFactor.ADMINISTRATORS,
    )
    personal_days = models.PositiveSmallIntegerField(
        _("居民个人信息最近一次核对后保存天数"), default=1095, validators=_between(30, 3650)
    )
    reason = models.CharField(_("事由"), max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    made_at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.reason


class PastPassword(models.Model):
    """The hash of a password that was set, kept so that it is not used again."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="past_passwords"
    )
    digest = models.CharField(max_length=128)
    set_at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.set_at}"


class AccountAct(models.Model):
    """What was done to an account in tables of the libraries, which the record does not watch."""

    class Kind(models.TextChoices):
        """What was done."""

        UNLOCKED = "unlocked", _("解除锁定")
        SECOND_FACTOR_REMOVED = "second_factor_removed", _("解除两步验证")
        SIGNED_OUT = "signed_out", _("强制退出")

    kind = models.CharField(_("操作"), max_length=30, choices=Kind)
    username = models.CharField(_("账号"), max_length=150)
    reason = models.CharField(_("事由"), max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.username}"
