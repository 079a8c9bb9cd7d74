"""A registry with two compounds, and the browsers of those who look at it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linli.registry.actions import confirm_import
from linli.registry.tests.workbooks import workbook

HERE = ("锦华园", "灵山县", 48, "1992-05", "人民路12号")
THERE = ("江滨苑", "钦南区", 60, None, "江滨路3号")
BAD = ("坏行小区", "灵山县", "约50", "1990", "新建路1号")


@pytest.fixture
def stocked(survey_round):
    """A registry with one compound in 灵山县, and one of unknown year in 钦南区."""
    return confirm_import(workbook(HERE, THERE), "首批.xlsx", None, survey_round)


@pytest.fixture
def clerk(client, lingshan_clerk):
    """The browser of 灵山县's clerk."""
    client.force_login(lingshan_clerk)
    return client


@pytest.fixture
def city(client, city_officer):
    """The browser of the city's officer."""
    client.force_login(city_officer)
    return client


def upload(browser, survey_round, *rows, content=None, **others):
    """Upload rows, or a file's content; return the answer."""
    file = SimpleUploadedFile("调查表.xlsx", workbook(*rows) if content is None else content)
    data = {"round": survey_round.pk, "workbook": file, **others}
    return browser.post(reverse("registry:intake"), data)


def preview_of(browser, survey_round, *rows):
    """Upload rows; return the address of their preview."""
    response = upload(browser, survey_round, *rows)
    assert response.status_code == 302, response.content.decode()
    return response.url


def confirm(browser, address, sha256=None):
    """Confirm an upload as its preview stands, or as one seen earlier."""
    if sha256 is None:
        sha256 = browser.get(address).context["tables"].preview.sha256
    return browser.post(f"{address}confirm/", {"sha256": sha256})


def text_of(response) -> str:
    """Return a page's text."""
    return response.content.decode()
