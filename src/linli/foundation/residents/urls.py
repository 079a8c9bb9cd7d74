"""Addresses of the package."""

from django.urls import path

from linli.foundation.residents import views

app_name = "residents"
urlpatterns = [path("", views.notice, name="notice")]
