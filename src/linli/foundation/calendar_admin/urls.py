"""Addresses of the working calendar."""

from django.urls import path

from linli.foundation.calendar_admin import views

app_name = "calendar_admin"
urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("load/", views.load, name="load"),
    path("hours/", views.hours, name="hours"),
    path("<int:year>/", views.year, name="year"),
    path("<int:year>/cover/", views.cover, name="cover"),
    path("<int:year>/<int:number>/clear/", views.clear, name="clear"),
]
