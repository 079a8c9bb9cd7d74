"""All pages: each room lists its own."""

from django.urls import include, path

from linli.registry.api import urls as api_urls

urlpatterns = [
    path("account/", include("linli.foundation.access.urls")),
    path("administration/", include("linli.foundation.access.office_urls")),
    path("", include("linli.foundation.desk.urls")),
    path("", include("linli.overview.urls")),
    path("", include("linli.plan.urls")),
    path("plan/special/", include("linli.plan.special.urls")),
    path("registry/", include("linli.registry.urls")),
    path("determination/", include("linli.determination.urls")),
    path("reserve/", include("linli.reserve.urls")),
    path("approvals/", include("linli.approvals.urls")),
    path("api/v1/", api_urls.rest),
    path("ogc/", api_urls.ogc),
    path("calendar/", include("linli.foundation.calendar_admin.urls")),
    path("organisation/", include("linli.foundation.offices.urls")),
    path("group/", include("linli.foundation.group.urls")),
    path("privacy/", include("linli.foundation.residents.urls")),
    path("record/", include("linli.foundation.record.urls")),
]
