"""A newer pack with another procedure comes while cases are open (S32, S34)."""

import shutil

import pytest
from django.conf import settings
from django.urls import reverse

from linli.approvals.actions.after import move_case
from linli.approvals.actions.applying import submit
from linli.approvals.actions.deciding import accept
from linli.approvals.models import Case
from linli.approvals.reads import moved_cases
from linli.approvals.tests import office_day
from linli.determination.actions import load_pack
from linli.foundation.steps.models import Step
from linli.reserve.models import Project

pytestmark = pytest.mark.django_db
ASKED = 'opinions = ["市住房城乡建设局", "市自然资源局", "市财政局"]'
FEWER = 'opinions = ["市住房城乡建设局", "市财政局"]'


@pytest.fixture
def newer(tmp_path):
    """Load the city's pack with one office fewer to be asked about a scheme."""

    def load():
        folder = shutil.copytree(settings.PACK, tmp_path / settings.PACK.name)
        for upper in ("china_civil_code", "community_services_tax", "construction_procedures"):
            shutil.copytree(settings.PACK.parent / upper, tmp_path / upper)
        procedures = folder / "procedures.toml"
        text = procedures.read_text("utf-8")
        assert text.count(ASKED) == 1
        procedures.write_text(text.replace(ASKED, FEWER), "utf-8")
        return load_pack(folder, None)

    return load


@pytest.fixture
def decided(project, scheme, builder, reform, asked):
    """A case that was approved before the newer pack came."""
    return office_day.approved_scheme(project, builder, reform, asked).case


@pytest.fixture
def others(project, builder):
    """Two more projects of the county with complete schemes."""
    made = []
    for number in (2, 3):
        facts = dict(office_day.EASY_FACTS)
        one = Project.objects.create(
            code=f"P{number}",
            name=f"{number}号院改造项目",
            jurisdiction=project.jurisdiction,
            facts=facts,
        )
        office_day.complete_scheme(one, builder)
        made.append(one)
    return made


def test_s32_open_cases_are_named_and_moved_one_by_one_and_decided_ones_stay(
    client, project, decided, others, builder, reform, newer
):
    waiting, under_review = (submit(builder, each, "scheme") for each in others)
    under_review = accept(reform, under_review, None)
    version = newer()

    found = moved_cases(reform, {})
    assert {each.case.pk for each in found.rows} == {waiting.pk, under_review.pk}
    assert {change.zh for each in found.rows for change in each.changes} == {"征求意见的单位不同"}
    client.force_login(reform)
    shown = client.get(reverse("approvals:versions")).content.decode()
    assert "征求意见的单位不同" in shown
    assert project.name not in shown

    posted = {"act": "move", "version": waiting.version}
    address = reverse("approvals:case", args=[waiting.pk])
    assert client.post(address, posted).status_code == 302
    assert client.post(address, posted).status_code == 422  # somebody moved it meanwhile
    packs = dict(Case.objects.values_list("pk", "pack"))
    assert packs == {
        decided.pk: decided.pack_id,
        waiting.pk: version.pk,
        under_review.pk: decided.pack_id,
    }
    assert [each.case.pk for each in moved_cases(reform, {}).rows] == [under_review.pk]
    moved = accept(reform, waiting, None)
    assert [each.organisation.code for each in moved.opinions.all()] == [
        "housing_bureau",
        "finance_bureau",
    ]
    assert under_review.opinions.count() == 3


def test_s34_a_decided_case_is_not_moved(decided, reform, newer):
    version = newer()
    steps = Step.objects.count()
    assert office_day.refused(move_case, reform, decided, version, None) == ["case-state"]
    assert Step.objects.count() == steps
