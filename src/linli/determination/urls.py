"""Addresses of the room."""

from django.urls import URLPattern

app_name = "determination"
urlpatterns: list[URLPattern] = []
