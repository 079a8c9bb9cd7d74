"""Foreign layouts go through the page on which columns are matched with facts (S12)."""

import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linli.core.kernel.coordinates import Datum
from linli.core.kernel.period import Period
from linli.core.kernel.problem import ProblemError
from linli.core.kernel.text import Text
from linli.foundation.people.models import Role
from linli.registry.actions import confirm_import
from linli.registry.intake import preview
from linli.registry.mapping import Mapping, Unreadable, read_mapping, write_mapping
from linli.registry.mappings import save_mapping, usable_mappings
from linli.registry.matching import proposed
from linli.registry.merging import decide_namesake
from linli.registry.models import Compound, SavedMapping, Workbook
from linli.registry.staging import Upload
from linli.registry.tests.browsing import text_of, upload
from linli.registry.tests.listings import HEADINGS, second_listing
from linli.registry.tests.workbooks import sheets, workbook
from linli.registry.undecided import undecided

ROOT = Path(__file__).parents[4]
SHARED = Path(os.environ.get("LINLI_SHARED", ROOT.parent / "shared"))
REAL = SHARED / "data" / "real" / "nanning_listing.xlsx"
SECOND = read_mapping((ROOT / "samples/second_listing.toml").read_bytes())
FOREIGN = ("楼盘", "位置", "房龄")

pytestmark = pytest.mark.django_db


def foreign(*rows):
    return workbook(*rows, headings=FOREIGN)


def fields(page, **chosen):
    """Return the form of a mapping page as a browser sends it, with other choices."""
    found = {column.field: column.target for column in page.columns}
    by_heading = {column.heading: column.field for column in page.columns}
    named = {by_heading.get(key, key): value for key, value in chosen.items()}
    first = {
        "name": page.mapping.name.zh,
        "sheet": page.mapping.sheet,
        "jurisdiction": page.jurisdiction,
        "coordinates": str(page.mapping.coordinates),
        "unreadable": str(page.mapping.unreadable),
    }
    return {**first, **found, **named}


def test_a_file_whose_headings_are_not_understood_leads_to_the_page(clerk, survey_round):
    response = upload(clerk, survey_round, content=foreign(("甲小区", "人民路1号", "1990")))
    assert response.url.endswith("/columns/")
    page = clerk.get(response.url)
    assert "没有找到“小区名称”一列" in text_of(page)
    assert [c.heading for c in page.context["page"].columns] == list(FOREIGN)
    assert "人民路1号" in text_of(page)


def test_by_choice_the_page_comes_first_and_proposes_what_it_knows(clerk, survey_round):
    content = workbook(("锦华园", "灵山县", "48", "1990", "x"))
    address = upload(clerk, survey_round, content=content, match_columns="on").url
    page = clerk.get(address).context["page"]
    assert [column.target for column in page.columns] == [
        "name",
        "jurisdiction",
        "households",
        "built_on",
        "address",
    ]
    assert [cell.words for cell in page.rows.lines[0].cells][2] == "48 户"


def test_columns_are_chosen_previewed_and_used(clerk, survey_round):
    content = foreign(("甲小区", "人民路1号", "1990"), ("乙小区", "人民路2号", "很久"))
    address = upload(clerk, survey_round, content=content).url
    page = clerk.get(address).context["page"]
    chosen = fields(page, 楼盘="name", 位置="address", 房龄="built_on", jurisdiction="灵山县")
    looked = clerk.post(address, {**chosen, "action": "look"}).context["page"].rows
    assert [line.is_stored for line in looked.lines] == [True, False]
    assert "很久" in looked.lines[1].cells[2].problem.message.zh
    kept = clerk.post(address, {**chosen, "unreadable": "keep", "action": "look"})
    assert [line.is_stored for line in kept.context["page"].rows.lines] == [True, True]
    response = clerk.post(address, {**chosen, "unreadable": "keep", "action": "use"})
    tables = clerk.get(response.url).context["tables"]
    assert (tables.added.total, tables.quarantined.total) == (2, 0)
    clerk.post(f"{response.url}confirm/", {"sha256": tables.preview.sha256})
    assert Compound.objects.get(name="甲小区").facts == {
        "name": "甲小区",
        "jurisdiction": "灵山县",
        "address": "人民路1号",
        "built_on": "1990",
    }


def test_a_mapping_that_lacks_a_column_is_explained_on_the_page(clerk, survey_round):
    address = upload(clerk, survey_round, content=foreign(("甲小区", "x", "1990"))).url
    page = clerk.get(address).context["page"]
    response = clerk.post(address, {**fields(page, 楼盘="name"), "action": "use"})
    assert "县区" in response.context["problems"][0].message.zh
    twice = {**fields(page, 楼盘="name", 位置="name", jurisdiction="灵山县"), "action": "use"}
    assert response.status_code == 200
    assert "无法确定" in clerk.post(address, twice).context["problems"][0].message.zh
    half = fields(page, 楼盘="name", 位置="location.longitude", jurisdiction="灵山县")
    assert (
        "经度和纬度"
        in clerk.post(address, {**half, "action": "use"}).context["problems"][0].message.zh
    )


def test_a_constant_is_read_as_a_cell_would_be(clerk, survey_round):
    address = upload(clerk, survey_round, content=foreign(("甲小区", "x", "1990"))).url
    chosen = fields(clerk.get(address).context["page"], 楼盘="name", jurisdiction="灵山县")
    chosen |= {"constant-0": "households", "text-0": "约50"}
    assert (
        "约50" in clerk.post(address, {**chosen, "action": "use"}).context["problems"][0].message.zh
    )
    response = clerk.post(address, {**chosen, "text-0": "50户", "action": "use"})
    assert clerk.get(response.url).context["tables"].preview.added[0].facts["households"] == 50


def test_a_mapping_is_saved_by_name_and_used_for_the_next_file(clerk, lingshan_clerk, survey_round):
    address = upload(clerk, survey_round, content=foreign(("甲小区", "x", "1990"))).url
    chosen = fields(
        clerk.get(address).context["page"], 楼盘="name", 房龄="built_on", jurisdiction="灵山县"
    )
    clerk.post(address, {**chosen, "name": "楼盘清单", "save": "yes", "action": "use"})
    saved = SavedMapping.objects.get()
    assert saved.organisation.name == "lingshan的单位"
    response = upload(clerk, survey_round, content=foreign(("乙小区", "x", "1991")), saved=saved.pk)
    assert clerk.get(response.url).context["tables"].preview.added[0].facts["built_on"] == "1991"
    again = upload(clerk, survey_round, content=foreign(("丙小区", "x", "1991"))).url
    page = clerk.get(f"{again}?saved={saved.pk}").context["page"]
    assert [column.target for column in page.columns] == ["name", "", "built_on"]
    assert clerk.post(reverse("registry:mapping-drop", args=[saved.pk])).status_code == 302
    assert not SavedMapping.objects.exists()


def test_s10_another_office_s_mapping_is_not_shown(clerk, appoint, survey_round):
    other = appoint("pubei", Role.COUNTY_OFFICE, "450722")
    save_mapping(other, "别处的", SECOND)
    assert not usable_mappings(clerk.get(reverse("registry:intake")).wsgi_request.user).exists()
    address = upload(clerk, survey_round, content=foreign(("甲小区", "x", "1990"))).url
    pk = SavedMapping.objects.get().pk
    assert clerk.get(f"{address}?saved={pk}").status_code == 404
    assert clerk.post(reverse("registry:mapping-drop", args=[pk])).status_code == 404


def test_a_department_saves_none(department):
    with pytest.raises(ProblemError, match="岗位"):
        save_mapping(department, "x", SECOND)


def test_another_s_upload_is_not_found(client, clerk, qinnan_clerk, survey_round):
    address = upload(clerk, survey_round, content=foreign(("甲小区", "x", "1990"))).url
    client.force_login(qinnan_clerk)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "mapping",
    [
        SECOND,
        Mapping(
            name=Text('引号"和\\反斜杠', "quotes"),
            columns={"含\n换行\x7f": "name", "“中文”": "location.longitude"},
            constants={"jurisdiction": "灵山县"},
            unreadable=Unreadable.KEEP,
            coordinates=Datum.BD09,
        ),
    ],
)
def test_a_mapping_is_the_same_when_read_from_its_file(mapping):
    assert read_mapping(write_mapping(mapping).encode()) == mapping


def test_columns_alike_are_proposed_only_where_their_values_fit(survey_round):
    rows = [["楼盘名", "总户數", "建成年份（年）"], ["甲", "四十", "1990"], ["乙", "很多", "1991"]]
    found = proposed(Upload("x.xlsx", sheets({"表": rows}), survey_round))
    assert "总户數" not in found.columns
    assert found.columns["建成年份（年）"] == "built_on"


# Two whole listings ------------------------------------------------------------------------


def test_the_second_listing_is_stored_as_it_truly_is(lingshan_clerk, survey_round):
    content, truth = second_listing()
    stored = confirm_import(content, "台账.xlsx", lingshan_clerk, survey_round, SECOND)
    assert (stored.added, stored.quarantined) == (len(truth), 0)
    for line in truth:
        facts = Compound.objects.get(name=line["name"]).facts
        assert facts["compound_kind"] == "reformed"
        assert facts["structure"] == "brick_concrete"
        for name in ("households", "floor_area", "built_on"):
            assert facts.get(name) == line[name]
        position = facts.get("location")
        if line["location"] is None:
            assert position is None
        else:
            found = [float(part) for part in position.split(",")]
            assert found == pytest.approx(line["location"], abs=1e-6)


def test_the_second_listing_goes_through_the_page_as_well(clerk, survey_round):
    content, truth = second_listing()
    address = upload(clerk, survey_round, content=content, match_columns="on").url
    page = clerk.get(f"{address}?sheet=台账").context["page"]
    assert [column.heading for column in page.columns] == HEADINGS
    chosen = fields(page, **SECOND.columns, coordinates="gcj02", jurisdiction="灵山县")
    response = clerk.post(address, {**chosen, "action": "use"})
    tables = clerk.get(response.url).context["tables"]
    assert (tables.added.total, tables.quarantined.total) == (len(truth), 0)
    position = tables.preview.added[0].facts["location"]
    expected = truth[0]["location"]
    assert [float(part) for part in position.split(",")] == pytest.approx(expected, abs=1e-6)


@pytest.mark.skipif(not REAL.exists(), reason="the real listing is not on this machine")
def test_the_real_listing_goes_through_the_page(city, city_officer, survey_round):
    file = SimpleUploadedFile("清单.xlsx", REAL.read_bytes())
    data = {"round": survey_round.pk, "workbook": file, "match_columns": "on"}
    address = city.post(reverse("registry:intake"), data).url
    page = city.get(address).context["page"]
    targets = {column.heading: column.target for column in page.columns}
    assert targets["小区名称"] == "name"
    assert targets["建造年代"] == "built_on"
    ours = (
        dict.fromkeys(targets, "")
        | read_mapping((ROOT / "samples/nanning_listing.toml").read_bytes()).columns
        | {"停车位": "", "停 车 位": "parking_spaces"}
    )
    chosen = fields(page, **ours, jurisdiction="钦南区", unreadable="keep")
    response = city.post(address, {**chosen, "action": "use"})
    tables = city.get(response.url).context["tables"]
    assert tables.added.total + tables.quarantined.total == 752
    city.post(f"{response.url}confirm/", {"sha256": tables.preview.sha256})
    mapping = read_mapping(write_mapping(_staged_mapping(chosen)).encode())
    decide_all_apart(city_officer, survey_round, mapping)
    years = [c.facts["built_on"] for c in Compound.objects.all() if "built_on" in c.facts]
    assert Compound.objects.count() == 752
    assert len(years) == 268
    assert sum(Period.parse(year).last.year <= 2000 for year in years) == 56


def _staged_mapping(chosen):
    return Mapping(
        name=Text("x", "x"),
        columns=read_mapping((ROOT / "samples/nanning_listing.toml").read_bytes()).columns,
        constants={"jurisdiction": chosen["jurisdiction"]},
        unreadable=Unreadable.KEEP,
    )


def decide_all_apart(user, survey_round, mapping):
    """Say of every row that may be another compound that it is not, and import it."""
    content = REAL.read_bytes()
    found = preview(content, "清单.xlsx", user, survey_round, mapping)
    for each in undecided(found, 100):
        decide_namesake(each.compound, each.key, user, "实为两个小区", same=False)
    confirm_import(content, "清单.xlsx", user, survey_round, mapping)
    assert Workbook.objects.count() == 2
