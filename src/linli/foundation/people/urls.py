"""Addresses of one's account: those of the library that staff need, and no others.

Nobody signs up, sets an e-mail address or gets a new password by e-mail: an administrator opens
accounts and resets passwords. The library names those addresses, so they stand here, closed.
"""

from allauth.account import views
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path


@login_not_required
def closed(_request: HttpRequest) -> HttpResponse:
    """Answer like an address that does not exist."""
    raise Http404


urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", closed, name="account_set_password"),
    path("password/reset/", closed, name="account_reset_password"),
    path("email/", closed, name="account_email"),
    path("confirm-email/", closed, name="account_email_verification_sent"),
    path("login/code/confirm/", closed, name="account_confirm_login_code"),
]
