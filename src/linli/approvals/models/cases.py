"""A case: one step of a project's way, before the office that decides it (S30-S36)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.approvals.models.schemes import Scheme
from linli.determination.models import PackVersion
from linli.foundation.files.models import StoredFile
from linli.foundation.people.models import Jurisdiction, Organisation
from linli.foundation.people.scope import ScopedQuerySet
from linli.reserve.models import Project


class Case(models.Model):
    """An application for one procedure, pinned to the pack with which it began.

    ``due_on`` is None until accepted, and where nobody has set a term. ``materials`` are what was
    handed in, by name: {"name", "from" (the case that brought it, or "")}.
    """

    class State(models.TextChoices):
        """Where it stands."""

        SUBMITTED = "submitted", _("待受理")
        RETURNED = "returned", _("待补正")
        ACCEPTED = "accepted", _("审查中")
        APPROVED = "approved", _("已批准")
        REFUSED = "refused", _("不予批准")
        WITHDRAWN = "withdrawn", _("已撤回")
        REPLACED = "replaced", _("已被新批复替代")

    OPEN = (State.SUBMITTED, State.RETURNED, State.ACCEPTED)

    project = models.ForeignKey(Project, models.PROTECT, related_name="cases")
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT)
    procedure = models.CharField(_("办理环节"), max_length=60)
    pack = models.ForeignKey(PackVersion, models.PROTECT)
    scheme = models.ForeignKey(Scheme, models.PROTECT, null=True, related_name="cases")
    applicant = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    lead = models.ForeignKey(Organisation, models.PROTECT, related_name="cases")
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.SUBMITTED)
    materials = models.JSONField(_("材料"), default=list)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    submitted_on = models.DateField(_("报送日期"))
    accepted_on = models.DateField(_("受理日期"), null=True)
    due_on = models.DateField(_("到期日"), null=True)
    provisional = models.BooleanField(_("暂定"), default=False)
    ended_on = models.DateField(_("办结日期"), null=True)
    days_used = models.PositiveIntegerField(_("用时（工作日）"), null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ScopedQuerySet.as_manager()
    scope_path = "jurisdiction"
    division_path = "project__compounds__division__code"

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "due_on"]),
            models.Index(fields=["jurisdiction", "state"]),
            models.Index(fields=["procedure", "state"]),
            models.Index(
                # all that the figures of paces read
                fields=["procedure", "lead", "days_used", "due_on", "ended_on", "jurisdiction"],
                condition=Q(days_used__isnull=False),
                name="paces_of_cases",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "procedure"],
                condition=Q(state__in=("submitted", "returned", "accepted")),
                name="one_open_case_a_step",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.procedure}"

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to be done."""
        return self.state in self.OPEN


class Opinion(models.Model):
    """What an office that was asked says of a case; asked side by side with the others."""

    class Stance(models.TextChoices):
        """What the office thinks of it."""

        AGREE = "agree", _("同意")
        CONDITIONS = "conditions", _("附条件同意")
        OBJECT = "object", _("不同意")

    case = models.ForeignKey(Case, models.PROTECT, related_name="opinions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    step = models.OneToOneField("steps.Step", models.PROTECT, related_name="+")
    stance = models.CharField(_("意见"), max_length=10, choices=Stance, blank=True)
    text = models.TextField(_("说明"), blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    given_at = models.DateTimeField(_("提出时间"), null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "organisation"], name="one_opinion_an_office")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_stance_display()}"


class Decision(models.Model):
    """What the lead office decided, frozen, with its reply document.

    ``covers`` are the steps settled within it (S36); ``reopened`` those that its figures made
    necessary again; ``saved_steps`` and ``saved_days`` what the policy spared the project then.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="decision")
    approved = models.BooleanField(_("批准"))
    organ = models.CharField(_("机关代字"), max_length=40)
    year = models.PositiveSmallIntegerField(_("年份"))
    serial = models.PositiveIntegerField(_("序号"))
    day = models.DateField(_("批复日期"))
    text = models.TextField(_("批复意见"), blank=True)
    approved_total = models.DecimalField(
        _("批复总投资"), max_digits=14, decimal_places=2, null=True
    )
    covers = models.JSONField(default=list)
    reopened = models.JSONField(default=list)
    saved_steps = models.PositiveSmallIntegerField(null=True)
    saved_days = models.PositiveSmallIntegerField(null=True)
    document = models.ForeignKey(StoredFile, models.PROTECT)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organ", "year", "serial"], name="one_number_a_reply")
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Return the document's number, such as 钦发改批〔2026〕3号."""
        return f"{self.organ}〔{self.year}〕{self.serial}号"


class Objection(models.Model):
    """An objection of the applicant or an office that was asked, and its answer."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="objections")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    text = models.TextField(_("异议"))
    raised_on = models.DateField(_("提出日期"))
    answer = models.TextField(_("答复"), blank=True)
    answered_on = models.DateField(_("答复日期"), null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]
