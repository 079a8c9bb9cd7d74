"""Addresses of the room."""

from django.urls import URLPattern

app_name = "record"
urlpatterns: list[URLPattern] = []
