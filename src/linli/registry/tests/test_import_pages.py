import io
import os
import time
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linli.foundation.people.models import Role
from linli.registry import staging
from linli.registry.actions import confirm_import
from linli.registry.models import Compound, SurveyRound, Workbook
from linli.registry.tests.browsing import (
    BAD,
    HERE,
    THERE,
    confirm,
    preview_of,
    text_of,
    upload,
)
from linli.registry.tests.workbooks import HEADINGS, workbook

pytestmark = pytest.mark.django_db


def test_the_survey_form_is_a_workbook(clerk, survey_round):
    response = clerk.get(reverse("registry:form"))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert book.sheetnames == ["小区", "楼栋", "户"]


def test_a_preview_shows_each_kind_of_row_and_stores_nothing(clerk, stocked, survey_round):
    new = ("新华园", "灵山县", 30, "1998", "新华路1号")
    changed = ("锦华园", "灵山县", 52, "1992-05", "人民路12号")
    response = clerk.get(preview_of(clerk, survey_round, changed, new, BAD))
    tables = response.context["tables"]
    counts = (tables.added.total, tables.changed.total, tables.quarantined.total)
    assert counts == (1, 1, 1)
    [cell] = tables.changed.rows
    assert (cell.fact.name, cell.old, cell.new) == ("households", "48 户", "52 户")
    assert cell.code == Compound.objects.get(name="锦华园").code
    [bad] = tables.quarantined.rows
    assert (bad.row, bad.problem.place.letter, bad.problem.value) == (4, "C", "约50")
    assert "约50" in text_of(response)
    assert "新华园" in text_of(response)
    assert Workbook.objects.count() == 1
    assert not Compound.objects.filter(name="新华园").exists()


def test_the_same_rows_again_leave_nothing_to_confirm(clerk, stocked, survey_round):
    response = clerk.get(preview_of(clerk, survey_round, HERE))
    assert response.context["tables"].preview.same == 1
    assert "没有可以入库的行" in text_of(response)


def test_unknown_headings_are_named_on_the_preview(clerk, survey_round):
    content = workbook((*HERE, "红"), headings=(*HEADINGS, "门牌颜色"))
    address = upload(clerk, survey_round, content=content).url
    assert "门牌颜色" in text_of(clerk.get(address))


def test_long_tables_show_the_first_rows_and_say_the_total(clerk, survey_round):
    rows = [(f"第{n}小区", "灵山县", 30, "1998", f"新华路{n}号") for n in range(205)]
    response = clerk.get(preview_of(clerk, survey_round, *rows))
    assert len(response.context["tables"].added.rows) == 200
    assert "共 205 行，只显示前 200 行" in text_of(response)


def test_confirming_stores_the_rows_and_shows_the_result(clerk, survey_round):
    address = preview_of(clerk, survey_round, HERE, BAD)
    response = confirm(clerk, address)
    stored = Workbook.objects.get()
    assert response.url == reverse("registry:workbook", args=[stored.pk])
    page = text_of(clerk.get(response.url))
    assert "已入库：新增 1，变更 0" in page
    assert "约50" in page
    assert Compound.objects.get().name == "锦华园"
    assert clerk.get(address).status_code == 404


def test_a_confirmation_of_an_outdated_preview_is_refused_in_place(clerk, survey_round):
    address = preview_of(clerk, survey_round, HERE)
    seen = clerk.get(address).context["tables"].preview.sha256
    confirm_import(workbook(HERE), "别处.xlsx", None, survey_round)
    response = confirm(clerk, address, seen)
    assert [problem.code for problem in response.context["problems"]] == ["changed-since-preview"]
    assert Workbook.objects.count() == 1


def test_a_confirmation_without_a_seen_preview_stores_nothing(clerk, survey_round):
    address = preview_of(clerk, survey_round, HERE)
    confirm(clerk, address, "")
    assert not Compound.objects.exists()


def test_giving_up_removes_the_upload(clerk, survey_round):
    address = preview_of(clerk, survey_round, HERE)
    assert clerk.get(f"{address}give-up/").status_code == 405
    assert clerk.post(f"{address}give-up/").url == reverse("registry:intake")
    assert clerk.get(address).status_code == 404
    assert not list((Path(settings.MEDIA_ROOT) / "staging").glob("*/*"))


def test_the_problems_of_a_preview_and_of_an_import_can_be_downloaded(clerk, survey_round):
    address = preview_of(clerk, survey_round, HERE, BAD)
    before = clerk.get(f"{address}problems/")
    assert "%E8%B0%83%E6%9F%A5%E8%A1%A8-" in before.headers["Content-Disposition"]
    stored = confirm(clerk, address).url
    for response in (before, clerk.get(f"{stored}problems/")):
        book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
        assert "约50" in [cell.value for cell in book["小区"][2]]


def test_a_file_that_cannot_be_used_is_explained_in_place_and_not_kept(clerk, survey_round):
    response = upload(clerk, survey_round, content="这不是工作簿".encode())
    assert "文件无法导入，没有保存任何数据" in text_of(response)
    assert "处理办法：" in text_of(response)
    assert not (Path(settings.MEDIA_ROOT) / "staging").exists()


def test_a_broken_mapping_is_explained_in_place(clerk, survey_round):
    mapping = SimpleUploadedFile("map.toml", b"columns = 3")
    response = upload(clerk, survey_round, HERE, mapping=mapping)
    codes = {problem.code for problem in response.context["problems"]}
    assert codes == {"mapping-unreadable"}


def test_a_mapping_stays_with_the_upload_until_it_is_confirmed(clerk, survey_round):
    mapping = (
        '[columns]\n"院子" = "name"\n"地方" = "jurisdiction"\n[name]\nzh = "外来"\nen = "foreign"\n'
    )
    content = workbook(("锦华园", "灵山县"), headings=("院子", "地方"))
    file = SimpleUploadedFile("map.toml", mapping.encode())
    confirm(clerk, upload(clerk, survey_round, content=content, mapping=file).url)
    assert Compound.objects.get().name == "锦华园"


def test_a_file_over_the_limit_is_refused(clerk, survey_round, settings):
    settings.MAX_UPLOAD_BYTES = 100
    assert "超过上限" in text_of(upload(clerk, survey_round, HERE))


def test_uploading_nothing_says_so(clerk, survey_round):
    response = clerk.post(reverse("registry:intake"), {"round": survey_round.pk})
    assert "请选择要上传的工作簿。" in text_of(response)


def test_without_a_round_the_page_says_whom_to_ask(clerk):
    assert "还没有开展中的调查轮次" in text_of(clerk.get(reverse("registry:intake")))


def test_who_may_not_import_reads_why_and_is_refused(client, department, survey_round):
    client.force_login(department)
    page = text_of(client.get(reverse("registry:intake")))
    assert "您的岗位不填报摸底调查" in page
    assert "disabled" in page
    assert upload(client, survey_round, HERE).status_code == 403


def test_a_closed_round_takes_no_upload(clerk, survey_round):
    SurveyRound.objects.update(closed_on="2021-12-31")
    response = upload(clerk, survey_round, HERE)
    assert [problem.code for problem in response.context["problems"]] == ["round-closed"]


def test_another_person_s_upload_is_not_found(client, appoint, survey_round):
    client.force_login(appoint("owner", Role.COUNTY_OFFICE, "450721"))
    address = preview_of(client, survey_round, HERE)
    client.force_login(appoint("colleague", Role.COUNTY_OFFICE, "450721"))
    assert client.get(address).status_code == 404
    assert client.get(f"{address}problems/").status_code == 404
    assert client.post(f"{address}confirm/").status_code == 404
    assert client.post(f"{address}give-up/").status_code == 404
    assert not Compound.objects.exists()
    assert list((Path(settings.MEDIA_ROOT) / "staging").glob("*/*"))


def test_an_upload_is_removed_after_a_day(clerk, survey_round):
    address = preview_of(clerk, survey_round, HERE)
    [folder] = (Path(settings.MEDIA_ROOT) / "staging").glob("*/*")
    yesterday = time.time() - staging.KEPT_SECONDS - 1
    os.utime(folder, (yesterday, yesterday))
    assert clerk.get(address).status_code == 404
    preview_of(clerk, survey_round, HERE)
    assert not folder.exists()


# Earlier imports


def test_s10_a_clerk_lists_own_imports_and_those_that_touched_the_own_area(
    clerk, lingshan_clerk, qinnan_clerk, stocked, survey_round
):
    confirm_import(workbook(BAD), "自己的.xlsx", lingshan_clerk, survey_round)
    other = confirm_import(workbook(THERE, BAD), "别人的.xlsx", qinnan_clerk, survey_round)
    shown = clerk.get(reverse("registry:intake")).context["page"]
    assert [each.file_name for each in shown] == ["自己的.xlsx", "首批.xlsx"]
    assert clerk.get(reverse("registry:workbook", args=[other.pk])).status_code == 404


def test_s10_rows_that_were_not_stored_are_shown_to_who_sent_them_and_to_the_city(
    client, lingshan_clerk, qinnan_clerk, city_officer, survey_round
):
    sent = confirm_import(workbook(HERE, THERE, BAD), "全市.xlsx", city_officer, survey_round)
    seen = {}
    for user in (city_officer, lingshan_clerk, qinnan_clerk):
        client.force_login(user)
        page = client.get(reverse("registry:workbook", args=[sent.pk]))
        file = client.get(reverse("registry:workbook-problems", args=[sent.pk]))
        seen[user.username] = ("约50" in text_of(page), file.status_code)
    assert seen == {"city": (True, 200), "lingshan": (False, 404), "qinnan": (False, 404)}
