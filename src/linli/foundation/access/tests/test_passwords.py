from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from conftest import PASSWORD
from linli.foundation.access.models import SecurityPolicy
from linli.foundation.access.passwords import first_password
from linli.foundation.access.policy import know, policy

NEW = "Another-horse-8"
CHANGE = "/account/password/change/"


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("Ab-3", "password-short"),
        ("abcdefghijk", "password-plain"),
        ("abcdefghij1", "password-plain"),
        ("lingshan-A1", "password_too_similar"),
        ("Password123", "password_too_common"),
    ],
)
def test_a_weak_password_is_refused(lingshan_clerk, password, fault):
    with pytest.raises(ValidationError) as error:
        validate_password(password, lingshan_clerk)
    assert fault in {each.code for each in error.value.error_list}


def test_the_policy_sets_length_and_kinds(lingshan_clerk):
    know(SecurityPolicy(password_length=16, password_classes=1))
    with pytest.raises(ValidationError, match="16"):
        validate_password("river-stone-77", lingshan_clerk)
    validate_password("riverstonesevens", lingshan_clerk)


def change(client, old, new):
    data = {"oldpassword": old, "password1": new, "password2": new}
    return client.post(CHANGE, data)


def test_none_of_the_last_passwords_is_taken_again(client, lingshan_clerk):
    client.force_login(lingshan_clerk)
    used, names = PASSWORD, [f"Changing-horse-{n}" for n in range(policy().password_history)]
    for name in names:
        cache.clear()
        assert change(client, used, name).url == "/"
        used = name
    cache.clear()
    assert "不得与最近 5 次用过的密码相同" in change(client, used, names[0]).content.decode()
    assert change(client, used, PASSWORD).url == "/"  # the sixth back


def test_an_outdated_password_leads_to_its_change_and_back(client, lingshan_clerk):
    client.force_login(lingshan_clerk)
    old = timezone.now() - timedelta(days=91)
    type(lingshan_clerk).objects.update(password_set_at=old)
    response = client.get("/registry/", follow=True)
    assert response.redirect_chain == [(CHANGE, 302)]
    assert "密码已用满 90 天" in response.content.decode()
    assert change(client, PASSWORD, NEW).url == "/"
    assert client.get("/registry/").status_code == 200


def test_without_an_age_passwords_stay(client, lingshan_clerk):
    know(SecurityPolicy(password_days=0))
    type(lingshan_clerk).objects.update(password_set_at=timezone.now() - timedelta(days=999))
    client.force_login(lingshan_clerk)
    assert client.get("/registry/").status_code == 200


def test_a_first_password_must_be_changed_at_once(client, lingshan_clerk):
    type(lingshan_clerk).objects.update(password_set_at=None)
    client.force_login(lingshan_clerk)
    assert client.get(reverse("overview:home")).url == CHANGE
    assert client.get(reverse("desk:tokens")).url == CHANGE
    assert client.post("/account/logout/").url == "/"


def test_a_change_of_password_ends_the_other_sessions(client, lingshan_clerk):
    other = type(client)()
    other.force_login(lingshan_clerk)
    client.force_login(lingshan_clerk)
    change(client, PASSWORD, NEW)
    assert client.get("/registry/").status_code == 200
    assert other.get("/registry/").url.startswith("/account/login/")


@pytest.mark.django_db
def test_first_passwords_suit_the_policy_and_differ():
    drawn = {first_password() for _each in range(20)}
    assert len(drawn) == 20
    for each in drawn:
        validate_password(each)
        assert not set(each) & set("0O1lI")
