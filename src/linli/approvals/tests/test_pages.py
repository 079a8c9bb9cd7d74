"""Pages of the room, as the people who use them see them (S30-S40)."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from linli.approvals.actions.deciding import accept
from linli.approvals.models import Case, Registration
from linli.approvals.reads import figures
from linli.approvals.tests import office_day
from linli.approvals.tests.office_day import approved_scheme
from linli.determination.reads import current_pack
from linli.foundation.offices.finding import office

pytestmark = pytest.mark.django_db


def page(client, user, name, *args, **asked):
    client.force_login(user)
    response = client.get(reverse(f"approvals:{name}", args=args), asked)
    assert response.status_code == 200
    return response.content.decode()


def act(client, user, name, args, **posted):
    client.force_login(user)
    return client.post(reverse(f"approvals:{name}", args=args), posted)


def test_s30_the_route_says_what_is_spared_why_and_how_long_the_rest_takes(
    client, builder, project
):
    shown = page(client, builder, "project", project.code)
    assert "三项条件齐备" in shown
    assert "至少 7 个工作日" in shown
    assert "<svg" in shown


def test_a_changed_fact_shows_its_route_at_once_and_stores_nothing(client, builder, project):
    shown = page(client, builder, "what-if", project.code, structure_change="是")
    assert "施工图照常审查" in shown
    project.refresh_from_db()
    assert project.facts["structure_change"] is False
    wrong = page(client, builder, "what-if", project.code, elevators_to_add="两部")
    assert 'role="alert"' in wrong


def test_a_scheme_is_written_submitted_and_decided_on_its_pages(
    client, builder, reform, asked, project
):
    act(client, builder, "scheme", [project.code], act="begin")
    refused = act(client, builder, "project", [project.code], act="submit", procedure="scheme")
    assert refused.status_code == 422
    item = {"work": "roof", "quantity": "0", "unit_cost": "10"}
    assert act(client, builder, "scheme", [project.code], act="item", **item).status_code == 422
    office_day.complete_scheme(project, builder)
    act(client, builder, "project", [project.code], act="submit", procedure="scheme")
    case = Case.objects.get()
    act(client, reform, "case", [case.pk], act="accept", version=case.version)
    for officer in asked:
        own = case.opinions.get(organisation__posts__appointments__user=officer)
        act(client, officer, "case", [case.pk], act="advise", opinion=own.pk, stance="agree")
    case.refresh_from_db()
    ruling = {"ruling": "approve", "organ": "灵发改批", "serial": "1", "version": case.version}
    ruling |= {"day": office_day.ruling().day.isoformat(), "approved_total": "1200000"}
    assert act(client, reform, "case", [case.pk], act="decide", **ruling).status_code == 302
    shown = page(client, builder, "case", case.pk)
    assert "已批准" in shown
    assert "加装电梯审批" in shown
    client.force_login(builder)
    reply = client.get(reverse("approvals:reply", args=[case.pk]))
    assert b"".join(reply.streaming_content).startswith(b"PK")


def test_a_window_sees_its_day_and_a_county_no_other_countys_file(
    client, officer, project, qinnan_clerk
):
    window = officer("natural_resources")
    posted = {"act": "receive", "project": project.code, "kind": "title", "subject": "301室"}
    act(client, window, "registrations", [], **posted)
    kept = Registration.objects.get()
    found = dict.fromkeys(("title_clear", "materials_complete", "usable_survey"), "yes")
    act(client, window, "registration", [kept.pk], act="check", version=1, **found)
    act(client, window, "registration", [kept.pk], act="accept", version=2)
    kept.refresh_from_db()
    assert kept.due_at
    assert "还有" in page(client, window, "registration", kept.pk)
    assert 'value="receive"' in page(client, window, "registrations")
    assert 'value="receive"' not in page(client, qinnan_clerk, "registrations")
    client.force_login(qinnan_clerk)
    for name, key in (("registration", kept.pk), ("project", project.code)):
        assert client.get(reverse(f"approvals:{name}", args=[key])).status_code == 404


def test_figures_and_newer_packs_of_a_decided_project(
    client, builder, reform, asked, project, scheme
):
    approved_scheme(project, builder, reform, asked)
    assert "改造方案审批" in page(client, builder, "figures")
    assert "所有在办件都按最新政策包办理" in page(client, builder, "versions")
    assert "锦华园改造项目" in page(client, builder, "list", state="approved")


BUDGETS = json.loads(Path(__file__).with_name("budgets.json").read_text("utf-8"))


def test_pages_take_few_queries_with_a_hundred_cases(
    client, reform, project, under_review, django_assert_max_num_queries
):
    Case.objects.bulk_create(_like(under_review, number) for number in range(100))
    window = office("natural_resources")
    kept = Registration.objects.bulk_create(_registration(project, window) for _ in range(100))[0]
    arguments = {
        "approvals:case": [under_review.pk],
        "approvals:project": [project.code],
        "approvals:scheme": [project.code],
        "approvals:registration": [kept.pk],
    }
    client.force_login(reform)
    for name, budget in BUDGETS.items():
        with django_assert_max_num_queries(budget):
            found = client.get(reverse(name, args=arguments.get(name, [])))
        assert found.status_code == 200, name


@pytest.fixture
def under_review(builder, reform, project, scheme):
    return accept(reform, office_day.submit(builder, project, "scheme"), None)


def test_s38_figures_show_the_share_that_was_decided_in_time(client, reform, under_review):
    late, today = timedelta(days=3), timezone.localdate()
    rows = [_like(under_review, number) for number in range(3)]
    for number, row in enumerate(rows):
        row.state, row.days_used, row.ended_on = "approved", number, today
        row.due_on = today - late if number == 0 else today
    Case.objects.bulk_create(rows)
    assert "66.7%" in page(client, reform, "figures")
    (pace,) = figures(reform, current_pack()).paces
    assert (pace.cases, pace.median, pace.slowest_tenth) == (3, 1, 2)


def test_a_list_goes_on_by_key(client, reform, under_review):
    Case.objects.bulk_create(_like(under_review, number) for number in range(60))
    first = page(client, reform, "list", state="all")
    assert first.count('<th scope="row"') == 50
    (more,) = set(re.findall(r"before=(\d+)", first))
    rest = page(client, reform, "list", state="all", before=more)
    assert rest.count('<th scope="row"') == 11
    assert "更早的办件" not in rest


def _like(case, number):
    same = ("project", "jurisdiction", "pack", "applicant", "lead", "submitted_on")
    kept = {name: getattr(case, name) for name in same}
    return Case(procedure="scheme", state="approved" if number == 0 else "withdrawn", **kept)


def _registration(project, window):
    return Registration(
        project=project,
        jurisdiction=project.jurisdiction,
        kind="title",
        subject="301室",
        window=window,
        received_on=timezone.localdate(),
    )
