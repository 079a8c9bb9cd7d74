"""Small workbooks for the tests of the intake."""

import io
from collections.abc import Mapping, Sequence
from datetime import date

import openpyxl
import pytest

from linli.registry.models import SurveyRound

HEADINGS = ("小区名称", "县区", "户数", "建成时间", "详细地址")


def workbook(*rows: Sequence[object], headings: Sequence[str] = HEADINGS) -> bytes:
    """Return an xlsx workbook of one sheet 小区."""
    book = openpyxl.Workbook()
    book.active.title = "小区"
    book.active.append(list(headings))
    for row in rows:
        book.active.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sheets(tables: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """Return an xlsx workbook of several sheets, each its headings and its rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture
def survey_round(places):
    return SurveyRound.objects.create(
        name="2021 年摸底调查", year=2021, cutoff=date(2005, 12, 31), opened_on=date(2021, 4, 29)
    )
