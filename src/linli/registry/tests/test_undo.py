"""An import is taken back in one step, or not at all (S12)."""

import pytest
from django.urls import reverse

from linli.core.kernel.problem import ProblemError
from linli.foundation.record.models import Entry
from linli.foundation.record.verify import verify
from linli.registry.actions import change_facts, confirm_import
from linli.registry.merging import merge
from linli.registry.models import Building, Compound, Home, Sighting, Workbook
from linli.registry.releasing import make_release
from linli.registry.tests.workbooks import sheets, workbook
from linli.registry.undo import may_undo, undo_import

pytestmark = pytest.mark.django_db
FIRST = ("锦华园", "灵山县", 48, "1992-05", "人民路12号")
OTHER = ("红旗小区", "灵山县", 30, "1988", "江滨路3号")
PARTS = {
    "小区": [["小区名称", "县区", "户数"], ["锦华园", "灵山县", 50], ["红旗小区", "灵山县", 30]],
    "楼栋": [["县区", "小区名称", "楼栋", "楼栋户数"], ["灵山县", "锦华园", "1栋", 24]],
    "户": [["县区", "小区名称", "楼栋", "房号"], ["灵山县", "锦华园", "1栋", "101"]],
}


@pytest.fixture
def store(lingshan_clerk, survey_round):
    return lambda content, name="调查表.xlsx", user=lingshan_clerk: confirm_import(
        content, name, user, survey_round
    )


def everything():
    """Return all that an import writes, as it stands."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Compound, Building, Home, Sighting)
    ]


def codes(problems):
    return [problem.code for problem in problems]


def test_an_import_knows_its_entries_of_the_record(store):
    stored = store(sheets(PARTS))
    entries = Entry.objects.filter(pk__range=(stored.first_entry, stored.last_entry))
    assert set(entries.values_list("table", flat=True)) == {
        "registry_workbook",
        "registry_workbook_jurisdictions",
        "registry_compound",
        "registry_building",
        "registry_home",
    }


def test_undoing_brings_back_every_row_and_removes_what_was_added(store, lingshan_clerk):
    store(workbook(FIRST))
    before = everything()
    second = store(sheets(PARTS), "第二批.xlsx")
    assert Home.objects.count() == 1
    assert may_undo(lingshan_clerk, second) == []
    undo_import(second, lingshan_clerk, "传错了文件")
    assert everything() == before
    second.refresh_from_db()
    assert (second.undone_by, second.undone_because) == (lingshan_clerk, "传错了文件")
    assert "传错了文件" in Entry.objects.filter(table="registry_compound").first().reason
    assert verify() == []


def test_imports_are_undone_from_the_last_to_the_first(store, lingshan_clerk):
    first, second = store(workbook(FIRST)), store(workbook(("锦华园", "灵山县", 50, "", "")))
    (problem,) = may_undo(lingshan_clerk, first)
    assert problem.code == "undo-in-the-way"
    assert "锦华园" in problem.message.zh
    undo_import(second, lingshan_clerk, "重来")
    assert Compound.objects.get().facts["households"] == 48
    undo_import(first, lingshan_clerk, "重来")
    assert everything() == [[], [], [], []]


def test_an_import_is_undone_once_and_with_a_reason(store, lingshan_clerk):
    stored = store(workbook(FIRST))
    with pytest.raises(ProblemError, match="事由"):
        undo_import(stored, lingshan_clerk, " ")
    undo_import(stored, lingshan_clerk, "重来")
    with pytest.raises(ProblemError, match="已经撤销"):
        undo_import(stored, lingshan_clerk, "重来")


def test_a_file_undone_can_be_imported_again(store, lingshan_clerk):
    undo_import(store(workbook(FIRST)), lingshan_clerk, "重来")
    assert store(workbook(FIRST)).added == 1


def test_what_later_depends_on_it_is_named_and_nothing_changes(store, lingshan_clerk, city_officer):
    stored = store(workbook(FIRST, OTHER))
    kept, merged = Compound.objects.order_by("name")
    change_facts(kept, {"households": 31}, lingshan_clerk, "核实")
    merge(kept, merged, lingshan_clerk, "同一小区")
    make_release(city_officer, "首版")
    before = everything()
    with pytest.raises(ProblemError) as refused:
        undo_import(stored, lingshan_clerk, "重来")
    said = " ".join(problem.message.zh for problem in refused.value.problems)
    assert "版本 R1" in said
    assert "红旗小区" in said
    assert "合并" in said
    assert everything() == before


def test_buildings_of_another_import_are_needed(store, lingshan_clerk):
    first = store(workbook(FIRST))
    store(sheets({"楼栋": PARTS["楼栋"]}), "楼栋.xlsx")
    (problem,) = may_undo(lingshan_clerk, first)
    assert "楼栋" in problem.message.zh


def test_a_name_that_is_taken_meanwhile_is_not_given_back(store, lingshan_clerk):
    store(workbook(FIRST))
    code = Compound.objects.get().code
    headings = ("小区名称", "县区", "小区编码", "详细地址")
    renaming = store(workbook(("锦华苑", "灵山县", code, ""), headings=headings))
    store(workbook(("锦华园", "灵山县", "", "新建路99号"), headings=headings))
    with pytest.raises(ProblemError, match="锦华园"):
        undo_import(renaming, lingshan_clerk, "重来")
    assert Compound.objects.filter(name="锦华苑").exists()


def test_s10_another_county_s_clerk_does_not_undo_it(store, qinnan_clerk, department, city_officer):
    stored = store(workbook(FIRST))
    assert codes(may_undo(qinnan_clerk, stored)) == ["undo-not-yours"]
    assert codes(may_undo(department, stored)) == ["undo-not-yours"]
    assert may_undo(city_officer, stored) == []


def test_the_button_on_the_workbook_s_page(clerk, store):
    stored = store(workbook(FIRST))
    page = clerk.get(reverse("registry:workbook", args=[stored.pk])).content.decode()
    assert "撤销导入" in page
    address = reverse("registry:workbook-undo", args=[stored.pk])
    assert "事由" in clerk.post(address, {"reason": ""}).content.decode()
    assert Compound.objects.exists()
    clerk.post(address, {"reason": "传错了文件"})
    assert not Compound.objects.exists()
    assert (
        "传错了文件" in clerk.get(reverse("registry:workbook", args=[stored.pk])).content.decode()
    )
    assert Workbook.objects.get().undone_at
