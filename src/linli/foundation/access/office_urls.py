"""Addresses of the system and the security administrator."""

from django.urls import path

from linli.foundation.access.views import accounts, security

app_name = "access"
urlpatterns = [
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/<int:number>/", accounts.account, name="account"),
    path("accounts/<int:number>/<slug:what>/", accounts.change, name="account-change"),
    path("posts/", security.posts, name="posts"),
    path("posts/person/<int:number>/", security.person, name="person"),
    path("posts/person/<int:number>/<slug:what>/", security.act, name="person-act"),
    path("posts/<int:number>/dismiss/", security.dismiss, name="dismiss"),
    path("locks/", security.locked, name="locks"),
    path("policy/", security.security_policy, name="policy"),
]
