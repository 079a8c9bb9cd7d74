"""One fact of many compounds: previewed, reasoned, in one recorded step, or not at all."""

import pytest
from django.urls import reverse

from linli.core.kernel.problem import ProblemError
from linli.foundation.people.models import Role
from linli.foundation.record.models import Entry
from linli.registry.actions import change_facts
from linli.registry.bulk import changeable, chosen, confirm_bulk, new_value, preview_bulk
from linli.registry.criteria import Criterion
from linli.registry.models import Compound
from linli.registry.selection import Selection, matching
from linli.registry.tests.browsing import text_of
from linli.registry.tests.stock import as_stored, make_stock

pytestmark = pytest.mark.django_db
ADDRESS = "registry:bulk"


@pytest.fixture
def stock(places):
    return make_stock(30)


def all_of(user):
    return matching(user, Selection())["id"].to_list()


def codes(error) -> list[tuple[str, str]]:
    return [(problem.place.key, problem.code) for problem in error.value.problems]


def test_a_preview_counts_every_compound_once_and_writes_nothing(stock, lingshan_clerk):
    before = as_stored()
    plan = preview_bulk(lingshan_clerk, all_of(lingshan_clerk), "structure", "frame")
    own = Compound.objects.visible_to(lingshan_clerk)
    assert plan.total == own.count() == 10
    assert plan.same == sum(each.facts.get("structure") == "frame" for each in own)
    assert plan.changed == plan.total - plan.same
    assert {line.old for line in plan.changes} > {None}
    assert as_stored() == before


def test_s10_a_confirmed_change_stores_just_the_preview(stock, lingshan_clerk):
    before, ids = as_stored(), all_of(lingshan_clerk)
    others = {code for code in before if not code.startswith("450721")}
    plan = preview_bulk(lingshan_clerk, ids, "structure", "frame")
    entries = Entry.objects.count()
    confirm_bulk(lingshan_clerk, ids, ("structure", "frame"), "现场复核", plan.sha256)
    for each in Compound.objects.visible_to(lingshan_clerk):
        assert each.facts["structure"] == "frame"
    assert all(as_stored()[code] == before[code] for code in others)
    written = Entry.objects.order_by("pk")[entries:]
    assert len(written) == plan.changed
    assert {(each.actor, each.reason) for each in written} == {
        (lingshan_clerk.username, "现场复核")
    }
    again = preview_bulk(lingshan_clerk, ids, "structure", "frame")
    assert (again.changed, again.same) == (0, plan.total)


def test_unknown_erases(stock, lingshan_clerk):
    ids = all_of(lingshan_clerk)
    new = new_value("structure", "", unknown=True)
    plan = preview_bulk(lingshan_clerk, ids, "structure", new)
    confirm_bulk(lingshan_clerk, ids, ("structure", new), "存疑", plan.sha256)
    seen = Compound.objects.visible_to(lingshan_clerk)
    assert not any("structure" in each.facts for each in seen)


def test_a_change_between_preview_and_confirmation_stops_it_whole(stock, lingshan_clerk):
    ids = all_of(lingshan_clerk)
    plan = preview_bulk(lingshan_clerk, ids, "structure", "frame")
    first = Compound.objects.get(pk=ids[-1])
    other = "shear_wall" if first.facts.get("structure") != "shear_wall" else "frame"
    change_facts(first, {"structure": other}, lingshan_clerk, "更正")
    before = as_stored()
    with pytest.raises(ProblemError) as error:
        confirm_bulk(lingshan_clerk, ids, ("structure", "frame"), "复核", plan.sha256)
    assert codes(error) == [("", "changed-since-preview")]
    assert as_stored() == before


def test_contradictions_are_left_out_and_told(stock, lingshan_clerk):
    ids = all_of(lingshan_clerk)
    plan = preview_bulk(lingshan_clerk, ids, "households", 6)
    more = [
        each.code
        for each in Compound.objects.visible_to(lingshan_clerk)
        if each.facts.get("willing_households", 0) > 6
    ]
    assert [line.code for line in plan.refusals] == more
    assert plan.refused == len(more) > 0
    confirm_bulk(lingshan_clerk, ids, ("households", 6), "复核", plan.sha256)
    kept = Compound.objects.filter(code__in=more)
    assert all(each.facts.get("households") != 6 for each in kept)


def test_what_lies_outside_the_usual_range_warns(stock, lingshan_clerk):
    plan = preview_bulk(lingshan_clerk, all_of(lingshan_clerk), "storeys", 70)
    assert plan.warned == plan.changed > 0
    assert {p.code for line in plan.changes for p in line.problems} == {"value-unlikely"}


def test_what_names_a_compound_is_not_changed_for_many():
    assert not {"code", "name", "jurisdiction"} & {fact.name for fact in changeable()}
    for name in ("code", "name", "jurisdiction", "no_such"):
        with pytest.raises(ProblemError) as error:
            new_value(name, "甲", unknown=False)
        assert codes(error) == [("change", "bulk-not-changeable")]


@pytest.mark.parametrize(
    ("written", "code"),
    [("", "bulk-value-missing"), ("4栋", "cell-unreadable"), ("-1.5", "cell-unreadable")],
)
def test_a_new_value_must_be_readable(written, code):
    with pytest.raises(ProblemError) as error:
        new_value("households", written, unknown=False)
    assert codes(error) == [("to", code)]
    assert new_value("households", "不详", unknown=False) is None
    assert new_value("households", "1,200户", unknown=False) == 1200


def test_s10_rows_outside_the_scope_are_not_found(stock, lingshan_clerk):
    other = next(each.code for each in stock if each.code.startswith("450702"))
    with pytest.raises(Compound.DoesNotExist):
        chosen(lingshan_clerk, Selection(), [other], everything=False)
    with pytest.raises(ProblemError) as error:
        chosen(lingshan_clerk, Selection(), [], everything=False)
    assert codes(error) == [("", "bulk-nothing-chosen")]


def test_all_that_match_are_those_of_the_filter(stock, lingshan_clerk):
    selection = Selection(criteria=(Criterion("heritage", "is", "yes"),))
    ids = chosen(lingshan_clerk, selection, [], everything=True)
    own = Compound.objects.visible_to(lingshan_clerk)
    assert sorted(ids) == sorted(each.pk for each in own if each.facts.get("heritage"))


@pytest.mark.parametrize("role", [Role.DEPARTMENT_OFFICER, Role.UTILITY])
def test_who_only_reads_changes_nothing(stock, appoint, role):
    reader = appoint("reader", role)
    ids = all_of(reader)
    plan = preview_bulk(reader, ids, "structure", "frame")
    with pytest.raises(ProblemError) as error:
        confirm_bulk(reader, ids, ("structure", "frame"), "更正", plan.sha256)
    assert codes(error) == [("", "change-not-yours")]


# The page


def test_the_page_leads_from_the_choice_to_the_record(clerk, stocked):
    code = Compound.objects.get(name="锦华园").code
    address = f"{reverse(ADDRESS)}?compound={code}&text=jhy"
    assert "批量更改 1 个小区" in text_of(clerk.get(address))
    address += "&change=structure&to=frame&preview=1"
    response = clerk.get(address)
    assert response.context["plan"].changed == 1
    assert "框架" in text_of(response)
    sha256 = response.context["plan"].sha256
    refused = clerk.post(address, {"sha256": sha256, "reason": " "})
    assert "没有填写事由" in text_of(refused)
    stale = clerk.post(address, {"sha256": "", "reason": "复核"})
    assert "预览之后数据已有变化" in text_of(stale)
    assert "structure" not in Compound.objects.get(code=code).facts
    done = clerk.post(address, {"sha256": sha256, "reason": "复核"})
    assert done.url == f"{reverse('registry:list')}?text=jhy"
    assert Compound.objects.get(code=code).facts["structure"] == "frame"


def test_s10_the_page_does_not_find_what_is_not_in_the_scope(clerk, stocked):
    code = Compound.objects.get(name="江滨苑").code
    assert clerk.get(reverse(ADDRESS), {"compound": code}).status_code == 404


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "没有选择小区"),
        ({"all": 1, "fact-1": "no_such"}, "数据字典里没有"),
        ({"all": 1, "change": "households", "to": "x", "preview": 1}, "无法确定其含义"),
        ({"all": 1, "change": "name", "to": "x", "preview": 1}, "此项不能批量更改"),
    ],
)
def test_what_is_wrong_is_said_on_the_page(clerk, stocked, query, said):
    assert said in text_of(clerk.get(reverse(ADDRESS), query))


def test_a_department_gets_no_boxes_to_tick(client, appoint, stocked):
    client.force_login(appoint("department", Role.DEPARTMENT_OFFICER))
    assert 'name="compound"' not in text_of(client.get(reverse("registry:list")))
    assert "您的岗位不更改调查数据" in text_of(client.get(reverse(ADDRESS), {"all": 1}))


def test_a_preview_asks_few_questions_however_many_compounds(
    clerk, stocked, stock, django_assert_max_num_queries
):
    query = {"all": 1, "change": "structure", "to": "frame", "preview": 1}
    clerk.get(reverse(ADDRESS), query)
    with django_assert_max_num_queries(6):
        clerk.get(reverse(ADDRESS), query)
