"""Exports are what is seen, all of it, and come back by the import unchanged."""

import csv
import io
import json
import zipfile

import openpyxl
import pyogrio.raw
import pytest
import shapely
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from linli.core.policy.schema import FactType, Subject
from linli.engines.workbook.guard import guarded, unguarded
from linli.foundation.people.models import Role
from linli.registry.bridge import dictionary
from linli.registry.criteria import Criterion
from linli.registry.exports import KINDS, export
from linli.registry.intake import preview
from linli.registry.models import Compound
from linli.registry.selection import IDENTITY, USUAL, Selection
from linli.registry.tests.examples import examples
from linli.registry.tests.stock import make_stock
from linli.registry.tests.workbooks import workbook

pytestmark = pytest.mark.django_db
FACTS = dictionary().facts_of(Subject.COMPOUND)
EVERYTHING = Selection(columns=tuple(name for name in FACTS if name not in IDENTITY))
FEW = examples(6)


@pytest.fixture
def stock(places):
    return make_stock(40)


@pytest.fixture
def officer(appoint):
    return appoint("city", Role.CITY_OFFICE)


def sheet_of(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content)).active


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_columns_are_those_that_were_chosen_the_code_first(stock, officer):
    sheet = sheet_of(export(officer, Selection(), "xlsx"))
    headings = [cell.value for cell in sheet[1]]
    assert headings[:3] == ["小区编码", "小区名称", "县区"]
    assert headings[3:] == ["社区", "建成时间", "户数（户）", "建筑面积（㎡）"]
    assert len(USUAL) == 4
    assert sheet.max_row == 1 + len(stock)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_export_that_nobody_edited_changes_nothing(stock, officer, survey_round, kind):
    found = preview(export(officer, EVERYTHING, kind), f"清单.{kind}", officer, survey_round)
    assert found.changed == []
    assert found.quarantined == []
    assert (len(found.added), found.same) == (0, len(stock))


@FEW
@given(edits=st.sets(st.integers(0, 39), max_size=12), kind=st.sampled_from(["xlsx", "csv"]))
def test_an_edited_export_changes_just_what_was_edited(stock, officer, survey_round, edits, kind):
    content = export(officer, EVERYTHING, kind)
    content = edited_xlsx(content, edits) if kind == "xlsx" else edited_csv(content, edits)
    found = preview(content, f"清单.{kind}", officer, survey_round)
    compounds = list(Compound.objects.order_by("code"))
    old = {compounds[at].code: compounds[at].facts.get("original_owner") for at in edits}
    assert {row.code: row.changes for row in found.changed} == {
        code: {"original_owner": (before, "改后单位")} for code, before in old.items()
    }
    assert found.quarantined == []


def edited_xlsx(content: bytes, edits) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    column = [cell.value for cell in book.active[1]].index("原产权单位") + 1
    for at in edits:
        book.active.cell(at + 2, column).value = "改后单位"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def edited_csv(content: bytes, edits) -> bytes:
    rows = rows_of(content)
    column = rows[0].index("原产权单位")
    for at in edits:
        rows[at + 1][column] = "改后单位"
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def test_no_cell_of_a_csv_can_run_as_a_formula(stock, officer):
    texts = [name for name in EVERYTHING.shown if FACTS[name].type is FactType.TEXT]
    heads = [EVERYTHING.shown.index(name) for name in texts]
    cells = [row[at] for row in rows_of(export(officer, EVERYTHING, "csv"))[1:] for at in heads]
    assert "'=1+1" in cells
    assert "''=1+1" in cells
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}]


@given(st.text())
def test_what_is_guarded_is_read_back(text):
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in {"=", "+", "-", "@"}


def test_a_formula_in_an_excel_cell_is_a_text(stock, officer):
    content = export(officer, EVERYTHING, "xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_numbers_are_exact_or_text(officer, places, survey_round):
    fine, long = "0.000001", "1234567890123.45"
    facts = {"name": "甲", "jurisdiction": "灵山县", "management_area": fine}
    facts["estimated_investment"] = long
    Compound.objects.create(
        code="4507210000000001",
        name="甲",
        name_key="甲",
        jurisdiction=places["450721"],
        facts=facts,
    )
    selection = Selection(columns=("estimated_investment", "management_area"))
    cells = [cell.value for cell in sheet_of(export(officer, selection, "xlsx"))[2]]
    assert cells[3:] == [long, 0.000001]
    features = json.loads(export(officer, selection, "geojson"))["features"]
    assert features[0]["properties"]["estimated_investment"] == long
    for kind in ("xlsx", "csv"):
        found = preview(export(officer, selection, kind), f"清单.{kind}", officer, survey_round)
        assert (found.changed, found.same) == ([], 1)


def test_geojson_holds_every_compound_placed_or_not(stock, officer):
    found = json.loads(export(officer, EVERYTHING, "geojson"))
    compounds = list(Compound.objects.order_by("code"))
    assert [feature["id"] for feature in found["features"]] == [each.code for each in compounds]
    for feature, compound in zip(found["features"], compounds, strict=True):
        at = compound.facts.get("location")
        expected = at and {"type": "Point", "coordinates": [float(part) for part in at.split(",")]}
        assert feature["geometry"] == expected
        assert feature["properties"]["heritage"] == compound.facts.get("heritage")
        assert feature["properties"]["households"] == compound.facts.get("households")
    assert "crs" not in found  # WGS 84, as RFC 7946 says


def test_geopackage_is_read_by_gdal_with_its_coordinate_system(stock, officer, tmp_path):
    path = tmp_path / "list.gpkg"
    path.write_bytes(export(officer, EVERYTHING, "gpkg"))
    meta, _ids, shapes, columns = pyogrio.raw.read(path)
    compounds = list(Compound.objects.order_by("code"))
    assert meta["crs"] == "EPSG:4490"
    assert meta["geometry_type"] == "Point"
    assert list(meta["fields"]) == list(EVERYTHING.shown)
    data = dict(zip(meta["fields"], columns, strict=True))
    assert list(data["code"]) == [each.code for each in compounds]
    for place, compound in enumerate(compounds):
        at = compound.facts.get("location")
        assert (shapes[place] is None) == (at is None)
        if at:
            point = shapely.from_wkb(shapes[place])
            assert [point.x, point.y] == [float(part) for part in at.split(",")]
    known = [each.facts.get("households") for each in compounds]
    assert [None if n != n else int(n) for n in data["households"]] == known  # noqa: PLR0124 - NaN


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_selection_makes_an_empty_file(stock, officer, kind):
    nothing = Selection(text="没有这个小区")
    assert export(officer, nothing, kind)


def test_s10_an_export_holds_the_own_area_only(stock, lingshan_clerk):
    names = {row[2] for row in rows_of(export(lingshan_clerk, EVERYTHING, "csv"))[1:]}
    assert names == {"灵山县"}


def test_an_export_follows_filter_and_order_without_pages(stock, officer):
    criterion = Criterion("households", "known")
    selection = Selection(criteria=(criterion,), sort="households", descending=True)
    rows = rows_of(export(officer, selection, "csv"))
    counts = [int(row[5]) for row in rows[1:]]
    assert counts == sorted(counts, reverse=True)
    assert len(counts) == sum("households" in each.facts for each in stock)


@pytest.mark.parametrize(("kind", "media"), KINDS.items())
def test_the_page_hands_the_file_out(city, stocked, kind, media):
    response = city.get(reverse("registry:export", args=[kind]), {"text": "jhy"})
    assert response.status_code == 200
    assert response["Content-Type"] == media
    assert response["Content-Disposition"].startswith("attachment")
    assert response.getvalue()


def test_a_wrong_filter_leads_back_to_the_list(city, stocked):
    query = {"fact-1": "households", "is-1": "is", "value-1": "x"}
    response = city.get(reverse("registry:export", args=["csv"]), query)
    assert response.status_code == 302
    assert "value-1=x" in response.url
    assert city.get(reverse("registry:export", args=["pdf"])).status_code == 404


def test_a_csv_that_a_spreadsheet_guarded_is_imported_as_meant(officer, survey_round):
    table = workbook(("甲园", "灵山县", 5, "1990", "路1号"))
    assert preview(table, "a.xlsx", officer, survey_round).added[0].name == "甲园"
    text = "小区名称,县区,详细地址\n甲园,灵山县,'-2号楼\n"
    added = preview(text.encode(), "a.csv", officer, survey_round).added
    assert added[0].facts["address"] == "-2号楼"
