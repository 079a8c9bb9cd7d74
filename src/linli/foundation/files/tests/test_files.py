import pytest
from django.core.files.base import ContentFile

from linli.core.kernel.problem import ProblemError
from linli.foundation.files import actions
from linli.foundation.files.actions import media_type, store_file
from linli.foundation.files.models import StoredFile
from linli.foundation.files.responses import file_response

PNG = b"\x89PNG\r\n\x1a\nany"
PDF = b"%PDF-1.7 any"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (PNG, "image/png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x18ftypheic", "image/heic"),
        (b"\0\0\0\x18ftypmif1", "image/heic"),
        (PDF, "application/pdf"),
        (b"<html><script>", ""),
        (b"GIF89a", ""),
        (b"", ""),
    ],
)
def test_a_file_is_what_its_content_says(content, kind):
    assert media_type(content) == kind


@pytest.mark.django_db
def test_the_same_content_is_kept_once():
    assert store_file(PNG) == store_file(PNG)
    assert StoredFile.objects.count() == 1


@pytest.mark.django_db
def test_a_file_over_the_limit_and_one_of_no_known_kind_are_refused(monkeypatch):
    monkeypatch.setattr(actions, "MAX_BYTES", 4)
    for content, code in ((PNG, "file-too-large"), (b"<p>", "file-kind")):
        with pytest.raises(ProblemError) as refused:
            store_file(content)
        assert [problem.code for problem in refused.value.problems] == [code]
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_the_same_content_from_two_at_once_is_kept_once(monkeypatch):
    def other_comes_first(content):
        monkeypatch.undo()
        store_file(content)
        return ContentFile(content)

    monkeypatch.setattr(actions, "ContentFile", other_comes_first)
    stored = store_file(PNG)
    assert StoredFile.objects.get() == stored


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "download", "disposition"),
    [(PNG, False, "inline"), (PNG, True, "attachment"), (PDF, False, "attachment")],
)
def test_only_pictures_are_shown_and_no_kind_is_guessed(content, download, disposition):
    response = file_response(store_file(content), "外墙.png", download=download)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith(disposition)
    assert response.headers["Content-Type"] == media_type(content)
    assert response.headers["Cache-Control"].startswith("private")
    assert b"".join(response.streaming_content) == content
