"""Addresses of the room."""

from django.urls import path

from linli.determination.views import answers, bench, history, impact, library

app_name = "determination"
urlpatterns = [
    path("", answers.overview, name="list"),
    path("run/", answers.run, name="run"),
    path("rule/<slug:rule_id>/", answers.rule, name="rule"),
    path("compound/<str:code>/", answers.compound, name="compound"),
    path("library/", library.index, name="library"),
    path("library/clause/<path:path>/", library.clause, name="clause"),
    path("library/<slug:kind>/<slug:name>/", library.entry, name="entry"),
    path("library/versions/", history.page, name="history"),
    path("library/impact/", impact.page, name="impact"),
    path("bench/", bench.page, name="bench"),
]
