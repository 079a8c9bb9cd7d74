"""Addresses of the leading group's pages."""

from django.urls import path

from linli.foundation.group import list_pages, meeting_pages

app_name = "group"
urlpatterns = [
    path("", meeting_pages.meetings, name="meetings"),
    path("new/", meeting_pages.call, name="call"),
    path("<int:number>/", meeting_pages.meeting, name="meeting"),
    path("<int:number>/minutes/", meeting_pages.minutes, name="minutes"),
    path("<int:number>/decide/", meeting_pages.decide, name="decide"),
    path("trainings/", list_pages.trainings, name="trainings"),
    path("institutions/", list_pages.institutions, name="institutions"),
    path("institutions/new/", list_pages.institution_new, name="institution-new"),
    path("institutions/<int:number>/", list_pages.institution, name="institution"),
]
