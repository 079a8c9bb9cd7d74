"""Addresses of the room."""

from django.urls import path

from linli.approvals.views import cases, projects, registrations

app_name = "approvals"
urlpatterns = [
    path("", cases.overview, name="list"),
    path("versions/", cases.versions, name="versions"),
    path("figures/", cases.pace, name="figures"),
    path("cases/<int:case_id>/", cases.case, name="case"),
    path("cases/<int:case_id>/reply/", cases.reply, name="reply"),
    path("cases/<int:case_id>/letter/", cases.letter, name="letter"),
    path("projects/<str:code>/", projects.project, name="project"),
    path("projects/<str:code>/what-if/", projects.what_if, name="what-if"),
    path("projects/<str:code>/scheme/", projects.scheme, name="scheme"),
    path("projects/<str:code>/papers/<int:file_id>/", projects.paper, name="paper"),
    path("registrations/", registrations.overview, name="registrations"),
    path("registrations/<int:registration_id>/", registrations.one, name="registration"),
]
