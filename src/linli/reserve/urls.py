"""Addresses of the room."""

from django.urls import URLPattern

app_name = "reserve"
urlpatterns: list[URLPattern] = []
