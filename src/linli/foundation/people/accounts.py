"""Accounts are given by an administrator; nobody signs up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc] # the library is untyped
    """Sign-in for staff whose accounts exist already."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the library's signature
        """Refuse every sign-up."""
        return False
