"""Addresses of the room."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from linli.foundation.desk import token_pages

app_name = "desk"
urlpatterns = [
    path("language/", login_not_required(require_POST(set_language)), name="language"),
    path("account/tokens/", token_pages.tokens, name="tokens"),
    path("account/tokens/<int:number>/revoke/", token_pages.revoke, name="token-revoke"),
]
