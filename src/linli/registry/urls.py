"""Addresses of the room."""

from django.urls import path

from linli.registry.views import compounds, intake, lists

app_name = "registry"
urlpatterns = [
    path("", lists.compound_list, name="list"),
    path("compound/<str:code>/", compounds.compound, name="compound"),
    path("form/", intake.form, name="form"),
    path("intake/", intake.intake, name="intake"),
    path("intake/<slug:token>/", intake.preview_page, name="preview"),
    path("intake/<slug:token>/confirm/", intake.confirm, name="confirm"),
    path("intake/<slug:token>/give-up/", intake.give_up, name="give-up"),
    path("intake/<slug:token>/problems/", intake.preview_problems, name="preview-problems"),
    path("intake/workbook/<int:number>/", intake.workbook, name="workbook"),
    path(
        "intake/workbook/<int:number>/problems/", intake.workbook_problems, name="workbook-problems"
    ),
]
