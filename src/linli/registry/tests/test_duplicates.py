"""Suspected duplicates: found, merged, taken apart, kept apart; decided by people (S11)."""

import pytest
from django.urls import reverse

from linli.core.kernel.problem import ProblemError
from linli.foundation.record.models import Entry
from linli.registry.columns import registry_columns
from linli.registry.duplicates import differences, suspects
from linli.registry.merging import keep_apart, merge, take_apart
from linli.registry.models import Building, Compound, Merge, Namesake
from linli.registry.tests.browsing import text_of

pytestmark = pytest.mark.django_db
REASON = "现场核实"


@pytest.fixture
def make(places):
    def compound(code, name, area="450721", **facts):
        return Compound.objects.create(
            code=code,
            name=name,
            name_key=name,
            jurisdiction=places[area],
            facts={"name": name, **facts},
        )

    return compound


@pytest.fixture
def twins(make):
    """One compound entered twice, the second time with what the first lacked."""
    first = make("1", "锦华园", address="人民路12号", community="东风", households=48)
    second = make("2", "锦华园小区", address="灵山县人民路12号", community="东风社区", buildings=3)
    for owner, name in ((first, "1栋"), (second, "1栋"), (second, "2栋")):
        Building.objects.create(compound=owner, name=name)
    return first, second


def codes(user):
    pairs, total = suspects(user, 50)
    assert len(pairs) == total
    return [(each.left.code, each.right.code) for each in pairs]


def test_s11_the_same_compound_entered_twice_is_suspected(twins, make, city_officer):
    make("3", "江滨苑", address="江滨路3号")
    pairs, total = suspects(city_officer, 50)
    assert total == 1
    assert (pairs[0].left.code, pairs[0].right.code, pairs[0].score) == ("1", "2", 100)


def test_s10_a_pair_is_shown_to_those_who_may_see_both(twins, lingshan_clerk, qinnan_clerk):
    assert codes(lingshan_clerk) == [("1", "2")]
    assert codes(qinnan_clerk) == []


def test_the_same_name_in_two_jurisdictions_is_no_suspicion(make, city_officer):
    make("1", "教师新村")
    make("2", "教师新村", area="450702")
    assert codes(city_officer) == []


def test_s11_merging_keeps_one_and_takes_over_what_it_did_not_know(twins, lingshan_clerk):
    kept, merged = twins
    merge(kept, merged, lingshan_clerk, REASON)
    kept = Compound.objects.get()
    assert (kept.code, kept.facts["households"], kept.facts["buildings"]) == ("1", 48, 3)
    assert kept.facts["address"] == "人民路12号"
    assert list(kept.buildings.values_list("name", flat=True)) == ["1栋", "2栋"]
    assert registry_columns().frame["code"].to_list() == ["1"]
    assert codes(lingshan_clerk) == []
    assert Entry.objects.filter(table="registry_compound", reason=REASON).count() == 2


def test_a_merge_taken_apart_leaves_both_as_they_were(twins, lingshan_clerk):
    before = list(Compound.objects.values_list("code", "name", "facts"))
    done = merge(*twins, lingshan_clerk, REASON)
    take_apart(done, lingshan_clerk, "误合并")
    assert list(Compound.objects.values_list("code", "name", "facts")) == before
    names = Building.objects.order_by("compound__code", "name").values_list(
        "compound__code", "name"
    )
    assert list(names) == [("1", "1栋"), ("2", "1栋"), ("2", "2栋")]
    assert codes(lingshan_clerk) == [("1", "2")]
    assert Merge.objects.get().undone_because == "误合并"


def test_what_was_corrected_after_a_merge_stays_corrected(twins, lingshan_clerk):
    done = merge(*twins, lingshan_clerk, REASON)
    kept = Compound.objects.get()
    kept.facts["buildings"] = 4
    kept.save()
    take_apart(done, lingshan_clerk, "误合并")
    assert Compound.objects.get(code="1").facts["buildings"] == 4


def test_a_merge_is_taken_apart_once_and_the_later_first(twins, make, lingshan_clerk):
    third = make("3", "锦华园大院")
    earlier = merge(*twins, lingshan_clerk, REASON)
    later = merge(third, twins[0], lingshan_clerk, REASON)
    with pytest.raises(ProblemError, match="已经拆分"):
        take_apart(earlier, lingshan_clerk, "误合并")
    take_apart(later, lingshan_clerk, "误合并")
    take_apart(earlier, lingshan_clerk, "误合并")
    with pytest.raises(ProblemError):
        take_apart(earlier, lingshan_clerk, "误合并")
    assert Compound.objects.count() == 3


def test_kept_apart_is_remembered_until_a_name_or_place_changes(twins, lingshan_clerk):
    keep_apart(*twins, lingshan_clerk, "两个院子")
    assert codes(lingshan_clerk) == []
    second = twins[1]
    second.facts["address"] = "人民路12号院"
    second.save()
    assert codes(lingshan_clerk) == [("1", "2")]
    assert Namesake.objects.get().same is False


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_decision_needs_a_reason(twins, lingshan_clerk, reason):
    for decide in (merge, keep_apart):
        with pytest.raises(ProblemError) as caught:
            decide(*twins, lingshan_clerk, reason)
        assert caught.value.problems[0].place.key == "reason"
    assert Compound.objects.count() == 2


def test_s10_nobody_decides_for_another_area(twins, qinnan_clerk, department):
    with pytest.raises(Compound.DoesNotExist):
        merge(*twins, qinnan_clerk, REASON)
    with pytest.raises(ProblemError):
        merge(*twins, department, REASON)


def test_compounds_of_two_areas_are_not_merged(twins, make, city_officer):
    other = make("9", "锦华园", area="450702")
    for pair in ((twins[0], other), (twins[0], twins[0])):
        with pytest.raises(ProblemError):
            merge(*pair, city_officer, REASON)


def test_differences_name_what_both_know_first(twins):
    found = differences(*twins)
    assert {each.fact.name for each in found} == {
        "name",
        "address",
        "community",
        "households",
        "buildings",
    }
    assert all(each.left and each.right for each in found[:3])
    assert found[-1].left == "" or found[-1].right == ""


def test_the_clerk_compares_merges_and_takes_apart(twins, clerk):
    page = text_of(clerk.get(reverse("registry:duplicates")))
    assert "100%" in page
    assert reverse("registry:pair", args=["1", "2"]) in page
    assert "人民路12号" in text_of(clerk.get(reverse("registry:pair", args=["1", "2"])))
    address = reverse("registry:decide", args=["1", "2"])
    refused = clerk.post(address, {"decision": "left", "reason": ""})
    assert "请写明理由" in text_of(refused)
    assert Compound.objects.count() == 2
    done = clerk.post(address, {"decision": "right", "reason": REASON}, follow=True)
    assert "已合并为“锦华园小区”" in text_of(done)
    merged = Merge.objects.get()
    again = clerk.post(
        reverse("registry:separate", args=[merged.pk]), {"reason": "误"}, follow=True
    )
    assert "已拆分" in text_of(again)
    assert Compound.objects.count() == 2


def test_others_see_neither_pair_nor_merge(twins, client, qinnan_clerk):
    client.force_login(qinnan_clerk)
    assert client.get(reverse("registry:pair", args=["1", "2"])).status_code == 404
    done = merge(*twins, None, REASON)
    assert "锦华园" not in text_of(client.get(reverse("registry:duplicates")))
    assert client.post(reverse("registry:separate", args=[done.pk])).status_code == 404


def test_an_unknown_decision_is_not_found(twins, clerk):
    address = reverse("registry:decide", args=["1", "2"])
    assert clerk.post(address, {"decision": "x", "reason": REASON}).status_code == 404
