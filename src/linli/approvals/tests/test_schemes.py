"""The scheme is as deep as a feasibility study before it is sent in (S33)."""

from decimal import Decimal

import pytest

from linli.approvals.actions.applying import may_submit, submit
from linli.approvals.actions.schemes import add_item, begin_scheme, drop_item, write_parts
from linli.approvals.bridge import parts_of
from linli.approvals.models import Scheme, SchemeItem
from linli.core.kernel.problem import ProblemError
from linli.determination.reads import current_pack

pytestmark = pytest.mark.django_db


def codes(problems):
    return [problem.code for problem in problems]


def test_s33_every_part_of_the_checklist_is_named_that_is_not_written(project, builder):
    scheme = begin_scheme(builder, project)
    write_parts(builder, scheme, {"scheme_has_need": "房龄三十年"})
    found = may_submit(builder, project, "scheme")
    places = {each.place.key for each in found if each.code == "scheme-lacks-part"}
    assert places == parts_of(current_pack()).keys() - {"scheme_has_need"}
    assert {"scheme-empty-bill", "lacks-material"} <= set(codes(found))
    with pytest.raises(ProblemError):
        submit(builder, project, "scheme")
    scheme.refresh_from_db()
    assert scheme.state == Scheme.State.DRAFT


def test_s33_a_submitted_scheme_changes_no_more_and_a_new_version_starts_from_it(
    project, builder, scheme
):
    submit(builder, project, "scheme")
    scheme.refresh_from_db()
    with pytest.raises(ProblemError, match="已报送"):
        drop_item(builder, scheme, scheme.items.first().pk)
    second = begin_scheme(builder, project)
    assert (second.version, second.total, second.parts) == (2, scheme.total, scheme.parts)


def test_the_bill_counts_to_the_cent(project, builder):
    scheme = begin_scheme(builder, project)
    item = SchemeItem(work="roof", quantity=Decimal("333.33"), unit_cost=Decimal("9.99"))
    add_item(builder, scheme, item)
    assert scheme.total == Decimal("3329.97")


def test_s33_the_facts_of_the_checklist_follow_from_what_is_written(project, builder, scheme):
    submit(builder, project, "scheme")
    project.refresh_from_db()
    assert all(project.facts[name] is True for name in parts_of(current_pack()))
    assert project.facts["total_investment"] == "1200000.00"


def test_another_area_writes_nothing(project, qinnan_clerk):
    with pytest.raises(ProblemError, match="所在属地"):
        begin_scheme(qinnan_clerk, project)
