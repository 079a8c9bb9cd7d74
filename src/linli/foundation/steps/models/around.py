"""What stands around a step: its history, pauses, co-operation, and notices."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.models import Organisation
from linli.foundation.steps.models.step import Step

USER = settings.AUTH_USER_MODEL


class StepEvent(models.Model):
    """One line of a step's history; never changed."""

    class Act(models.TextChoices):
        """What was done."""

        OPENED = "opened", _("产生")
        SEEN = "seen", _("打开")
        TAKEN = "taken", _("领办")
        NOTED = "noted", _("备注")
        CLOSED = "closed", _("办结")
        WITHDRAWN = "withdrawn", _("撤销")
        HANDED_OVER = "handed_over", _("转办")
        RECALLED = "recalled", _("收回")
        RETURNED = "returned", _("退回")
        REOPENED = "reopened", _("重新办理")
        ASKED = "asked", _("请会办")
        ANSWERED = "answered", _("会办回复")
        STOPPED = "stopped", _("停止计时")
        WENT_ON = "went_on", _("恢复计时")
        DUE_MOVED = "due_moved", _("到期日变动")
        REMINDED = "reminded", _("催办")
        SUPERVISED = "supervised", _("督办")

    step = models.ForeignKey(Step, models.PROTECT, related_name="events")
    act = models.CharField(_("操作"), max_length=12, choices=Act)
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    actor = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    from_organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    from_user = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    to_organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    to_user = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    note = models.TextField(_("说明"), blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.step}"


class Pause(models.Model):
    """A step's clock stood still, for a reason, until it went on."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="pauses")
    stopped = models.DateField(_("停止计时"))
    went_on = models.DateField(_("恢复计时"), null=True, blank=True)
    reason = models.CharField(_("事由"), max_length=200)

    class Meta:
        ordering = ["stopped", "pk"]

    def __str__(self) -> str:
        return f"{self.step} {self.stopped}"


class Cooperation(models.Model):
    """Another office was asked to help with a step (会办)."""

    class State(models.TextChoices):
        """Where the request stands."""

        WAITING = "waiting", _("待回复")
        ANSWERED = "answered", _("已回复")
        RECALLED = "recalled", _("已收回")

    step = models.ForeignKey(Step, models.CASCADE, related_name="cooperations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="cooperations")
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    question = models.TextField(_("会办事项"), blank=True)
    due_on = models.DateField(_("回复期限"), null=True, blank=True)
    asked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("请求时间"), auto_now_add=True)
    seen_at = models.DateTimeField(_("首次打开"), null=True, blank=True)
    answer = models.TextField(_("会办意见"), blank=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("回复时间"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["organisation", "state"])]

    def __str__(self) -> str:
        return f"{self.organisation} {self.step}"


class Notice(models.Model):
    """Something that a person is told: on the page, by e-mail and by webhook."""

    class Kind(models.TextChoices):
        """What it is about."""

        NEW = "new", _("新事项")
        MOVED = "moved", _("事项变动")
        DUE = "due", _("即将到期")
        OVERDUE = "overdue", _("催办")
        SUPERVISED = "supervised", _("督办")

    user = models.ForeignKey(USER, models.CASCADE, related_name="notices")
    step = models.ForeignKey(Step, models.CASCADE, related_name="notices")
    kind = models.CharField(_("类别"), max_length=10, choices=Kind)
    text = models.CharField(_("内容"), max_length=300)
    text_en = models.CharField(max_length=300)
    made_at = models.DateTimeField(_("时间"), auto_now_add=True)
    read_at = models.DateTimeField(_("已读"), null=True, blank=True)
    sent_at = models.DateTimeField(_("外发登记"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["user", "read_at"]), models.Index(fields=["sent_at"])]

    def __str__(self) -> str:
        return self.text
