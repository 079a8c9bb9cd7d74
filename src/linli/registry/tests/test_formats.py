"""One survey in every format that offices send: what is read is the same (S12, S13)."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from linli.registry.intake import preview

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "files"
"""One workbook as LibreOffice saved it: xlsx, xls (Excel 97) and ods."""
EXPECTED = {
    "锦华园": {
        "name": "锦华园",
        "jurisdiction": "灵山县",
        "households": 48,
        "built_on": "1992-05-06",
        "floor_area": "3520.5",
        "location": "109.29,22.43",
        "has_property_manager": True,
        "structure": "brick_concrete",
        "address": "人民路12号",
    },
    "造船工人新村": {
        "name": "造船工人新村",
        "jurisdiction": "灵山县",
        "households": 120,
        "built_on": "1988",
        "floor_area": "12000",
        "has_property_manager": False,
        "structure": "frame",
        "address": "江滨路3号",
    },
}


@pytest.fixture
def read(lingshan_clerk, survey_round):
    return lambda content, name: preview(content, name, lingshan_clerk, survey_round)


def as_csv(encoding: str, delimiter: str) -> bytes:
    """Return the sheet of compounds as a csv file."""
    sheet = openpyxl.load_workbook(FILES / "survey.xlsx")["小区"]
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerows(["" if c is None else c for c in row] for row in sheet.values)
    return file.getvalue().encode(encoding)


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_a_workbook_of_three_sheets(read, ending):
    found = read((FILES / f"survey.{ending}").read_bytes(), f"调查表.{ending}")
    assert {each.name: each.facts for each in found.added} == EXPECTED
    assert found.quarantined == []
    assert found.buildings.added["name"].to_list() == ["1栋", "2栋"]
    assert found.homes.added["name"].to_list() == ["1-101"]
    assert '"real_estate_unit":"450721001001GB00001F00010001"' in found.homes.added["facts"][0]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_text_file(read, encoding, delimiter):
    found = read(as_csv(encoding, delimiter), "调查表.csv")
    assert {each.name: each.facts for each in found.added} == EXPECTED
    assert found.quarantined == []
