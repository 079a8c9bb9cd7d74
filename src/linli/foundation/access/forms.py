"""Forms of the administrators' pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.foundation.access.models import SecurityPolicy
from linli.foundation.people.models import Post, User


class ReasonForm(forms.Form):
    """Why something is done; the record keeps it."""

    reason = forms.CharField(
        label=_("事由"), max_length=200, help_text=_("写明文号或缘由，将记入变更记录。")
    )


class AccountForm(ReasonForm):
    """An account to open."""

    username = forms.CharField(
        label=_("登录名"), max_length=150, validators=[UnicodeUsernameValidator()]
    )
    display_name = forms.CharField(
        label=_("姓名"), max_length=User._meta.get_field("display_name").max_length
    )
    field_order = ["username", "display_name", "reason"]


class AppointForm(ReasonForm):
    """A post to give, and from when."""

    post = forms.ModelChoiceField(
        Post.objects.exclude(role="").select_related("organisation"), label=_("岗位")
    )
    since = forms.DateField(
        label=_("任职日期"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    field_order = ["post", "since", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - the form's own
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = timezone.localdate

        def label(post: Post) -> str:
            return f"{post}（{post.get_role_display()}）"

        self.fields["post"].label_from_instance = label  # type: ignore[attr-defined] # a ModelChoiceField


class PolicyForm(forms.ModelForm):  # type: ignore[type-arg] # Django's takes none at run time
    """The security policy."""

    class Meta:
        model = SecurityPolicy
        fields = [
            "password_length",
            "password_classes",
            "password_history",
            "password_days",
            "lock_after",
            "lock_minutes",
            "idle_minutes",
            "session_hours",
            "personal_days",
            "second_factor",
            "reason",
        ]
