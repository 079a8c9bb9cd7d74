"""Addresses of the room."""

from django.urls import path

from linli.registry import views

app_name = "registry"
urlpatterns = [
    path("", views.compound_list, name="list"),
    path("compound/<str:code>/", views.compound, name="compound"),
    path("form/", views.form, name="form"),
    path("intake/", views.intake, name="intake"),
    path("intake/<slug:token>/", views.preview_page, name="preview"),
    path("intake/<slug:token>/confirm/", views.confirm, name="confirm"),
    path("intake/<slug:token>/give-up/", views.give_up, name="give-up"),
    path("intake/<slug:token>/problems/", views.preview_problems, name="preview-problems"),
    path("intake/workbook/<int:number>/", views.workbook, name="workbook"),
    path(
        "intake/workbook/<int:number>/problems/", views.workbook_problems, name="workbook-problems"
    ),
]
