"""Addresses of the room."""

from django.urls import path

from linli.reserve.views import bundle, bundles, candidate, lists

app_name = "reserve"
urlpatterns = [
    path("", lists.overview, name="list"),
    path("refresh/", lists.refresh, name="refresh"),
    path("workbook/", lists.workbook, name="workbook"),
    path("projects/<str:code>/", candidate.candidate, name="candidate"),
    path("projects/<str:code>/apply/", candidate.apply, name="apply"),
    path("projects/<str:code>/check/", candidate.check, name="check"),
    path("projects/<str:code>/funds/", candidate.funds, name="funds"),
    path("bundles/", bundles.overview, name="bundles"),
    path("bundles/proposals/", bundles.proposals, name="proposals"),
    path("bundles/new/", bundles.new, name="bundle-new"),
    path("bundles/<str:code>/", bundle.bundle, name="bundle"),
    path("bundles/<str:code>/reshape/", bundles.reshape, name="bundle-reshape"),
    path("bundles/<str:code>/project/", bundle.project, name="bundle-project"),
    path("bundles/<str:code>/give-up/", bundle.give_up, name="bundle-give-up"),
    path("bundles/<str:code>/balance/", bundle.balance, name="bundle-balance"),
    path("bundles/<str:code>/facilities/", bundle.facilities, name="facilities"),
    path("bundles/<str:code>/facilities/<int:pk>/", bundle.facility, name="facility"),
]
