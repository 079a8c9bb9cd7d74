"""The form for ODK and Kobo: pyxform takes it, and it asks what the dictionary asks."""

import io
import re
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from django.urls import reverse
from pyxform.xls2xform import convert

from linli.core.policy.schema import FactType, Subject
from linli.foundation.people.models import Division, Role
from linli.registry.bridge import dictionary
from linli.registry.xlsform import EN, ZH, xlsform

pytestmark = pytest.mark.django_db
XF = "{http://www.w3.org/2002/xforms}"


def sheets(user) -> dict[str, list[dict[str, str]]]:
    book = openpyxl.load_workbook(io.BytesIO(xlsform(user)))
    found = {}
    for sheet in book:
        headings, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(headings, row, strict=True)) for row in rows]
    return found


def test_pyxform_accepts_the_form_without_a_warning(city_officer):
    warnings: list[str] = []
    made = convert(io.BytesIO(xlsform(city_officer)), warnings=warnings, file_type=".xlsx")
    assert made.warnings in (None, [])
    assert warnings == []
    form = ET.fromstring(made.xform)  # noqa: S314 - made here
    binds = {bind.get("nodeset").rpartition("/")[2]: bind for bind in form.iter(f"{XF}bind")}
    facts = dictionary().facts_of(Subject.COMPOUND)
    assert set(facts) <= set(binds)
    assert binds["location"].get("type") == "geopoint"
    assert binds["households"].get("type") == "int"
    assert binds["name"].get("required") == "true()"
    assert "photo_1" in binds
    languages = {each.get("lang") for each in form.iter(f"{XF}translation")}
    assert languages == {ZH, EN}


def test_s12_every_fact_is_asked_once_in_both_languages_with_its_meaning(city_officer):
    rows = {row["name"]: row for row in sheets(city_officer)["survey"]}
    for name, fact in dictionary().facts_of(Subject.COMPOUND).items():
        row = rows[name]
        assert row[f"label::{ZH}"].startswith(fact.label.zh)
        assert row[f"label::{EN}"].startswith(fact.label.en)
        assert row[f"hint::{ZH}"].startswith(fact.meaning.zh)
        if fact.unit:
            assert fact.unit.zh in row[f"label::{ZH}"]


def test_an_unlikely_figure_is_doubted_and_only_an_impossible_one_is_refused(city_officer):
    rows = {row["name"]: row for row in sheets(city_officer)["survey"]}
    low, high = dictionary().facts["households"].range
    doubt = rows["households_doubt"]
    assert doubt["type"] == "note"
    assert doubt["relevant"] == (
        f"${{households}} != '' and (${{households}} < {low:g} or ${{households}} > {high:g})"
    )
    assert rows["households"]["constraint"] == ". >= 0"


def test_a_date_may_be_a_year_a_month_or_a_day(city_officer):
    rows = {row["name"]: row for row in sheets(city_officer)["survey"]}
    (pattern,) = re.findall(r"regex\(\., '(.*)'\)", rows["built_on"]["constraint"])
    assert all(re.search(pattern, text) for text in ("1998", "1998-05", "1998-05-01"))
    assert not any(re.search(pattern, text) for text in ("98", "1998年", "1998-05-01 "))


def test_choices_are_the_dictionarys_values(city_officer):
    choices = sheets(city_officer)["choices"]
    for name, fact in dictionary().facts_of(Subject.COMPOUND).items():
        if fact.type is FactType.ENUM:
            listed = [row["name"] for row in choices if row["list_name"] == name]
            assert listed == list(fact.values)


def places(user, kind):
    return {row["name"]: row for row in sheets(user)["choices"] if row["list_name"] == kind}


def test_s10_places_are_those_of_the_users_area_each_below_the_one_above(
    city_officer, lingshan_clerk
):
    assert set(places(lingshan_clerk, "jurisdiction")) == {"450721"}
    towns = places(lingshan_clerk, "town")
    assert towns
    assert {town["jurisdiction"] for town in towns.values()} == {"450721"}
    communities = places(lingshan_clerk, "community")
    assert communities
    assert {community["town"] for community in communities.values()} <= set(towns)
    assert len(places(city_officer, "jurisdiction")) == 5


def test_a13_towns_of_the_port_area_are_not_those_of_the_district_around_it(city_officer):
    towns = places(city_officer, "town")
    assert towns["450702401"]["jurisdiction"] == "QZG"
    assert "QZG" not in {towns[code]["jurisdiction"] for code in towns if code < "450702400"}


def test_a_community_post_gets_the_places_of_its_area(appoint):
    division = Division.objects.filter(level="community", code__startswith="450721").first()
    user = appoint("community", Role.COMMUNITY, division=division)
    assert set(places(user, "jurisdiction")) == {"450721"}


def test_the_form_can_be_downloaded(client, lingshan_clerk):
    client.force_login(lingshan_clerk)
    response = client.get(reverse("registry:xlsform"))
    assert response.status_code == 200
    assert convert(io.BytesIO(response.content), file_type=".xlsx").xform


def test_people_without_the_programmes_data_get_no_form(client, system_administrator):
    client.force_login(system_administrator)
    assert client.get(reverse("registry:xlsform")).status_code == 403
