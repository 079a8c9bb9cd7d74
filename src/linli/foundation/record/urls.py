"""Addresses of the room."""

from django.urls import path

from linli.foundation.record import views

app_name = "record"
urlpatterns = [
    path("", views.record_list, name="list"),
    path("export/<slug:kind>/", views.record_export, name="export"),
    path("verify/", views.record_verify, name="verify"),
]
