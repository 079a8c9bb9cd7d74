"""What the library asks of us: who may sign in, by what, and where one goes then."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest

from linli.foundation.access.gates import asks_second_factor
from linli.foundation.people.models import User

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator
    from allauth.socialaccount.models import SocialLogin


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc] # the library is untyped
    """Sign-in for staff whose accounts exist already."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the library's signature
        """Refuse every sign-up."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - as above
        """Lead to the front page: the new password holds."""
        return "/"


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc] # the library is untyped
    """Codes of an authenticator app; the key to their secrets lies outside the database."""

    def get_totp_issuer(self) -> str:
        """Return the name under which the app shows the account."""
        return "Linli"

    def encrypt(self, text: str) -> str:
        """Return a secret as the database keeps it."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret of the database."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Tell whether its owner may do without it."""
        return not asks_second_factor(authenticator.user)


def _box() -> Fernet:
    digest = hashlib.sha256(b"second factor" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


class SingleSignOn(DefaultSocialAccountAdapter):  # type: ignore[misc] # the library is untyped
    """Sign-in by the city's identity provider, for accounts that an administrator opened."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002 - the library's signature
        """Refuse whoever has no account here."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Take the account of the provider's user name, once: from then on its identity counts."""
        if sociallogin.is_existing:
            return
        name = sociallogin.account.extra_data.get("userinfo", {}).get(settings.OIDC_CLAIM)
        user = User.objects.filter(username=name, is_active=True).first() if name else None
        if user and not SocialAccount.objects.filter(user=user).exists():
            sociallogin.connect(request, user)
