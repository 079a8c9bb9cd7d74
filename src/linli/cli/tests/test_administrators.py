import pytest
from django.utils import timezone
from typer.testing import CliRunner

from linli.cli.commands import app
from linli.foundation.access.reads import holders
from linli.foundation.people.models import Role, User
from linli.foundation.record.models import Entry

pytestmark = pytest.mark.django_db
ROLES = (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR)


def run() -> str:
    done = CliRunner().invoke(app, ["administrators"], env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    return done.output


def test_three_people_get_three_posts_and_first_passwords(client):

    printed = run()
    today = timezone.localdate()
    assert len(set().union(*(holders(role, today) for role in ROLES))) == len(ROLES)
    line = next(each for each in printed.splitlines() if "sysadmin" in each)
    password = line.replace("│", " ").split()[-1]
    client.post("/account/login/", {"login": "sysadmin", "password": password})
    assert client.get("/administration/accounts/").url == "/account/password/change/"
    kept = Entry.objects.exclude(actor="sysadmin").values_list("reason", flat=True)
    assert {*kept} - {""} == {"开通三员账号", "命令行开通三员账号"}


def test_again_it_changes_nothing():
    run()
    before = Entry.objects.count()
    assert "均已在任" in run()
    assert Entry.objects.count() == before
    assert User.objects.count() == len(ROLES)
