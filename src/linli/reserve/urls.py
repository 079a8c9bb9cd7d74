"""Addresses of the room."""

from django.urls import path

from linli.reserve import views

app_name = "reserve"
urlpatterns = [
    path("", views.overview, name="list"),
    path("refresh/", views.refresh, name="refresh"),
    path("workbook/", views.workbook, name="workbook"),
]
