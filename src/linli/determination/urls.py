"""Addresses of the room."""

from django.urls import path

from linli.determination import views

app_name = "determination"
urlpatterns = [
    path("", views.overview, name="list"),
    path("run/", views.run, name="run"),
    path("clauses/", views.clauses, name="clauses"),
    path("rule/<slug:rule_id>/", views.rule, name="rule"),
    path("compound/<str:code>/", views.compound, name="compound"),
]
