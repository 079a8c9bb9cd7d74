"""A step: one thing that one office has to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.core.calendar.terms import TermUnit
from linli.core.kernel.text import Text
from linli.foundation.files.models import StoredFile
from linli.foundation.people.models import Jurisdiction, Organisation
from linli.foundation.people.scope import ScopedQuerySet, scope_of
from linli.foundation.steps.hands import hands_of
from linli.foundation.steps.models.template import TaskTemplate

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from linli.foundation.people.models import User


class ClosedBy(models.TextChoices):
    """What closes a step."""

    RECORD = "record", _("办理记录")
    FILE = "file", _("文件")
    DECISION = "decision", _("决定")


class StepQuerySet(ScopedQuerySet):
    """Steps of one's jurisdictions, of one's own organisations, and one's own."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep what the user may see: by jurisdiction, and what an own office leads or helps in."""
        if scope_of(user).whole_city:
            return self
        scope, hands = scope_of(user), hands_of(user)
        seen = Q(jurisdiction__in=scope.jurisdictions) | Q(lead__in=hands.organisations)
        seen |= Q(assignee__in=hands.people)
        helping = self.model.objects.filter(cooperations__organisation__in=hands.organisations)
        return self.filter(seen | Q(pk__in=helping.values("pk")))

    def about(self, subject: models.Model) -> Self:
        """Keep what is about an object."""
        kind = ContentType.objects.get_for_model(subject)
        return self.filter(subject_type=kind, subject_id=subject.pk)

    def unfinished(self) -> Self:
        """Keep what is still to be done by somebody."""
        return self.filter(state__in=Step.UNFINISHED)


class Step(models.Model):
    """One thing that one office has to do about any room's object, by a day where one is set.

    The subject is any object by type and id; ``subject_label`` and ``subject_url`` say in the
    opener's words what it is and where it stands. ``due_on`` is None where neither the policy nor
    the opener sets a term. ``version`` grows with every change: who acts on an older one is told.
    """

    class State(models.TextChoices):
        """Where a step stands."""

        OPEN = "open", _("待办")
        WAITING = "waiting", _("待他人")
        RETURNED = "returned", _("已退回")
        DONE = "done", _("已办结")
        WITHDRAWN = "withdrawn", _("已撤销")

    UNFINISHED = (State.OPEN, State.WAITING, State.RETURNED)

    subject_type = models.ForeignKey(ContentType, models.PROTECT, null=True, blank=True)
    subject_id = models.PositiveBigIntegerField(null=True, blank=True)
    subject = GenericForeignKey("subject_type", "subject_id")
    subject_label = models.CharField(_("对象"), max_length=200, blank=True)
    subject_url = models.CharField(max_length=200, blank=True)
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, null=True, blank=True)
    title = models.CharField(_("事项"), max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    code = models.CharField(_("代码"), max_length=130, blank=True)
    clause = models.CharField(_("条款"), max_length=60, blank=True)
    lead = models.ForeignKey(Organisation, models.PROTECT, related_name="steps")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="steps"
    )
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)
    started_on = models.DateField(_("起算日"))
    term = models.PositiveSmallIntegerField(_("期限"), null=True, blank=True)
    unit = models.CharField(
        max_length=14, blank=True, choices=[(unit.value, unit.value) for unit in TermUnit]
    )
    due_on = models.DateField(_("到期日"), null=True, blank=True)
    provisional = models.BooleanField(_("暂定"), default=False)
    stopped_on = models.DateField(_("停止计时"), null=True, blank=True)
    closed_by = models.CharField(
        _("办结凭据"), max_length=10, choices=ClosedBy, default=ClosedBy.RECORD
    )
    closes_in_room = models.BooleanField(default=False)
    outcome = models.TextField(_("办理结果"), blank=True)
    decision = models.CharField(_("决定"), max_length=60, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="later")
    returned_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="sent_back"
    )
    template = models.ForeignKey(TaskTemplate, models.PROTECT, null=True, blank=True)
    remind_before = models.PositiveSmallIntegerField(default=0)
    supervise_after = models.PositiveSmallIntegerField(default=1)
    reminded_on = models.DateField(_("催办日期"), null=True, blank=True)
    supervised_on = models.DateField(_("督办日期"), null=True, blank=True)
    opened_at = models.DateTimeField(_("产生时间"), auto_now_add=True)
    seen_at = models.DateTimeField(_("首次打开"), null=True, blank=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]
        indexes = [
            models.Index(fields=["lead", "state"]),
            models.Index(fields=["assignee", "state"]),
            models.Index(fields=["state", "due_on"]),
            models.Index(fields=["subject_type", "subject_id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(term=None, unit="") | (~Q(unit="") & Q(term__gte=1)),
                name="a_term_has_a_unit",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def words(self) -> Text:
        """The title in the interface's two languages."""
        return Text(self.title, self.title_en or self.title)

    @property
    def is_finished(self) -> bool:
        """Tell whether nothing is left to do."""
        return self.state not in self.UNFINISHED
