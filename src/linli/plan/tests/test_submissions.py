"""An adopted plan on its way to the national and regional lists (S32)."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from linli.core.kernel.problem import ProblemError
from linli.foundation.files.models import StoredFile
from linli.plan.actions import HandIn, Receipt, adopt, note_answer, submit
from linli.plan.models import Submission
from linli.plan.tests.year import YEAR, small_year, solved
from linli.reserve.models import Project

PDF = Receipt("回执.pdf", b"%PDF-1.7 receipt")


@pytest.fixture
def plan(places):
    small_year(places)
    return adopt(None, solved(), "定稿")[0]


def today() -> date:
    return timezone.localdate()


def refused(action) -> list[str]:
    with pytest.raises(ProblemError) as caught:
        action()
    return [problem.code for problem in caught.value.problems]


def test_s32_accepted_projects_know_it_and_the_others_know_that_they_are_not(plan, city_officer):
    hand = HandIn("national", "钦住建报〔2021〕9号", today(), PDF)
    made = submit(city_officer, plan, hand)
    assert bytes(made.receipt.content.read()) == PDF.content
    line = plan.lines.get(project__code="PL1")
    note_answer(city_officer, made, today(), "建办〔2021〕1号", [line.pk])
    facts = dict(Project.objects.values_list("code", "facts"))
    assert facts["PL1"]["in_national_plan"] is True
    assert facts["PL2"]["in_national_plan"] is False
    assert "in_national_plan" not in facts["PL3"]
    assert "in_regional_plan" not in facts["PL1"]


def test_a_plan_is_handed_in_once_a_list_and_not_before_it_is_adopted(plan, city_officer):
    hand = HandIn("regional", "9号", today())
    submit(city_officer, plan, hand)
    assert refused(lambda: submit(city_officer, plan, hand)) == ["already-submitted"]
    early = HandIn("national", "9号", today() - timedelta(days=400))
    assert refused(lambda: submit(city_officer, plan, early)) == ["before-adoption"]
    sent = Submission.objects.get()
    before = sent.handed_in_on - timedelta(days=1)
    assert refused(lambda: note_answer(city_officer, sent, before, "x", [])) == [
        "before-submission"
    ]


def test_a_receipt_that_is_no_document_is_refused_and_nothing_is_stored(plan, city_officer):
    hand = HandIn("national", "9号", today(), Receipt("x.exe", b"MZ"))
    assert refused(lambda: submit(city_officer, plan, hand)) == ["file-kind"]
    assert not Submission.objects.exists()
    assert not StoredFile.objects.exists()


def test_the_page_registers_and_the_county_only_reads(plan, client, city_officer, lingshan_clerk):
    address = reverse("plan:submit", args=[YEAR, plan.version])
    given = {"level": "national", "record_number": "钦住建报9号", "day": today().isoformat()}
    client.force_login(lingshan_clerk)
    assert client.post(address, given).status_code == 403
    client.force_login(city_officer)
    file = SimpleUploadedFile(PDF.name, PDF.content)
    client.post(address, given | {"receipt": file})
    made = Submission.objects.get()
    answer = {"day": today().isoformat(), "number": "建办1号", "line": plan.lines.first().pk}
    client.post(reverse("plan:answer", args=[made.pk]), answer)
    shown = client.get(reverse("plan:version", args=[YEAR, plan.version])).content.decode()
    assert "列入 1 个，共申报 3 个" in shown
    receipt = client.get(reverse("plan:receipt", args=[made.pk]))
    assert b"".join(receipt.streaming_content) == PDF.content
    client.force_login(lingshan_clerk)
    assert client.get(reverse("plan:receipt", args=[made.pk])).status_code == 403
    shown = client.get(reverse("plan:version", args=[YEAR, plan.version])).content.decode()
    assert "钦住建报9号" in shown
    assert "登记下达结果" not in shown
