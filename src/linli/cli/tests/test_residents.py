"""The commands about residents' data: new keys, sealing anew, erasing (S10; PIPL 47)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from linli.cli.commands import app
from linli.registry.contacts import Given, add_contact
from linli.registry.models import Compound, Contact

pytestmark = pytest.mark.django_db
PHONE = "13800000000"


def run(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["residents", *arguments], env={"COLUMNS": "200"})
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture
def kept(places, lingshan_clerk, settings, tmp_path):
    settings.PERSONAL_KEYS, settings.PERSONAL_KEY_FILE = "", tmp_path / "keys"
    run("new-key")
    area = places["450721"]
    home = Compound.objects.create(code="C1", name="甲", name_key="甲", jurisdiction=area)
    return add_contact(lingshan_clerk, home, Given("household", "", "演示住户", PHONE, "", True))


def names_of_keys(settings) -> list[str]:
    return [line.split(":")[0] for line in settings.PERSONAL_KEY_FILE.read_text().split()]


def test_s10_a_new_key_comes_first_and_all_is_sealed_anew_with_it(kept, settings):
    printed = run("new-key")
    newest, oldest = names_of_keys(settings)
    assert newest in printed
    assert Contact.objects.get().phone.token.startswith(oldest)
    assert "已重新加密 1 行" in run("rotate-keys")
    fresh = Contact.objects.get()
    assert fresh.phone.token.startswith(newest)
    assert fresh.phone.opened() == PHONE
    assert "已重新加密 0 行" in run("rotate-keys")


def test_a_file_that_holds_no_keys_is_not_written_over(settings, tmp_path):
    settings.PERSONAL_KEYS, settings.PERSONAL_KEY_FILE = "", tmp_path / "keys"
    settings.PERSONAL_KEY_FILE.write_text("something else")
    run("new-key", code=1)
    assert settings.PERSONAL_KEY_FILE.read_text() == "something else"


def test_s10_what_is_out_of_date_is_only_counted_until_yes_is_said(kept):
    assert kept.compound.jurisdiction.name not in run("erase", "--reason", "到期")
    Contact.objects.update(confirmed_on=timezone.localdate() - timedelta(days=1096))
    counted = run("erase", "--reason", "到期")
    assert kept.compound.jurisdiction.name in counted
    assert "未删除" in counted
    assert Contact.objects.get().phone.opened() == PHONE
    run("erase", "--yes", code=1)  # erasing needs a reason
    assert Contact.objects.get().phone.opened() == PHONE
    assert "已删除 1" in run("erase", "--yes", "--reason", "到期")
    assert not Contact.objects.get().phone


def test_s10_one_person_is_erased_on_request(kept):
    one = ("erase", "--contact", str(kept.pk), "--reason", "本人要求")
    assert "未删除" in run(*one)
    assert Contact.objects.get().erased_on is None
    run(*one, "--yes")
    assert Contact.objects.get().erased_why == "本人要求"
