"""Apply for a step of a project's way: submit, complete, withdraw (S32-S34)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.approvals import problems
from linli.approvals.actions.facts import write_facts
from linli.approvals.actions.schemes import lacking
from linli.approvals.actions.steps import answer_return, ask_office, end_steps
from linli.approvals.actions.turn import in_state, may_apply, turn
from linli.approvals.bridge import SCHEME, approved_steps, parts_of, procedure, project_facts
from linli.approvals.models import Case, Scheme
from linli.core.kernel.problem import Problem, ProblemError, refuse
from linli.core.policy.route import Route, RouteStep, Standing, route
from linli.core.policy.schema import Pack, Procedure
from linli.determination.reads import current_pack_version, pack_of
from linli.foundation.offices.finding import office
from linli.foundation.people.models import Organisation
from linli.foundation.record.context import changing
from linli.reserve.models import Project

if TYPE_CHECKING:
    from linli.foundation.people.models import User

State = Case.State


def may_submit(user: User | None, project: Project, code: str) -> list[Problem]:
    """Return what stands against applying for a step: who, whether needed, what lacks."""
    pack = pack_of(current_pack_version())
    return list(_against(user, project, procedure(pack, code), pack))


def _against(user: User | None, project: Project, step: Procedure, pack: Pack) -> Iterator[Problem]:
    yield from may_apply(user, project.jurisdiction_id)
    way = route(pack, project_facts(pack, project), timezone.localdate())
    yield from _standing(way.step(step.code))
    if project.cases.filter(procedure=step.code, state__in=Case.OPEN).exists():
        yield problems.ALREADY_OPEN
    yield from _earlier(way, project, step)
    yield from _papers(pack, project, step)


def _standing(step: RouteStep) -> Iterator[Problem]:
    """Give a problem for a step that is not taken, or of which that is not known yet."""
    if step.is_taken:
        return
    if step.standing is Standing.UNDECIDED and step.why:
        yield problems.undecided([reading.of.label for reading in step.why.missing])
    else:
        yield problems.NOT_NEEDED


def _earlier(way: Route, project: Project, step: Procedure) -> Iterator[Problem]:
    done = approved_steps(project)
    open_steps = [way.step(code) for code in way.step(step.code).after if code not in done]
    if open_steps:
        yield problems.awaits([each.procedure.label for each in open_steps])


def _papers(pack: Pack, project: Project, step: Procedure) -> Iterator[Problem]:
    """Give the papers that are lacking; what was approved before is not asked again (S34)."""
    draft = newest_scheme(project)
    if step.code == SCHEME:
        if draft is None or draft.state != Scheme.State.DRAFT:
            yield from (
                problems.lacks_part(fact.label, name) for name, fact in parts_of(pack).items()
            )
            return
        yield from lacking(pack, draft)
    handed = {each["name"] for each in materials(pack, project, step)}
    for paper in step.materials:
        if paper.zh not in handed:
            yield problems.lacks_material(paper.zh)


def newest_scheme(project: Project) -> Scheme | None:
    """Return the newest version of a project's scheme."""
    return project.schemes.order_by("-version").first()


def materials(pack: Pack, project: Project, step: Procedure) -> list[dict[str, str]]:
    """Return the papers of a step that are there: with the scheme, or with an approved case.

    ``from`` names the reply by which a paper was approved before, empty for a new one (S34).
    """
    scheme = newest_scheme(project)
    files = scheme.files.exclude(material="").values_list("material", flat=True) if scheme else ()
    found = dict.fromkeys(files, "")
    if scheme:
        found |= {paper.zh: "" for paper in step.materials if _is_the_scheme(pack, paper.zh)}
    for case in project.cases.filter(state=State.APPROVED).select_related("decision"):
        found |= {each["name"]: case.decision.number for each in case.materials}
    asked = [paper.zh for paper in step.materials]
    return [{"name": name, "from": found[name]} for name in asked if name in found]


def _is_the_scheme(pack: Pack, name: str) -> bool:
    """Tell whether a paper is the scheme itself, which is written here."""
    return name.startswith(procedure(pack, SCHEME).materials[0].zh[:4])


def submit(user: User | None, project: Project, code: str) -> Case:
    """Apply for a step; its lead office is asked to check the papers."""
    version = current_pack_version()
    pack = pack_of(version)
    step = procedure(pack, code)
    with changing(user, _("报送：%(step)s") % {"step": step.label.zh}):
        rows = Project.objects.visible_to(user) if user else Project.objects.all()
        project = rows.select_for_update(of=("self",)).get(pk=project.pk)
        refuse(_against(user, project, step, pack))
        case = Case.objects.create(
            project=project,
            jurisdiction=project.jurisdiction,
            procedure=code,
            pack=version,
            scheme=newest_scheme(project),
            applicant=_applicant(project),
            lead=_lead(step, project),
            materials=materials(pack, project, step),
            submitted_by=user,
            submitted_on=timezone.localdate(),
        )
        if code == SCHEME and case.scheme:
            _freeze(pack, case.scheme, project)
        ask_office(user, case, "check", case.lead)
    return case


def _freeze(pack: Pack, scheme: Scheme, project: Project) -> None:
    scheme.state, scheme.submitted_at = Scheme.State.SUBMITTED, timezone.now()
    scheme.save(update_fields=["state", "submitted_at"])
    written = {name: bool(scheme.parts.get(name)) for name in parts_of(pack)}
    write_facts(pack, project, {**written, "total_investment": scheme.total})


def _applicant(project: Project) -> Organisation:
    """Return the office that builds in the project's area."""
    found = office("项目单位", project.jurisdiction_id)
    if found is None:
        raise ProblemError(problems.NO_OFFICE)
    return found


def _lead(step: Procedure, project: Project) -> Organisation:
    found = office(step.lead_office, project.jurisdiction_id)
    if found is None:
        raise ProblemError(problems.NO_OFFICE)
    return found


def complete(user: User | None, case: Case, version: int | None, note: str) -> Case:
    """Hand in what was asked for; the check begins again, or the clock goes on."""
    with turn(user, case, version, _("补正：%(note)s") % {"note": note}) as mine:
        refuse([*may_apply(user, mine.jurisdiction_id), *in_state(mine, State.RETURNED)])
        refuse([] if note.strip() else [problems.NO_REASON])
        mine.state = State.ACCEPTED if mine.accepted_on else State.SUBMITTED
        answer_return(user, mine, note)
    return mine


def withdraw(user: User | None, case: Case, version: int | None, reason: str) -> Case:
    """Take an application back before it is decided."""
    with turn(user, case, version, _("撤回：%(reason)s") % {"reason": reason}) as mine:
        refuse([*may_apply(user, mine.jurisdiction_id), *in_state(mine, *Case.OPEN)])
        refuse([] if reason.strip() else [problems.NO_REASON])
        mine.state, mine.ended_on = State.WITHDRAWN, timezone.localdate()
        end_steps(mine, reason)
    return mine
