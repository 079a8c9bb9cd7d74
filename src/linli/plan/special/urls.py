"""Addresses of the special plan."""

from django.urls import path

from linli.plan.special.views import layers, plans, rounds, settling, units

app_name = "special"
_PLAN = "<int:plan_id>/"
urlpatterns = [
    path("", plans.plan_list, name="list"),
    path(_PLAN, plans.plan, name="plan"),
    path(f"{_PLAN}chapter/<int:chapter_id>/", plans.chapter, name="chapter"),
    path(f"{_PLAN}money/", plans.money, name="money"),
    path(f"{_PLAN}document/", plans.document, name="document"),
    path(f"{_PLAN}geopackage/", plans.geopackage, name="geopackage"),
    path(f"{_PLAN}map.png", plans.picture, name="map"),
    path(f"{_PLAN}units/", units.units, name="units"),
    path(f"{_PLAN}units/draw/", units.draw, name="draw"),
    path(f"{_PLAN}units/draw-area/", units.draw_area, name="draw-area"),
    path(f"{_PLAN}units/years/", units.years, name="years"),
    path(f"{_PLAN}units/years-of-plans/", units.years_of_plans, name="years-of-plans"),
    path(f"{_PLAN}units/<int:unit_id>/", units.unit, name="unit"),
    path(f"{_PLAN}units/<int:unit_id>/change/", units.change, name="unit-change"),
    path(f"{_PLAN}units/<int:unit_id>/remove/", units.remove, name="unit-remove"),
    path(f"{_PLAN}compounds/<str:code>/drop/", units.drop, name="drop"),
    path(f"{_PLAN}layers/", layers.layers, name="layers"),
    path(f"{_PLAN}layers/<int:layer_id>/aside/", layers.aside, name="layer-aside"),
    path(f"{_PLAN}comments/", rounds.rounds, name="rounds"),
    path(f"{_PLAN}comments/open/", rounds.open_round, name="round-open"),
    path(f"{_PLAN}comments/close/", rounds.close_round, name="round-close"),
    path(f"{_PLAN}comments/add/", rounds.comment, name="comment"),
    path(f"{_PLAN}comments/<int:comment_id>/answer/", rounds.answer, name="answer"),
    path(f"{_PLAN}approve/", settling.approve, name="approve"),
    path(f"{_PLAN}reopen/", settling.reopen, name="reopen"),
    path(f"{_PLAN}version/<int:number>/", settling.version, name="version"),
    path(f"{_PLAN}version/<int:number>/package/", settling.package, name="package"),
    path(f"{_PLAN}version/<int:number>/receipt/", settling.receipt, name="receipt"),
]
