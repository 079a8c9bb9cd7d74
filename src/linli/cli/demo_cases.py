"""Invented cases and registrations of the demo city, each where one of its officers has to act."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from linli.approvals.actions.after import answer_objection, commit, object_to, spot_check
from linli.approvals.actions.applying import submit
from linli.approvals.actions.deciding import (
    Ruling,
    accept,
    decide,
    give_opinion,
    next_serial,
    return_case,
)
from linli.approvals.actions.facts import set_facts
from linli.approvals.actions.registering import (
    Papers,
    accept_registration,
    check_papers,
    receive,
    register,
)
from linli.approvals.actions.schemes import add_file, add_item, begin_scheme, write_parts
from linli.approvals.bridge import COMMITMENT, SCHEME, parts_of, procedure
from linli.approvals.models import Case, Opinion, Registration, SchemeItem
from linli.core.policy.schema import Pack
from linli.engines.documents.word import Document, Paragraph, write_word
from linli.foundation.people.models import User
from linli.reserve.models import Project

AREA = "灵山县"
WHY = "演示：虚构的项目事实"
ORGAN = "灵发改批（演示）"
FACTS = {
    "land_right_change": "否",
    "land_use_change": "否",
    "environmental_impact": "small",
    "structure_change": "否",
    "risk_level": "low",
    "commitment_chosen": "是",
    "in_national_plan": "是",
    "in_regional_plan": "是",
    "government_funded": "是",
    "elevators_to_add": "1",
    "elevator_in_scheme": "是",
    "new_floor_area": "0",
    "works_floor_area": "2600",
    "construction_cost": "1420000",
    "construction_contract": "1420000",
    "state_money": "900000",
    "joint_review_wanted": "否",
}
BILL = (("drainage", "0.60", "700000"), ("facade", "2600", "180"), ("elevators", "1", "480000"))


def fill_cases(pack: Pack) -> None:
    """Bring projects to five stages of approval, and registrations to four, where the pack can."""
    if SCHEME not in {step.code for step in pack.procedures}:
        return
    ready = Project.objects.filter(jurisdiction__name=AREA, candidate__state="ready")
    waiting, reviewed, returned, decided = ready.order_by("code")[:4]
    _apply(pack, waiting)
    _review(_apply(pack, reviewed))
    return_case(_who("reform"), _apply(pack, returned), None, "表决结果未加盖居民委员会公章")
    _decide(_apply(pack, decided))
    _commit(decided)
    _register(decided)


def _who(username: str) -> User:
    return User.objects.get(username=username)


def _apply(pack: Pack, project: Project) -> Case:
    """Write a project's facts and scheme and submit it."""
    clerk = _who("lingshan")
    set_facts(clerk, project, FACTS, WHY)
    scheme = begin_scheme(clerk, project)
    written = {name: f"{fact.label.zh}（演示文字）" for name, fact in parts_of(pack).items()}
    write_parts(clerk, scheme, written)
    for work, quantity, cost in BILL:
        item = SchemeItem(work=work, quantity=Decimal(quantity), unit_cost=Decimal(cost))
        add_item(clerk, scheme, item)
    for paper in procedure(pack, SCHEME).materials[1:]:
        add_file(clerk, scheme, f"{paper.zh}（演示）.docx", _paper(paper.zh), paper.zh)
    return submit(clerk, project, SCHEME)


def _paper(title: str) -> bytes:
    return write_word(Document(title, blocks=[Paragraph("演示文件，内容虚构。")]))


def _review(case: Case) -> Case:
    """Accept a case; one office agrees, the others are still asked, the applicant objects."""
    case = accept(_who("reform"), case, None)
    give_opinion(_who("department"), _asked(case, "housing_bureau"), "agree", "")
    objection = object_to(_who("lingshan"), case, case.applicant, "请尽快告知其他单位的意见。")
    answer_objection(_who("reform"), objection, "已向两个单位催办。")
    return case


def _decide(case: Case) -> None:
    case = _review(case)
    finance, land = (_asked(case, code) for code in ("finance_bureau", "natural_resources"))
    give_opinion(_who("finance"), finance, "agree", "")
    give_opinion(_who("window"), land, "conditions", "排水管线施工前先核对地下管线图")
    today = timezone.localdate()
    total = case.scheme.total if case.scheme else None
    ruling = Ruling(
        approved=True,
        organ=ORGAN,
        serial=next_serial(ORGAN, today.year),
        day=today,
        text="同意按方案实施",
        total=total,
    )
    decide(_who("reform"), case, None, ruling)


def _asked(case: Case, code: str) -> Opinion:
    found: Opinion = case.opinions.get(organisation__code=code)
    return found


def _commit(project: Project) -> None:
    """Sign the commitment of a project and check it once; its decision is still to come."""
    case = accept(_who("department"), submit(_who("lingshan"), project, COMMITMENT), None)
    today = timezone.localdate()
    signed = commit(_who("lingshan"), case, today, "告知承诺书（演示）.docx", _paper("告知承诺书"))
    spot_check(_who("department"), signed, today, "现场未见结构变动（演示）", breach=False)


def _register(project: Project) -> None:
    """Bring applications to the window: in its day, in breach, done, and still to be checked."""
    now = timezone.localtime()
    long_ago = _morning(now.date() - timedelta(days=12))
    window, papers = (
        _who("window"),
        Papers(title_clear=True, materials_complete=True, usable_survey=True, shared_survey=None),
    )
    for subject, at, done in (
        ("2号楼（演示）", now, None),
        ("3号楼（演示）", long_ago, None),
        ("5号楼（演示）", long_ago, long_ago + timedelta(hours=6)),
    ):
        kept = _received(window, project, subject, at.date())
        check_papers(window, kept, None, papers)
        accept_registration(window, kept, None, at)
        if done:
            register(window, kept, None, "演示证号1", "", done)
    _received(window, project, "6号楼（演示）", now.date())


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), timezone.get_default_timezone())


def _received(window: User, project: Project, subject: str, day: date) -> Registration:
    return receive(window, project, Registration.Kind.TITLE, subject, "演示", day)
