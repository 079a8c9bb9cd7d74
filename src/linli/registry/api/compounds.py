"""Addresses of compounds: list, read, add, change, store many."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from django.db.models import Count
from django.http import HttpResponse
from django.urls import reverse
from ninja import Header, Path, Query, Router, Status

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.foundation.people.doors import StaffRequest
from linli.foundation.record.context import changing
from linli.registry.actions import change_facts
from linli.registry.api.moments import DAY, MOMENT, ends
from linli.registry.api.reads import compound_answer, compound_page, revision
from linli.registry.api.shapes import (
    CODE,
    CODE_OR_NONE,
    NO_NUL,
    TO_CHANGE,
    BuildingAnswer,
    ChangedFacts,
    CompoundAnswer,
    CompoundPage,
    HomeAnswer,
    HomePage,
    NewCompound,
    Row,
    Rows,
    RowsAnswer,
)
from linli.registry.api.upsert import open_round, upsert
from linli.registry.models import Building, Compound, Home
from linli.registry.selection import Selection

router = Router(tags=["compounds"])
MOST = 500
SINCE = f"^({MOMENT}|{DAY})?$"
_BIGGEST = 2**63 - 1
Code = Annotated[str, Path(pattern=CODE, description="code of the compound")]
Limit = Annotated[int, Query(ge=1, le=MOST, strict=False)]


@router.get("", response=CompoundPage)
def list_compounds(
    request: StaffRequest,
    jurisdiction: Annotated[str, Query(pattern=CODE_OR_NONE)] = "",
    text: Annotated[str, Query(max_length=60, pattern=NO_NUL)] = "",
    changed_since: Annotated[str, Query(pattern=SINCE)] = "",
    cursor: Annotated[str, Query(pattern=CODE_OR_NONE)] = "",
    limit: Limit = 100,
) -> CompoundPage:
    """List compounds by code: of a jurisdiction, with a text or pinyin initials, changed since."""
    selection = Selection(text=text.strip(), jurisdiction=jurisdiction)
    return compound_page(request.user, selection, _moment(changed_since), cursor, limit)


@router.post("", response={201: CompoundAnswer})
def add_compound(
    request: StaffRequest, response: HttpResponse, body: NewCompound
) -> Status[CompoundAnswer]:
    """Add a compound, by the rules of an import; one that is registered already is a conflict."""
    row = Row(facts=body.facts)
    with changing(request.user, body.reason):
        survey_round = open_round(body.round)
        try:
            done = upsert(request.user, [row], body.reason, survey_round, dry_run=False)
        except ProblemError as error:
            raise ProblemError(*map(_of_only_row, error.problems)) from error
        if not done.added:
            raise ProblemError(_exists(done.rows[0].code or ""))
    added = _compound(request, done.rows[0].code or "")
    response["Location"] = reverse("api-v1:read_compound", args=[added.code])
    response["ETag"] = f'"{revision(added)}"'
    return Status(201, compound_answer(added))


@router.post("/bulk", response=RowsAnswer)
def store_compounds(request: StaffRequest, body: Rows) -> RowsAnswer:
    """Add or change up to 1,000 compounds, all or none; sent twice, it changes nothing more."""
    survey_round = open_round(body.round)
    return upsert(request.user, body.rows, body.reason, survey_round, dry_run=body.dry_run)


@router.get("/{code}", response=CompoundAnswer, url_name="read_compound")
def read_compound(request: StaffRequest, response: HttpResponse, code: Code) -> CompoundAnswer:
    """Read a compound; its revision stands in the ETag header."""
    found = _compound(request, code)
    response["ETag"] = f'"{revision(found)}"'
    return compound_answer(found)


@router.patch("/{code}", response=CompoundAnswer)
def change_compound(
    request: StaffRequest,
    response: HttpResponse,
    code: Code,
    body: ChangedFacts,
    if_match: Annotated[str | None, Header(alias="If-Match")] = None,
) -> CompoundAnswer:
    """Change facts of a compound of the revision in If-Match ("*": whichever it is)."""
    facts = TO_CHANGE.check(body.facts, "/facts")
    with changing(request.user, body.reason):
        found = _compound(request, code, lock=True)
        if problem := _lost_update(found, if_match):
            raise ProblemError(problem)
        try:
            change_facts(found, facts, request.user, body.reason)
        except ProblemError as error:
            raise ProblemError(*map(_of_fact, error.problems)) from error
        found = _compound(request, code)
    response["ETag"] = f'"{revision(found)}"'
    return compound_answer(found)


@router.get("/{code}/buildings", response=list[BuildingAnswer])
def list_buildings(request: StaffRequest, code: Code) -> list[BuildingAnswer]:
    """List the buildings of a compound."""
    buildings = Building.objects.filter(compound=_compound(request, code))
    counted = buildings.annotate(known=Count("homes")).order_by("name", "pk")
    return [BuildingAnswer(name=b.name, facts=b.facts, homes=b.known) for b in counted]


@router.get("/{code}/homes", response=HomePage)
def list_homes(
    request: StaffRequest,
    code: Code,
    cursor: Annotated[int, Query(ge=0, le=_BIGGEST)] = 0,
    limit: Limit = 100,
) -> HomePage:
    """List the homes of a compound."""
    homes = Home.objects.filter(building__compound=_compound(request, code), pk__gt=cursor)
    found = list(homes.select_related("building").order_by("pk")[: limit + 1])
    items = [HomeAnswer(building=h.building.name, name=h.name, facts=h.facts) for h in found]
    return HomePage(items=items[:limit], next=found[limit - 1].pk if len(found) > limit else None)


def _compound(request: StaffRequest, code: str, *, lock: bool = False) -> Compound:
    seen = Compound.objects.visible_to(request.user).select_related("jurisdiction", "division")
    found: Compound = (seen.select_for_update(of=("self",)) if lock else seen).get(code=code)
    return found


def _moment(text: str) -> datetime | None:
    try:
        return ends(text)[0] if text else None
    except (ValueError, OverflowError) as error:
        raise ProblemError(_no_moment(text)) from error


def _lost_update(compound: Compound, if_match: str | None) -> Problem | None:
    """Return why a change may not go on: it knows no revision, or an earlier one."""
    if if_match is None:
        return _no_revision()
    given = if_match.strip().removeprefix("W/").strip('"')
    return None if given in {"*", revision(compound)} else _changed(compound)


def _of_only_row(problem: Problem) -> Problem:
    return replace(problem, place=Place(key=problem.place.key.removeprefix("/rows/0")))


def _of_fact(problem: Problem) -> Problem:
    name = problem.place.key
    return replace(problem, place=Place(key=f"/facts/{name}")) if name else problem


def _no_moment(text: str) -> Problem:
    return Problem(
        "moment-unreadable",
        Text(f"没有这一时刻：{text}。", f"There is no such moment: {text}."),
        Text("请按 2021-05-17T08:00:00+08:00 填写。", "Write it as 2021-05-17T08:00:00+08:00."),
        Place(key="/changed_since"),
        value=text,
    )


def _exists(code: str) -> Problem:
    return Problem(
        "compound-exists",
        Text(f"该小区已在库中（编码 {code}）。", f"The compound is registered ({code})."),
        Text("请用 PATCH 更改，或用 bulk 更新。", "Change it by PATCH or by bulk."),
        Place(key="/facts/name"),
        value=code,
    )


def _no_revision() -> Problem:
    return Problem(
        "revision-missing",
        Text("没有给出所依据的修订号。", "The revision that the change is based on is missing."),
        Text(
            "请在 If-Match 头中给出读取时的 ETag。",
            "Give the ETag of your last reading as If-Match.",
        ),
    )


def _changed(compound: Compound) -> Problem:
    return Problem(
        "compound-changed",
        Text(f"“{compound.name}”在您读取之后已被更改。", f"{compound.name} was changed meanwhile."),
        Text("请重新读取后再更改。", "Read it again, then change it."),
        value=revision(compound),
    )
