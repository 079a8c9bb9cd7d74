"""Addresses of one's account: those of the library that staff need, and no others.

Nobody signs up, sets an e-mail address or gets a new password by e-mail: an administrator opens
accounts and resets passwords. The library names those addresses, so they stand here, closed.
"""

from allauth.account import views
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as single_sign_on
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.usersessions import views as sessions
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
    path("sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("2fa/", second_factor.index, name="mfa_index"),
    path("2fa/sign-in/", second_factor.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "2fa/codes/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
    path("2fa/codes/download/", closed, name="mfa_download_recovery_codes"),
    path(
        "sso/error/",
        login_not_required(single_sign_on.login_error),
        name="socialaccount_login_error",
    ),
    path("sso/cancelled/", single_sign_on.login_cancelled, name="socialaccount_login_cancelled"),
    path("sso/signup/", closed, name="socialaccount_signup"),
    path("sso/connections/", closed, name="socialaccount_connections"),
    path("sso/<slug:provider_id>/", openid_connect.login, name="openid_connect_login"),
    path("sso/<slug:provider_id>/back/", openid_connect.callback, name="openid_connect_callback"),
]
