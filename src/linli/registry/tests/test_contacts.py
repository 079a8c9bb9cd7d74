"""Residents' contacts: sealed, masked, read for a purpose, erased (S10; PIPL 19 and 47)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from linli.core.kernel.problem import ProblemError
from linli.foundation.record.models import Entry
from linli.foundation.residents import keys, rotation
from linli.registry.contacts import (
    Given,
    add_contact,
    contacts_with,
    correct_contact,
    erase,
    outdated,
    unmask,
)
from linli.registry.models import Compound, Contact

PHONE, IDENTITY = "13800005678", "450721199001011233"
GIVEN = Given("household", "2号楼301室", "张某某", "138-0000 5678", IDENTITY, consented=True)
OLD = f"old:{'00112233445566778899aabbccddeeff' * 2}"
NEW = f"new:{'ffeeddccbbaa99887766554433221100' * 2}"
pytestmark = pytest.mark.django_db


@pytest.fixture
def home(places):
    area = places["450721"]
    return Compound.objects.create(code="C1", name="甲", name_key="甲", jurisdiction=area)


@pytest.fixture
def kept(home, lingshan_clerk):
    return add_contact(lingshan_clerk, home, GIVEN)


def in_database() -> str:
    """Return all that the tables of contacts and of the record hold, as it is stored."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registry_contact")
        rows = [*cursor.fetchall()]
        cursor.execute("SELECT * FROM record_entry")
        return str(rows + cursor.fetchall())


def codes(call, *given):
    with pytest.raises(ProblemError) as raised:
        call(*given)
    return [problem.code for problem in raised.value.problems]


@pytest.mark.parametrize("cipher", ["aes", "sm4"])
def test_s10_neither_the_table_nor_the_record_holds_it_in_clear(
    home, lingshan_clerk, cipher, settings
):
    settings.PERSONAL_CIPHER = cipher
    kept = add_contact(lingshan_clerk, home, GIVEN)
    correct_contact(lingshan_clerk, kept, Given(phone="13900001111"), "换号")
    stored = in_database()
    for clear in ("张某某", PHONE, "13900001111", IDENTITY):
        assert clear not in stored
    fresh = Contact.objects.get()
    assert fresh.name.opened() == "张某某"
    assert fresh.phone.opened() == "13900001111"
    assert f".{cipher}." in fresh.phone.token
    last = Entry.objects.filter(table="registry_contact")[0]
    assert (last.operation, last.reason) == ("update", "换号")
    assert '"touched"' in last.after
    assert stored.count(fresh.phone.token) == 1  # in its row, not in the record


def test_as_text_it_is_masked_everywhere(kept):
    fresh = Contact.objects.get()
    assert (str(fresh.name), str(fresh.phone)) == ("张**", "138****5678")
    assert str(fresh.identity) == "4507**********1233"
    assert PHONE not in repr(vars(fresh))


def test_a_query_in_clear_is_refused(kept):
    with pytest.raises(TypeError, match="by its hash"):
        list(Contact.objects.filter(phone=PHONE))


def test_what_is_moved_into_another_column_or_altered_does_not_open(kept):
    fresh = Contact.objects.get()
    assert codes(keys.opened, fresh.phone.token, "registry_contact.name") == ["personal-altered"]
    flipped = fresh.phone.token[:-3] + ("A" if fresh.phone.token[-3] != "A" else "B") + "=="
    with pytest.raises((ProblemError, ValueError)):
        keys.opened(flipped, "registry_contact.phone")


def test_unmasking_says_who_whose_and_why_in_the_record(kept, lingshan_clerk):
    assert codes(unmask, lingshan_clerk, kept, " ") == ["contact-no-purpose"]
    assert unmask(lingshan_clerk, kept, "核对表决名册").phone.opened() == PHONE
    entry = Entry.objects.filter(table="record_event")[0]
    assert (entry.actor, entry.reason) == ("lingshan", "核对表决名册")
    assert "read_personal" in entry.after
    assert "张**" in entry.after
    assert PHONE not in entry.after


def test_s10_a_phone_is_found_within_the_scope_only(kept, lingshan_clerk, qinnan_clerk, department):
    assert contacts_with(lingshan_clerk, "+86 138 0000 5678") == [kept]
    assert contacts_with(lingshan_clerk, "13800005679") == []
    assert contacts_with(qinnan_clerk, PHONE) == []
    assert contacts_with(department, PHONE) == []
    with pytest.raises(Contact.DoesNotExist):
        unmask(qinnan_clerk, kept, "核对")


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(home, lingshan_clerk):
    wrong = GIVEN._replace(phone="1380000567", identity=IDENTITY[:-1] + "9", consented=False)
    assert codes(add_contact, lingshan_clerk, home, wrong) == [
        "contact-phone",
        "contact-identity",
        "contact-no-consent",
    ]
    assert not Contact.objects.exists()


def test_without_a_key_nothing_is_kept(home, lingshan_clerk, settings, tmp_path):
    settings.PERSONAL_KEYS, settings.PERSONAL_KEY_FILE = "", tmp_path / "keys"
    assert codes(add_contact, lingshan_clerk, home, GIVEN) == ["personal-no-key"]
    keys.add_key()
    assert settings.PERSONAL_KEY_FILE.stat().st_mode & 0o077 == 0
    assert add_contact(lingshan_clerk, home, GIVEN).pk


def test_keys_rotate_in_batches_that_can_be_stopped(home, lingshan_clerk, settings, monkeypatch):
    settings.PERSONAL_KEYS = OLD
    for _each in range(5):
        add_contact(lingshan_clerk, home, GIVEN)
    settings.PERSONAL_KEYS = f"{NEW},{OLD}"
    monkeypatch.setattr(rotation, "BATCH", 2)

    def stop(_done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(stop)
    assert rotation.stale(Contact).count() == 3
    assert len(contacts_with(lingshan_clerk, PHONE)) == 5  # found under either key
    assert rotation.rotate() == 3
    assert rotation.rotate() == 0
    settings.PERSONAL_KEYS = NEW
    assert {row.phone.opened() for row in Contact.objects.all()} == {PHONE}
    assert len(contacts_with(lingshan_clerk, PHONE)) == 5
    settings.PERSONAL_CIPHER = "sm4"
    assert rotation.rotate() == 5


def test_erasing_leaves_the_fact_and_nothing_of_the_person(kept, lingshan_clerk):
    today = timezone.localdate()
    assert not outdated(today + timedelta(days=1095))
    assert outdated(today + timedelta(days=1096)).get() == kept
    assert codes(erase, lingshan_clerk, [kept], "") == ["contact-no-reason"]
    assert erase(lingshan_clerk, [kept], "本人要求") == 1
    fresh = Contact.objects.get()
    assert not any((fresh.name, fresh.phone, fresh.identity, fresh.phone_hash, fresh.place))
    assert (fresh.erased_on, fresh.erased_why) == (today, "本人要求")
    assert contacts_with(lingshan_clerk, PHONE) == []


def test_the_pages_show_masked_until_a_purpose_is_said(client, home, kept, lingshan_clerk):
    client.force_login(lingshan_clerk)
    page = reverse("registry:compound-contacts", args=[home.code])
    own = reverse("registry:contact", args=[home.code, kept.pk])
    shown = client.get(page).content.decode()
    assert "138****5678" in shown
    assert PHONE not in shown
    assert PHONE not in client.post(own, {"act": "open", "why": ""}).content.decode()
    opened = client.post(own, {"act": "open", "why": "联系入户"}).content.decode()
    assert PHONE in opened
    assert f'<a href="{page}" aria-current="page">' in opened
    assert PHONE not in client.get(reverse("registry:compound", args=[home.code])).content.decode()
    found = client.post(reverse("registry:contacts"), {"phone": PHONE}).content.decode()
    assert "138****5678" in found
    new = {"role": "building", "name": "李某", "phone": "13900002222", "consented": "on"}
    assert client.post(page, new).status_code == 302
    assert client.post(page, {**new, "consented": ""}).status_code == 422
    corrected = {"act": "correct", "why": "换号", "phone": "13700003333"}
    assert client.post(own, corrected).status_code == 302
    assert client.post(own, {"act": "erase", "why": "本人要求"}).status_code == 302
    assert client.post(own, {"act": "open", "why": "看"}).status_code == 404


def test_the_notice_is_open_to_all(client, db):
    assert "1095" in client.get("/privacy/").content.decode()
