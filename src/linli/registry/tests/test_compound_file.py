"""The compound's file (一小区一档): photos, documents, what other rooms add, and the print."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linli.core.policy.facts import encode
from linli.core.policy.schema import FactType, Subject
from linli.engines.documents import render_pictures
from linli.engines.documents.tests.test_documents import characters_of
from linli.foundation.files import actions as files
from linli.foundation.files.models import StoredFile
from linli.registry import compound_pdf as pdf
from linli.registry.bridge import dictionary
from linli.registry.contributions import Line, Section
from linli.registry.locator import locator, place_of
from linli.registry.merging import merge
from linli.registry.models import Attachment, Building, Compound, Visit
from linli.registry.sheet import compound_sheet
from linli.registry.tests.browsing import text_of
from linli.registry.tests.pictures import png
from linli.registry.visit_reports import Photo
from linli.registry.visits import attach_file

pytestmark = pytest.mark.django_db
JPEG_NOT = ("外墙.jpg", b"<html><script>alert(1)</script>")


@pytest.fixture
def compound(stocked):
    return Compound.objects.get(name="锦华园")


def send(browser, compound, *given, **others):
    """Upload files to a compound; return the answer."""
    photos = [SimpleUploadedFile(name, content) for name, content in given]
    data = {"kind": "photo", "caption": "", "photos": photos, **others}
    return browser.post(reverse("registry:compound-files", args=[compound.code]), data)


def address_of(attachment):
    return reverse("registry:compound-file", args=[attachment.compound.code, attachment.pk])


# Photos and documents


def test_photos_and_documents_are_kept_as_they_came_and_shown(clerk, compound):
    picture = png()
    assert send(clerk, compound, ("外墙.png", picture), caption="南面").status_code == 302
    send(clerk, compound, ("证明.pdf", b"%PDF-1.7 x"), kind="proof")
    page = text_of(clerk.get(reverse("registry:compound-files", args=[compound.code])))
    assert "南面" in page
    assert "证明.pdf" in page
    photo = Attachment.objects.get(kind="photo")
    assert b"".join(clerk.get(address_of(photo)).streaming_content) == picture
    assert f'src="{address_of(photo)}"' in text_of(
        clerk.get(reverse("registry:compound", args=[compound.code]))
    )


def test_a_document_is_downloaded_and_no_browser_guesses_its_kind(clerk, compound):
    send(clerk, compound, ("证明.pdf", b"%PDF-1.7 x"), kind="proof")
    response = clerk.get(address_of(Attachment.objects.get()))
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("given", "kind", "words"),
    [
        (JPEG_NOT, "photo", "不是可以保存的文件类型"),
        (("说明.pdf", b"%PDF-1.7"), "photo", "不是照片"),
        (("外墙.png", b"\x89PNG\r\n\x1a\n" + b"0" * 99), "photo", "上限"),
    ],
)
def test_what_cannot_be_kept_is_told_at_the_field_and_nothing_is_stored(
    clerk, compound, monkeypatch, given, kind, words
):
    monkeypatch.setattr(files, "MAX_BYTES", 64)
    response = send(clerk, compound, given, kind=kind)
    assert response.status_code == 422
    assert words in text_of(response)
    assert given[0] in text_of(response) or words == "不是照片"
    assert not Attachment.objects.exists()


def test_nothing_chosen_is_said(clerk, compound):
    assert "请选择要上传的文件" in text_of(send(clerk, compound))


def test_s10_files_of_others_are_not_found(clerk, client, stocked, city_officer, qinnan_clerk):
    there = Compound.objects.get(name="江滨苑")
    kept = attach_file(there, Photo("门.png", png()), "photo", "", city_officer)
    assert clerk.get(address_of(kept)).status_code == 404
    assert send(clerk, there, ("外墙.png", png())).status_code == 404
    client.force_login(qinnan_clerk)
    assert client.get(address_of(kept)).status_code == 200
    here = Compound.objects.get(name="锦华园")
    elsewhere = reverse("registry:compound-file", args=[here.code, kept.pk])
    assert client.get(elsewhere).status_code == 404


def test_nobody_gets_a_file_without_signing_in(client, compound, lingshan_clerk):
    kept = attach_file(compound, Photo("门.png", png()), "photo", "", lingshan_clerk)
    assert client.get(address_of(kept)).status_code == 302


def test_a_department_sees_files_and_adds_none(client, department, compound):
    client.force_login(department)
    assert send(client, compound, ("外墙.png", png())).status_code == 403
    assert not StoredFile.objects.exists()


def test_a_merged_compound_leads_to_what_it_became_and_brings_its_photos(
    client, city_officer, compound, places
):
    other = Compound.objects.create(
        code="X1", name="锦华", name_key="锦华", jurisdiction=compound.jurisdiction
    )
    kept = attach_file(other, Photo("门.png", png()), "photo", "旧门", city_officer)
    merge(compound, other, city_officer, "同一小区")
    client.force_login(city_officer)
    response = client.get(reverse("registry:compound", args=["X1"]))
    assert response.url == reverse("registry:compound", args=[compound.code])
    page = text_of(client.get(response.url))
    assert address_of(kept) in page
    assert "锦华（X1）" in page.replace("”", "").replace("“", "")


# The place


def test_the_small_map_marks_the_place_and_is_empty_without_outlines(settings, tmp_path):
    assert locator(place_of("108.62,21.95")).count("<circle") == 2
    assert "<circle" not in locator(place_of(None))
    assert "钦北区" in locator(None)
    settings.PACK = tmp_path
    assert locator(None) == ""


# The print


def pages_of(content: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", content))


def printed(user, compound) -> bytes:
    return pdf.compound_pdf(user, compound_sheet(compound))


def test_the_file_is_printed_on_two_pages_with_its_names(clerk, compound):
    response = clerk.get(reverse("registry:compound-print", args=[compound.code]))
    content = response.content
    assert response.headers["Content-Type"] == "application/pdf"
    assert pages_of(content) == 2
    assert set("锦华园灵山县首批供水破损") - {"破", "损"} <= characters_of(content)


def fill(compound, long="很长的名称" * 30):
    """Give a compound everything, each as long as it may be."""
    values = {
        FactType.BOOL: True,
        FactType.INT: 999_999_999_999,
        FactType.DECIMAL: "99999999999999.99",
        FactType.MONEY: "99999999999999.99",
        FactType.RATIO: "0.123456789",
        FactType.DATE: "1998-05-01",
        FactType.POINT: "108.620000000001,21.950000000001",
    }
    for name, fact in dictionary().facts_of(Subject.COMPOUND).items():
        last = next(reversed(fact.values), long)
        compound.facts[name] = encode(values.get(fact.type, last))
    compound.name = "超长小区名称" * 20
    compound.save()


def test_extreme_content_is_still_two_pages(compound, lingshan_clerk, monkeypatch):
    fill(compound)
    facts = {"building_storeys": 33, "building_entrances": 12, "building_homes": 999}
    Building.objects.bulk_create(
        Building(compound=compound, name=f"第{n}栋" + "长名" * 20, facts=facts) for n in range(300)
    )
    for n in range(9):
        colour = (n * 20, 90, 150)
        photo = Photo(f"{n}.png", png(300 if n % 2 else 40, 40 if n % 2 else 900, colour))
        attach_file(compound, photo, "photo", "照片说明" * 40, lingshan_clerk)
    lines = [Line("事项" * 40, "结果" * 40, "二（二）1") for _ in range(60)]
    monkeypatch.setattr(
        pdf, "sections_of", lambda *_: [Section("房间" * 20, lines, "说明" * 60)] * 5
    )
    content = printed(lingshan_clerk, compound)
    assert pages_of(content) == 2
    data, pictures = pdf.compound_document(lingshan_clerk, compound_sheet(compound))
    assert "另有 252 栋" in data["buildings-note"]
    assert len(data["photos"]) == 4
    assert len(render_pictures(pdf._template(), data, pictures)) == 2


def test_a_compound_of_which_nothing_is_known_is_two_pages(compound, lingshan_clerk, monkeypatch):
    compound.facts = {}
    compound.save()
    monkeypatch.setattr(pdf, "sections_of", lambda *_: [])
    monkeypatch.setattr(pdf, "locator", lambda _place: "")
    assert pages_of(printed(lingshan_clerk, compound)) == 2


def test_a_broken_photo_is_left_out_of_the_print(compound, lingshan_clerk):
    for content in (png()[:50], png()):
        attach_file(compound, Photo("a.png", content), "photo", "", lingshan_clerk)
    data, _files = pdf.compound_document(lingshan_clerk, compound_sheet(compound))
    assert len(data["photos"]) == 1


def test_the_print_names_sources_notice_and_the_records_number(compound, lingshan_clerk, settings):
    settings.DEMO = True
    sheet = compound_sheet(compound)
    data, _files = pdf.compound_document(lingshan_clerk, sheet)
    assert data["notice"] == "演示数据（虚构）"
    assert "首批.xlsx" in data["sources"][0]
    assert data["sources"][0].startswith("①")
    assert str(sheet.newest.number) <= data["footer"].split()[-1]
    written = [line for column in data["fact-columns"] for line in column]
    assert {"label": "户数", "value": "48 户", "known": True, "mark": "①"} in written


def test_s20_all_forty_one_items_are_printed_with_their_state(
    compound, lingshan_clerk, survey_round
):
    compound.facts["condition_water"] = "damaged"
    compound.save()
    Visit.objects.create(
        client_id=uuid4(),
        compound=compound,
        noted_at=datetime(2021, 5, 3, tzinfo=UTC),
        works={"greenery": "missing", "lighting": "intact"},
    )
    data, _files = pdf.compound_document(lingshan_clerk, compound_sheet(compound))
    items = {line["label"]: line for group in data["works"] for line in group["lines"]}
    assert len(items) == 41
    assert (items["供水"]["state"], items["供水"]["needs"]) == ("破损", "需要")
    assert (items["绿化整治"]["state"], items["绿化整治"]["needs"]) == ("缺失", "需要")
    assert items["照明整治"]["needs"] == "不需要"
    assert items["便利店"]["needs"] == "—"
