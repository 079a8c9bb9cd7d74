"""Addresses of the room."""

from django.urls import path

from linli.overview import screens, views

app_name = "overview"
urlpatterns = [
    path("", views.home, name="home"),
    path("figures/", views.figures, name="figures"),
    path("figures/<slug:name>/data/", views.data, name="data"),
    path("search/", views.results, name="search"),
    path("search/suggest/", views.suggest, name="suggest"),
    path("cockpit/", screens.cockpit, name="cockpit"),
    path("cockpit/panel/", screens.panel, name="panel"),
]
