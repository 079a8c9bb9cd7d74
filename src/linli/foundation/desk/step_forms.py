"""What an officer may do at a step: each act with its label, its form and its function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.foundation.files.actions import store_file
from linli.foundation.people.models import Organisation, User
from linli.foundation.steps import actions
from linli.foundation.steps.hands import hands_of, held
from linli.foundation.steps.models import ClosedBy, Step

NOTE = 2000
_DATE = forms.DateInput(attrs={"type": "date"})


class ActForm(forms.Form):
    """What every act carries: the version that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *given: Any, step: Step, **named: Any) -> None:  # noqa: ANN401 - a form's own
        self.step = step
        named.setdefault("initial", {})["version"] = step.version
        named["auto_id"] = f"{type(self).__name__}-%s"
        super().__init__(*given, **named)


def _text(label: Any, *, required: bool = True) -> forms.CharField:  # noqa: ANN401 - words, translated later
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=NOTE, required=required, widget=area)


class CloseForm(ActForm):
    """The outcome that a step asks for."""

    decision = forms.CharField(label=_("决定"), max_length=60, required=False)
    note = _text(_("办理结果"), required=False)
    file = forms.FileField(label=_("文件"), required=False)

    def __init__(self, *given: Any, step: Step, **named: Any) -> None:  # noqa: ANN401 - as above
        super().__init__(*given, step=step, **named)
        if step.closed_by != ClosedBy.DECISION:
            del self.fields["decision"]

    def outcome(self) -> actions.Outcome:
        """Return the outcome, its file stored; raises ``ProblemError`` for a file not taken."""
        data = self.cleaned_data
        file = data.get("file")
        stored = store_file(file.read()) if file else None
        return actions.Outcome(
            data["note"], data.get("decision", ""), stored, file.name if file else ""
        )


class _Offices(forms.ModelChoiceField):  # type: ignore[type-arg] # generic in the stubs alone
    """An office, chosen by name."""

    def __init__(self, label: Any) -> None:  # noqa: ANN401 - words, translated later
        super().__init__(
            Organisation.objects.exclude(kind=Organisation.Kind.LEADING_GROUP), label=label
        )


class HandOverForm(ActForm):
    """To which office or officer, and why."""

    organisation = _Offices(_("接收单位"))
    assignee = forms.ModelChoiceField(
        User.objects.none(), label=_("经办人"), required=False, empty_label=_("由单位自行领办")
    )
    note = _text(_("事由"), required=False)

    def __init__(self, *given: Any, step: Step, **named: Any) -> None:  # noqa: ANN401 - as above
        super().__init__(*given, step=step, **named)
        acting = held(timezone.localdate()).values("user")
        people = User.objects.filter(pk__in=acting).order_by("display_name", "username")
        self.fields["assignee"].queryset = people  # type: ignore[attr-defined] # a choice of rows
        self.fields["organisation"].initial = step.lead_id


class ReturnForm(ActForm):
    """To which earlier step, and why."""

    target = forms.ModelChoiceField(
        Step.objects.none(), label=_("退回到"), required=False, empty_label=_("上一经办")
    )
    note = _text(_("退回原因"))

    def __init__(self, *given: Any, step: Step, **named: Any) -> None:  # noqa: ANN401 - as above
        super().__init__(*given, step=step, **named)
        self.fields["target"].queryset = actions.earlier_steps(step)  # type: ignore[attr-defined] # as above


class AskForm(ActForm):
    """Which office is asked what, by when."""

    organisation = _Offices(_("会办单位"))
    note = _text(_("会办事项"))
    due_on = forms.DateField(label=_("回复期限"), required=False, widget=_DATE)


class NoteForm(ActForm):
    """Words alone."""

    note = _text(_("说明"))


class DueForm(ActForm):
    """A day."""

    due_on = forms.DateField(label=_("到期日"), widget=_DATE)
    note = _text(_("说明"), required=False)


class Act(NamedTuple):
    """An act: what it is called, its form, who may see it offered, and what it does."""

    label: Promise
    icon: str
    form: type[ActForm]
    offered: Callable[[User, Step], bool]
    run: Callable[[User, Step, int, Any], object]


def _mine(user: User, step: Step) -> bool:
    return not actions.may_act(user, step)


def _city(user: User, step: Step) -> bool:
    return hands_of(user).is_city_office and not step.is_finished


def _closes_here(user: User, step: Step) -> bool:
    return _mine(user, step) and not step.closes_in_room


def _can_return(user: User, step: Step) -> bool:
    return _mine(user, step) and (
        actions.earlier_steps(step).exists() or not actions.may_return(user, step, None, "x")
    )


ACTS: dict[str, Act] = {
    "take": Act(
        _("领办"),
        "user",
        ActForm,
        lambda user, step: not actions.may_take(user, step),
        lambda user, step, version, _form: actions.take(user, step, version),
    ),
    "close": Act(
        _("办结"),
        "circle-check",
        CloseForm,
        _closes_here,
        lambda user, step, version, form: actions.close(user, step, version, form.outcome()),
    ),
    "hand-over": Act(
        _("转办"),
        "arrow-right",
        HandOverForm,
        lambda user, step: _mine(user, step) or _city(user, step),
        lambda user, step, version, form: actions.hand_over(
            user,
            step,
            version,
            form.cleaned_data["organisation"],
            form.cleaned_data["assignee"],
            form.cleaned_data["note"],
        ),
    ),
    "ask": Act(
        _("请会办"),
        "users",
        AskForm,
        _mine,
        lambda user, step, version, form: actions.ask(
            user,
            step,
            version,
            form.cleaned_data["organisation"],
            form.cleaned_data["note"],
            form.cleaned_data["due_on"],
        ),
    ),
    "return": Act(
        _("退回"),
        "arrow-back-up",
        ReturnForm,
        _can_return,
        lambda user, step, version, form: actions.return_step(
            user, step, version, form.cleaned_data["note"], form.cleaned_data["target"]
        ),
    ),
    "stop": Act(
        _("停止计时"),
        "player-pause",
        NoteForm,
        lambda user, step: not actions.may_stop(user, step, "x"),
        lambda user, step, version, form: actions.stop(
            user, step, version, form.cleaned_data["note"]
        ),
    ),
    "go-on": Act(
        _("恢复计时"),
        "player-play",
        ActForm,
        lambda user, step: not actions.may_go_on(user, step),
        lambda user, step, version, _form: actions.go_on(user, step, version),
    ),
    "due": Act(
        _("设定到期日"),
        "calendar-check",
        DueForm,
        lambda user, step: (_mine(user, step) and step.due_on is None) or _city(user, step),
        lambda user, step, version, form: actions.set_due(
            user, step, version, form.cleaned_data["due_on"], form.cleaned_data["note"]
        ),
    ),
    "note": Act(
        _("备注"),
        "edit",
        NoteForm,
        _mine,
        lambda user, step, version, form: actions.note(
            user, step, version, form.cleaned_data["note"]
        ),
    ),
    "recall": Act(
        _("收回"),
        "refresh",
        ActForm,
        lambda user, step: not actions.may_recall(user, step),
        lambda user, step, version, _form: actions.recall(user, step, version),
    ),
    "supervise": Act(
        _("督办"),
        "alert-triangle",
        NoteForm,
        lambda user, step: not actions.may_supervise(user, step),
        lambda user, step, version, form: actions.supervise(
            user, step, version, timezone.localdate(), form.cleaned_data["note"]
        ),
    ),
    "withdraw": Act(
        _("撤销"),
        "trash",
        NoteForm,
        lambda user, step: not actions.may_withdraw(user, step, "x"),
        lambda user, step, version, form: actions.withdraw(
            user, step, version, form.cleaned_data["note"]
        ),
    ),
}


class GiveOutForm(forms.Form):
    """A task that the city's office gives out."""

    title = forms.CharField(label=_("事项"), max_length=200)
    organisation = _Offices(_("承办单位"))
    helpers = forms.ModelMultipleChoiceField(
        Organisation.objects.exclude(kind=Organisation.Kind.LEADING_GROUP),
        label=_("会办单位"),
        required=False,
    )
    due_on = forms.DateField(
        label=_("到期日"), help_text=_("不填则不设期限。"), required=False, widget=_DATE
    )
    closed_by = forms.ChoiceField(label=_("办结凭据"), choices=ClosedBy)


class AwayForm(forms.Form):
    """Who acts for oneself, from when to when, and why."""

    deputy = forms.ModelChoiceField(User.objects.none(), label=_("代办人"))
    since = forms.DateField(label=_("开始日期"), widget=_DATE)
    until = forms.DateField(label=_("结束日期"), widget=_DATE)
    reason = forms.CharField(label=_("事由"), max_length=200)


class ChannelForm(forms.Form):
    """Where a webhook goes, and what for."""

    name = forms.CharField(label=_("用途"), max_length=60)
    url = forms.URLField(label=_("地址"), max_length=300, assume_scheme="https")

    def clean_url(self) -> str:
        """Take web addresses only."""
        url: str = self.cleaned_data["url"]
        if not url.startswith(("http://", "https://")):
            raise forms.ValidationError(_("请填写 http 或 https 地址。"))
        return url
