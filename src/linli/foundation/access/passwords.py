"""What a password must be: length, kinds of signs, none of the last ones (GB/T 22239 8.1.4.1 a)."""

from __future__ import annotations

import secrets
import string
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from linli.foundation.access.models import PastPassword
from linli.foundation.access.policy import policy

if TYPE_CHECKING:
    from linli.foundation.people.models import User

_CLASSES = (str.isupper, str.islower, str.isdigit, lambda sign: not sign.isalnum())
_LEGIBLE = "".join(sorted({*string.ascii_letters, *string.digits} - set("0O1lI")))
_FIRST_LENGTH = 14


class LongEnough:
    """At least as long as the policy asks."""

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002 - Django's signature
        """Raise ``ValidationError`` for a short password."""
        least = policy().password_length
        if len(password) < least:
            raise ValidationError(_("密码至少 %(least)d 位。") % {"least": least}, "password-short")

    def get_help_text(self) -> str:
        """Say what is asked."""
        return _("密码至少 %(least)d 位。") % {"least": policy().password_length}


class SeveralKinds:
    """Signs of several kinds: capital and small letters, figures, others."""

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002 - Django's signature
        """Raise ``ValidationError`` for too few kinds."""
        if sum(any(map(kind, password)) for kind in _CLASSES) < policy().password_classes:
            raise ValidationError(self.get_help_text(), "password-plain")

    def get_help_text(self) -> str:
        """Say what is asked."""
        least = policy().password_classes
        return _("大写字母、小写字母、数字、其他字符中至少含 %(least)d 类。") % {"least": least}


class NotUsedBefore:
    """None of the last passwords of the account."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ``ValidationError`` for one of them."""
        if user is None or user.pk is None:
            return
        kept = PastPassword.objects.filter(user=user)[: policy().password_history]
        if any(check_password(password, each.digest) for each in kept):
            raise ValidationError(self.get_help_text(), "password-used")

    def password_changed(self, password: str, user: User) -> None:  # noqa: ARG002 - Django's signature
        """Remember a password that was set."""
        PastPassword.objects.create(user=user, digest=user.password)

    def get_help_text(self) -> str:
        """Say what is asked."""
        least = policy().password_history
        return _("不得与最近 %(least)d 次用过的密码相同。") % {"least": least}


def first_password() -> str:
    """Draw a password for someone who changes it at the first sign-in; easy to read aloud."""
    while True:
        drawn = "".join(secrets.choice(_LEGIBLE) for _place in range(_FIRST_LENGTH)) + "-"
        try:
            validate_password(drawn)
        except ValidationError:
            continue
        return drawn
