"""Addresses of the organisation."""

from django.urls import path

from linli.foundation.offices import views

app_name = "offices"
urlpatterns = [
    path("", views.organisation_tree, name="tree"),
    path("groups/", views.area_groups, name="groups"),
    path("groups/<int:area>/", views.found, name="found"),
    path("<int:number>/", views.organisation, name="organisation"),
    path("post/<int:number>/", views.post, name="post"),
]
