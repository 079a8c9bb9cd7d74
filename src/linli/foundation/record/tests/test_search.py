import csv
import io
import json
from datetime import date, timedelta
from urllib.parse import quote

import openpyxl
import pytest
from django.utils import timezone

from linli.foundation.people.models import Organisation
from linli.foundation.record import exports
from linli.foundation.record.context import changing
from linli.foundation.record.events import note, note_failure
from linli.foundation.record.models import Entry, Event
from linli.foundation.record.reads import CHANGE, Search, entries
from linli.foundation.record.verify import verify

pytestmark = pytest.mark.django_db
TABLE = "people_organisation"


@pytest.fixture
def past(city_officer, auditor):
    """Return how to look for entries among changes, sign-ins, readings and downloads."""
    with changing(city_officer, "整改小区办"):
        office = Organisation.objects.create(name='甲"办"')
    with changing(auditor, "=1+1"):
        Organisation.objects.create(name="乙办")
    note(city_officer, Event.Kind.SIGNED_IN, "10.0.0.1", "登录")
    note(city_officer, Event.Kind.READ_PERSONAL, "联系人 7", "核实住址")
    note(auditor, Event.Kind.EXPORTED, '/x/?"kind": "signed_in"', "导出下载")
    note_failure("city", None)

    def reasons(**asked):
        return {each.reason for each in entries(auditor, Search(**asked))}

    reasons.office = str(office.pk)
    return reasons


def test_entries_are_found_by_who_did_or_tried_it(past):
    assert past(who="city") == {"整改小区办", "登录", "核实住址", "登录失败"}
    assert past(who="auditor") == {"=1+1", "导出下载"}
    assert past(who="cit") == set()


def test_entries_are_found_by_kind(past):
    kinds = ("signed_in", "sign_in_failed", "read_personal", "exported")
    assert [past(kind=kind) for kind in kinds] == [
        {"登录"},
        {"登录失败"},
        {"核实住址"},
        {"导出下载"},
    ]
    changes = past(kind=CHANGE)
    assert {"整改小区办", "=1+1"} <= changes
    assert not {"登录", "登录失败", "核实住址", "导出下载"} & changes


def test_entries_are_found_by_table_row_and_text(past):
    assert past(table=TABLE, who="city") == {"整改小区办"}
    assert past(table=TABLE, row=past.office) == {"整改小区办"}
    assert past(text="改小区") == {"整改小区办"}
    assert past(text='甲"办') == {"整改小区办"}
    assert past(text="联系人 7", kind="read_personal") == {"核实住址"}
    assert past(text="丙办") == set()


def test_a_day_is_shanghai_s_and_both_ends_count(auditor):
    Organisation.objects.create(name="甲办")
    written = Entry.objects.first()
    day = timezone.localtime(written.moment).date()
    assert written in entries(auditor, Search(since=day, until=day))
    assert not entries(auditor, Search(since=day + timedelta(days=1))).exists()
    assert not entries(auditor, Search(until=day - timedelta(days=1))).exists()
    before, first, last, after = (
        written.at.replace(written.at[:19], moment)
        for moment in (
            "2021-05-31T15:59:59",
            "2021-05-31T16:00:00",
            "2021-06-01T15:59:59",
            "2021-06-01T16:00:00",
        )
    )
    for at in (before, first, last, after):
        Entry.objects.create(at=at, table=TABLE, row="0")
    june = date(2021, 6, 1)
    found = entries(auditor, Search(row="0", since=june, until=june))
    assert [each.at for each in found] == [last, first]


def test_others_find_nothing(past, city_officer, system_administrator):
    assert not entries(city_officer, Search()).exists()
    assert not entries(system_administrator, Search()).exists()


@pytest.mark.parametrize(
    ("asked", "field", "said"),
    [
        ("since=2021-02-30", "since", "输入一个有效的日期。"),
        ("until=0001-01-01", "until", "请填写 2000 年至 2100 年之间的日期。"),
        ("since=2021-06-02&until=2021-06-01", "until", "截止日期不能早于起始日期。"),
        ("row=7", "row", "请同时选择数据表。"),
        ("table=auth_nothing", "table", "选择一个有效的选项"),
        ("kind=rumour", "kind", "选择一个有效的选项"),
        ("text=%00", "text", "不允许是用空字符串"),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_is_sent(client, auditor, asked, field, said):
    client.force_login(auditor)
    shown = client.get(f"/record/export/csv/?{asked}", follow=True)
    (errors,) = shown.context["form"].errors.values()
    assert [*shown.context["form"].errors] == [field]
    assert said in errors[0]
    assert said in shown.content.decode()
    assert not shown.context["page"].object_list
    assert not Event.objects.filter(kind=Event.Kind.EXPORTED).exists()


def exported(client, query: str, kind: str) -> list[list[str]]:
    response = client.get(f"/record/export/{kind}/?{query}")
    assert response.status_code == 200
    content = b"".join(response) if response.streaming else response.content
    if kind == "csv":
        return [*csv.reader(io.StringIO(content.decode("utf-8-sig")))]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.usefixtures("past")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("query", ["", "who=city", f"table={TABLE}&text=办", "text=没有的"])
def test_the_file_holds_what_the_list_finds_and_is_itself_recorded(client, auditor, kind, query):
    client.force_login(auditor)
    sent = quote(query, safe="=&")
    expected = client.get(f"/record/?{sent}").context["page"].paginator.object_list
    keys = [str(each.pk) for each in expected]
    rows = exported(client, sent, kind)
    assert [row[0] for row in rows if row[0].isdigit()] == keys
    newest = Entry.objects.first()
    assert (newest.table, newest.actor) == ("record_event", "auditor")
    about = json.loads(newest.after)
    assert about["kind"] == "exported"
    assert about["about"].rstrip("?") == f"/record/export/{kind}/?{query}".rstrip("?")
    assert verify() == []


@pytest.mark.usefixtures("past")
def test_no_cell_of_the_csv_runs_as_a_formula(client, auditor):
    client.force_login(auditor)
    (_head, row) = exported(client, f"who=auditor&table={TABLE}", "csv")
    assert row[3] == "'=1+1"


@pytest.mark.usefixtures("past")
def test_too_many_for_a_sheet_is_told_and_the_csv_takes_them(client, auditor, monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROWS", 1)
    client.force_login(auditor)
    shown = client.get("/record/export/xlsx/?who=city", follow=True)
    assert "符合条件的有 4 条，XLSX 最多 1 条" in shown.content.decode()
    assert shown.context["form"]["who"].value() == "city"
    assert not Event.objects.filter(about__contains="/export/").exists()
    assert len(exported(client, "who=city", "csv")) == 1 + 4


def test_a_text_too_long_for_a_cell_is_cut_and_says_so(client, auditor):
    client.force_login(auditor)
    Entry.objects.create(at=timezone.now().isoformat(), table=TABLE, row="0", after="长" * 40_000)
    (*_rest, row) = exported(client, f"table={TABLE}&row=0", "xlsx")
    assert len(row[8]) == 32_767
    assert row[8].endswith("全文见 CSV）")
    (_head, row) = exported(client, f"table={TABLE}&row=0", "csv")
    assert len(row[8]) == 40_000


def test_only_the_auditor_takes_the_record_away(client, city_officer, system_administrator):
    for user in (city_officer, system_administrator):
        client.force_login(user)
        assert client.get("/record/export/csv/").status_code == 403
