from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from conftest import PASSWORD
from linli.core.kernel.problem import ProblemError
from linli.foundation.access.actions.accounts import (
    close_account,
    may_keep_accounts,
    open_account,
    reopen_account,
    reset_password,
)
from linli.foundation.access.actions.security import appoint as give_post
from linli.foundation.access.actions.security import dismiss, may_appoint, set_policy
from linli.foundation.access.models import SecurityPolicy
from linli.foundation.access.policy import policy
from linli.foundation.people.models import Appointment, Organisation, Post, Role, User
from linli.foundation.people.scope import ADMINISTRATORS, scope_of
from linli.foundation.record.models import Entry

TODAY = timezone.localdate


def post_of(role, title="岗位") -> Post:
    office, _ = Organisation.objects.get_or_create(name=f"{role}办公室")
    return Post.objects.get_or_create(organisation=office, title=title, defaults={"role": role})[0]


def codes(problems) -> list[str]:
    return [problem.code for problem in problems]


def refusal(doing, *given) -> list[str]:
    with pytest.raises(ProblemError) as error:
        doing(*given)
    return codes(error.value.problems)


@pytest.fixture
def newcomer(system_administrator):
    """Return an account without any post."""
    return open_account(system_administrator, "newcomer", "新来", "入职")[0]


# The system administrator


def test_an_account_is_opened_without_any_right(client, system_administrator):
    account, password = open_account(system_administrator, "zhang", "张", "入职")
    assert scope_of(account).roles == frozenset()
    signed_in = client.post("/account/login/", {"login": "zhang", "password": password})
    assert signed_in.url == "/"
    assert client.get("/").url == "/account/password/change/"


def test_closing_ends_everything_and_opening_again_gives_a_new_password(
    client, system_administrator, lingshan_clerk
):
    client.force_login(lingshan_clerk)
    close_account(system_administrator, lingshan_clerk, "调离")
    assert client.get("/registry/").url.startswith("/account/login/")
    password = reopen_account(system_administrator, User.objects.get(username="lingshan"), "回岗")
    assert password != PASSWORD
    assert client.post("/account/login/", {"login": "lingshan", "password": password}).url == "/"


def test_each_change_of_an_account_is_recorded_with_its_reason(system_administrator, newcomer):
    reset_password(system_administrator, newcomer, "忘记密码")
    close_account(system_administrator, newcomer, "离职")
    kept = Entry.objects.filter(table=User._meta.db_table, row=str(newcomer.pk)).order_by("pk")
    assert [each.reason for each in kept] == ["入职", "离职"]
    assert {each.actor for each in kept} == {"sysadmin"}
    assert not [each for each in kept if newcomer.password in each.after]


def test_names_are_taken_once(system_administrator, lingshan_clerk):
    assert refusal(open_account, system_administrator, "LingShan", "", "x") == [
        "account-name-taken"
    ]


def test_nobody_does_it_to_the_own_account(system_administrator):
    assert "not-oneself" in refusal(close_account, system_administrator, system_administrator, "x")
    assert refusal(reset_password, system_administrator, system_administrator, "x") == [
        "not-oneself"
    ]


# The security administrator


def test_a_post_gives_rights_and_its_end_takes_them(security_administrator, newcomer):
    held = give_post(security_administrator, newcomer, post_of(Role.CITY_OFFICE), TODAY(), "任命")
    assert scope_of(User.objects.get(pk=newcomer.pk)).whole_city
    dismiss(security_administrator, held, TODAY(), "免职")
    assert scope_of(User.objects.get(pk=newcomer.pk)).roles == frozenset()
    assert [each.reason for each in Entry.objects.filter(table=Appointment._meta.db_table)][:2] == [
        "免职",
        "任命",
    ]


@pytest.mark.parametrize("first", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("second", [*sorted(ADMINISTRATORS), Role.CITY_OFFICE, Role.UTILITY])
def test_nobody_holds_two_posts_of_which_one_is_an_administrators(
    security_administrator, newcomer, first, second
):
    give_post(security_administrator, newcomer, post_of(first), TODAY(), "任命")
    other = post_of(second, "另一岗位")
    assert "separate-people" in codes(may_appoint(security_administrator, newcomer, other, TODAY()))


def test_nor_does_who_holds_another_post_become_an_administrator(
    security_administrator, lingshan_clerk
):
    for role in ADMINISTRATORS:
        given = (security_administrator, lingshan_clerk, post_of(role), TODAY(), "兼任")
        assert refusal(give_post, *given) == ["separate-people"]


def test_a_post_to_come_counts_too(security_administrator, newcomer):
    later = TODAY() + timedelta(days=30)
    give_post(security_administrator, newcomer, post_of(Role.AUDITOR), later, "任命")
    given = (security_administrator, newcomer, post_of(Role.CITY_OFFICE), TODAY(), "暂任")
    assert refusal(give_post, *given) == ["separate-people"]


def test_nobody_appoints_oneself_or_dismisses_the_last_of_a_kind(
    security_administrator, appoint, auditor
):
    own = (security_administrator, security_administrator, post_of(Role.AUDITOR), TODAY(), "x")
    assert "not-oneself" in refusal(give_post, *own)
    last = auditor.appointments.get()
    assert refusal(dismiss, security_administrator, last, TODAY(), "x") == ["last-administrator"]
    appoint("auditor-2", Role.AUDITOR)
    dismiss(security_administrator, last, TODAY(), "轮岗")


def test_the_last_administrator_of_a_kind_is_not_closed(system_administrator, auditor):
    assert refusal(close_account, system_administrator, auditor, "x") == ["last-administrator"]


def test_none_of_the_three_does_another_s_work(
    system_administrator, security_administrator, auditor, newcomer
):
    for user in (security_administrator, auditor):
        assert codes(may_keep_accounts(user)) == ["accounts-not-yours"]
        assert "accounts-not-yours" in refusal(close_account, user, newcomer, "x")
        assert "accounts-not-yours" in refusal(reset_password, user, newcomer, "x")
    for user in (system_administrator, auditor):
        given = (user, newcomer, post_of(Role.CITY_OFFICE), TODAY(), "x")
        assert "security-not-yours" in refusal(give_post, *given)
        assert "security-not-yours" in refusal(set_policy, user, SecurityPolicy(), "x")


def test_the_policy_is_set_with_a_reason_and_those_before_stay(client, security_administrator):
    client.force_login(security_administrator)
    page = reverse("access:policy")
    form = client.get(page).context["form"]
    data = {name: form[name].value() for name in form.fields}
    assert client.post(page, {**data, "password_length": 4, "reason": "x"}).status_code == 422
    assert client.post(page, {**data, "password_length": 12, "reason": "加强"}).status_code == 302
    assert policy().password_length == 12
    client.post(page, {**data, "password_length": 14, "reason": "再加强"})
    assert [each.password_length for each in SecurityPolicy.objects.all()] == [14, 12]
    assert Entry.objects.filter(reason="再加强", actor="security").exists()


# The pages


def test_the_pages_do_what_the_actions_do(client, system_administrator, security_administrator):
    client.force_login(system_administrator)
    data = {"username": "li", "display_name": "李", "reason": "入职"}
    shown = client.post(reverse("access:accounts"), data)
    account = User.objects.get(username="li")
    password = shown.context["made"][1]
    assert password in shown.content.decode()
    assert password not in client.get(reverse("access:accounts")).content.decode()
    page = reverse("access:account-change", args=[account.pk, "password"])
    assert client.post(page, {"reason": "忘记"}).context["password"] != password
    assert client.post(page, {"reason": ""}).status_code == 422
    client.force_login(security_administrator)
    person = reverse("access:person", args=[account.pk])
    given = {"post": post_of(Role.CITY_OFFICE).pk, "since": date(2021, 5, 1), "reason": "任命"}
    assert client.post(person, given).url == person
    twice = client.post(person, given)
    assert codes(twice.context["problems"]) == ["post-held-already"]
    held = account.appointments.get()
    client.post(reverse("access:dismiss", args=[held.pk]), {"reason": "免职"})
    held.refresh_from_db()
    assert held.until == TODAY() - timedelta(days=1)


def test_an_account_that_is_not_there_is_not_found(client, security_administrator):
    client.force_login(security_administrator)
    assert client.get(reverse("access:person", args=[99999])).status_code == 404
