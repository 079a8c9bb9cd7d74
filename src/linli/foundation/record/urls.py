"""Addresses of the room."""

from django.urls import path

from linli.foundation.record import views

app_name = "record"
urlpatterns = [
    path("", views.record_list, name="list"),
    path("verify/", views.record_verify, name="verify"),
]
