"""Addresses of the room."""

from django.urls import path

from linli.plan.views import plans, scenarios, tasks, year

app_name = "plan"
urlpatterns = [
    path("plan/", year.newest_year, name="list"),
    path("plan/long-range/", year.long_range, name="long-range"),
    path("plan/compare/", scenarios.side_by_side, name="compare"),
    path("plan/<int:year>/", year.year, name="year"),
    path("plan/<int:year>/tasks/", tasks.breakdown, name="tasks"),
    path("plan/<int:year>/tasks/sum/", tasks.checksum, name="checksum"),
    path("plan/<int:year>/tasks/save/", tasks.save, name="save-tasks"),
    path("plan/<int:year>/scenario/", scenarios.new, name="new"),
    path("plan/<int:year>/solve/", scenarios.create, name="solve"),
    path("plan/scenario/<int:scenario_id>/", scenarios.show, name="scenario"),
    path("plan/scenario/<int:scenario_id>/progress/", scenarios.progress, name="progress"),
    path("plan/scenario/<int:scenario_id>/stop/", scenarios.stop_solving, name="stop"),
    path("plan/scenario/<int:scenario_id>/frontiers/", scenarios.draw_frontiers, name="frontiers"),
    path("plan/scenario/<int:scenario_id>/adopt/", scenarios.adopt_scenario, name="adopt"),
    path("plan/<int:year>/version/<int:number>/", plans.version, name="version"),
    path("plan/<int:year>/version/<int:number>/withdraw/", plans.withdraw, name="withdraw"),
    path("plan/<int:year>/version/<int:number>/form/", plans.form, name="form"),
    path("plan/<int:year>/version/<int:number>/submit/", plans.hand_in, name="submit"),
    path("plan/submission/<int:submission_id>/", plans.answer, name="answer"),
    path("plan/submission/<int:submission_id>/receipt/", plans.receipt, name="receipt"),
]
