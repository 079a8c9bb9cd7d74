import json

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.foundation.people.models import Organisation, User
from linli.foundation.record.chain import HASHED, chained_hash
from linli.foundation.record.context import changing
from linli.foundation.record.heads import keep_head, verify_with_heads
from linli.foundation.record.models import Entry
from linli.foundation.record.triggers import ENTRY, install
from linli.foundation.record.verify import head, verify

pytestmark = pytest.mark.django_db
TABLE = "people_organisation"


def last() -> Entry:
    return Entry.objects.order_by("-pk")[0]


def test_a_change_is_recorded_with_who_when_why_before_and_after(city_officer):
    with changing(city_officer, "更名"):
        office = Organisation.objects.create(name="甲办")
        Organisation.objects.filter(pk=office.pk).update(name="乙办")
    entry = last()
    assert (entry.actor, entry.reason, entry.operation) == ("city", "更名", "update")
    assert (entry.table, entry.row) == (TABLE, str(office.pk))
    assert json.loads(entry.before)["name"] == "甲办"
    assert json.loads(entry.after)["name"] == "乙办"
    assert entry.moment.utcoffset().total_seconds() == 0


def test_bulk_inserts_and_plain_sql_are_recorded_too():
    before = Entry.objects.count()
    Organisation.objects.bulk_create(Organisation(name=f"单位{n}") for n in range(5))
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET name = name || '！'")
        cursor.execute(f"DELETE FROM {TABLE}")
    assert Entry.objects.count() == before + 15
    assert verify() == []


def test_an_update_that_changes_nothing_writes_no_entry():
    office = Organisation.objects.create(name="甲办")
    before = Entry.objects.count()
    office.save()
    assert Entry.objects.count() == before


def test_entries_of_a_table_since_a_number_do_not_walk_through_all_of_the_table():
    Organisation.objects.create(name="单位0")
    before = last().pk
    Organisation.objects.bulk_create(Organisation(name=f"单位{n}") for n in (1, 2))
    User.objects.create_user("another")
    found = Entry.objects.numbered(before + 1, None, [TABLE])
    assert [json.loads(entry.after)["name"] for entry in found.order_by("pk")] == ["单位1", "单位2"]
    assert not Entry.objects.numbered(before + 1, before, [TABLE]).exists()
    table_index = Entry._meta.indexes[0].name
    assert table_index not in found.explain()


def test_passwords_never_enter_the_record(city_officer):
    city_officer.set_password("another-horse-9")
    city_officer.save()
    assert not Entry.objects.filter(after__contains=city_officer.password).exists()
    assert not Entry.objects.filter(after__contains='"password"').exists()


@pytest.mark.parametrize("statement", ["UPDATE {} SET reason = 'x'", "DELETE FROM {}"])
def test_the_record_itself_takes_no_change(statement):
    Organisation.objects.create(name="甲办")
    with (
        pytest.raises(DatabaseError, match="frozen"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(ENTRY))


def test_a_reason_ends_with_its_action(city_officer):
    with changing(city_officer, "外层"):
        with changing(None, "内层"):
            Organisation.objects.create(name="甲办")
        assert last().reason == "内层"
        Organisation.objects.create(name="乙办")
    assert (last().actor, last().reason) == ("city", "外层")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(["insert", "update", "delete", "rollback"]), max_size=12))
def test_any_sequence_of_changes_keeps_the_chain_whole(db, steps):
    for step in steps:
        office = Organisation.objects.order_by("-pk").first()
        if step == "insert":
            Organisation.objects.create(name=f"单位{Entry.objects.count()}")
        elif step == "rollback":
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                Organisation.objects.create(name="不留")
                raise ZeroDivisionError
        elif office and step == "update":
            Organisation.objects.filter(pk=office.pk).update(name=f"改{Entry.objects.count()}")
        elif office:
            office.delete()
    assert verify() == []


def without_triggers(statement: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for operation in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER freeze_{operation}_{ENTRY}")
        else:
            cursor.execute(f"DROP TRIGGER linli_freeze ON {ENTRY}")
        cursor.execute(statement)


@pytest.mark.parametrize(
    "column",
    ["at", "actor", "reason", "row", "operation", "before", "after", "previous_hash", "hash"],
)
def test_tampering_with_any_column_is_found(column):
    for name in ("甲办", "乙办", "丙办"):
        Organisation.objects.create(name=name)
    victim = Entry.objects.order_by("pk")[1]
    without_triggers(f"UPDATE {ENTRY} SET \"{column}\" = 'forged' WHERE id = {victim.pk}")
    assert [problem.code for problem in verify()] == ["record-broken"]


def test_a_removed_entry_is_found_inside_the_chain_and_at_its_end():
    for name in ("甲办", "乙办", "丙办"):
        Organisation.objects.create(name=name)
    _count, kept = head()
    newest = last().pk
    without_triggers(f"DELETE FROM {ENTRY} WHERE id = {newest}")
    assert verify() == []  # nothing in the database can tell
    assert [problem.code for problem in verify(kept)] == ["record-cut-off"]
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {ENTRY} WHERE id = {newest - 1 - 1}")
    assert [problem.code for problem in verify()] == ["record-broken"]


def test_entries_that_changed_places_are_found():
    for name in ("甲办", "乙办", "丙办"):
        Organisation.objects.create(name=name)
    first, second = Entry.objects.order_by("pk").values_list("pk", flat=True)[1:3]
    without_triggers(f"UPDATE {ENTRY} SET id = -1 WHERE id = {first}")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {ENTRY} SET id = {first} WHERE id = {second}")
        cursor.execute(f"UPDATE {ENTRY} SET id = {second} WHERE id = -1")
    (problem,) = verify()
    assert (problem.code, problem.place.row) == ("record-broken", first)


def test_a_cut_end_is_found_by_the_head_that_was_kept(settings):
    Organisation.objects.create(name="甲办")
    keep_head()
    Organisation.objects.create(name="乙办")
    keep_head()
    assert verify_with_heads() == []
    without_triggers(f"DELETE FROM {ENTRY} WHERE id = {last().pk}")
    assert [problem.code for problem in verify_with_heads()] == ["record-cut-off"]


def test_a_chain_goes_on_in_sm3_and_verifies_as_a_whole(settings):
    Organisation.objects.create(name="甲办")
    settings.RECORD_HASH = "sm3"
    install()
    Organisation.objects.create(name="乙办")
    entry = last()
    fields = [getattr(entry, name) for name in HASHED]
    assert entry.hash == chained_hash(entry.previous_hash, *fields, algorithm="sm3")
    settings.RECORD_HASH = "sha256"
    install()
    Organisation.objects.create(name="丙办")
    assert verify() == []
    without_triggers(f"UPDATE {ENTRY} SET reason = 'x' WHERE id = {entry.pk}")
    assert [problem.place.row for problem in verify()] == [entry.pk]


def test_sign_ins_failures_and_exports_are_recorded(client, auditor):
    wrong = {"login": "auditor", "password": "wrong-horse-9"}
    client.post("/account/login/", wrong)
    client.post("/account/login/", {**wrong, "password": "correct-horse-9"})
    assert client.get("/record/export/csv/?kind=change").status_code == 200
    kinds = [json.loads(e.after)["kind"] for e in Entry.objects.filter(table="record_event")]
    assert kinds == ["exported", "signed_in", "sign_in_failed"]
    assert last().actor == "auditor"
    assert "wrong-horse-9" not in "".join(Entry.objects.values_list("after", flat=True))


def test_only_the_auditor_reads_the_page(client, auditor, city_officer, system_administrator):
    for user, status in ((auditor, 200), (city_officer, 403), (system_administrator, 403)):
        client.force_login(user)
        assert client.get("/record/").status_code == status
    client.force_login(auditor)
    shown = client.post("/record/verify/", follow=True).content.decode()
    assert "变更记录完整" in shown
    assert User.objects.count() == 3
