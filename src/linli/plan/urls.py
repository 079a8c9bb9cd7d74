"""Addresses of the room."""

from django.urls import path

from linli.plan.views import tasks
from linli.plan.views import year as views

app_name = "plan"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("plan/", views.newest_year, name="list"),
    path("plan/<int:year>/", views.year, name="year"),
    path("plan/<int:year>/tasks/", tasks.breakdown, name="tasks"),
    path("plan/<int:year>/tasks/sum/", tasks.checksum, name="checksum"),
    path("plan/<int:year>/tasks/save/", tasks.save, name="save-tasks"),
    path("plan/<int:year>/solve/", views.solve, name="solve"),
    path("plan/scenario/<int:scenario_id>/", views.scenario, name="scenario"),
    path("plan/scenario/<int:scenario_id>/adopt/", views.adopt_scenario, name="adopt"),
    path("plan/<int:year>/version/<int:number>/", views.version, name="version"),
    path("plan/<int:year>/version/<int:number>/withdraw/", views.withdraw, name="withdraw"),
    path("plan/<int:year>/version/<int:number>/form/", views.form, name="form"),
]
