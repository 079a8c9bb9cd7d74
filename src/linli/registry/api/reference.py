"""Addresses of what compounds stand on: changes, releases, the fact dictionary, places."""

from __future__ import annotations

from base64 import b64encode
from typing import Annotated

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router

from linli.core.policy.schema import Fact, Subject, Visibility
from linli.foundation.people.doors import StaffRequest
from linli.foundation.people.models import Division, Jurisdiction
from linli.registry.api.facts import shape_of
from linli.registry.api.reads import changes_since, compound_answer
from linli.registry.api.shapes import (
    ChangesAnswer,
    DivisionAnswer,
    FactAnswer,
    FactValue,
    JurisdictionAnswer,
    ReleaseAnswer,
    Words,
)
from linli.registry.bridge import dictionary
from linli.registry.models import Release
from linli.registry.reads import visible_releases

router = Router()
MOST_CHANGES = 1_000
_BIGGEST = 2**63 - 1
_LARGEST_NUMBER = 2**31 - 1
_PARQUET = {
    "responses": {
        200: {
            "description": "The file; its SHA-256 in Repr-Digest (RFC 9530).",
            "content": {
                "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}}
            },
        }
    }
}
Number = Annotated[int, Path(ge=1, le=_LARGEST_NUMBER)]


@router.get("/changes", response=ChangesAnswer, tags=["changes"])
def list_changes(
    request: StaffRequest,
    since: Annotated[int, Query(ge=0, le=_BIGGEST)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_CHANGES)] = MOST_CHANGES,
) -> ChangesAnswer:
    """List compounds changed or removed after an entry of the record of changes."""
    found = changes_since(request.user, since, limit)
    changed = [compound_answer(compound) for compound in found.compounds]
    return ChangesAnswer(changed=changed, removed=found.removed, next=found.last, more=found.more)


@router.get("/releases", response=list[ReleaseAnswer], tags=["releases"])
def list_releases(request: StaffRequest) -> list[ReleaseAnswer]:
    """List the releases that the user may read, newest first."""
    return [_release_answer(each) for each in visible_releases(request.user)]


@router.get("/releases/{number}", response=ReleaseAnswer, tags=["releases"])
def read_release(request: StaffRequest, number: Number) -> ReleaseAnswer:
    """Read about a release."""
    return _release_answer(get_object_or_404(visible_releases(request.user), number=number))


@router.get("/releases/{number}/file", tags=["releases"], openapi_extra=_PARQUET)
def download_release(request: StaffRequest, number: Number) -> FileResponse:
    """Download a release as Parquet; its SHA-256 stands in the Repr-Digest header."""
    found = get_object_or_404(visible_releases(request.user), number=number)
    name = f"{found}.parquet"
    response = FileResponse(found.content.open("rb"), as_attachment=True, filename=name)
    response["Content-Type"] = "application/vnd.apache.parquet"
    digest = b64encode(bytes.fromhex(found.file_sha256)).decode()
    response["Repr-Digest"] = f"sha-256=:{digest}:"
    return response


def _release_answer(release: Release) -> ReleaseAnswer:
    return ReleaseAnswer(
        number=release.number,
        made_at=release.made_at,
        reason=release.reason,
        jurisdiction=release.jurisdiction.code if release.jurisdiction else None,
        compounds=release.compounds,
        counts=release.counts,
        differences=release.differences,
        sha256=release.sha256,
        file_sha256=release.file_sha256,
    )


@router.get("/facts", response=list[FactAnswer], tags=["dictionary"])
def list_facts(request: StaffRequest, subject: Subject | None = None) -> list[FactAnswer]:  # noqa: ARG001 - every address takes the request
    """List the fact dictionary, of all subjects or one."""
    facts = dictionary().facts.values()
    return [_fact_answer(fact) for fact in facts if subject in {None, fact.subject}]


def _fact_answer(fact: Fact) -> FactAnswer:
    return FactAnswer(
        name=fact.name,
        type=fact.type,
        subject=fact.subject,
        label=Words(**fact.label._asdict()),
        meaning=Words(**fact.meaning._asdict()),
        unit=Words(**fact.unit._asdict()) if fact.unit else None,
        values=[
            FactValue(name=name, label=Words(**value.label._asdict()))
            for name, value in fact.values.items()
        ],
        range=fact.range,
        required=fact.required,
        mandatory=fact.mandatory,
        public=fact.visible is Visibility.PUBLIC,
        clause=fact.clause,
        shape=shape_of(fact),
    )


@router.get("/jurisdictions", response=list[JurisdictionAnswer], tags=["places"])
def list_jurisdictions(request: StaffRequest) -> list[JurisdictionAnswer]:  # noqa: ARG001 - as above
    """List the jurisdictions, with the codes of their divisions."""
    return [
        JurisdictionAnswer(
            code=area.code,
            name=area.name,
            name_en=area.name_en,
            is_county=area.is_county,
            divisions=[division.code for division in area.divisions.all()],
        )
        for area in Jurisdiction.objects.prefetch_related("divisions")
    ]


@router.get("/divisions", response=list[DivisionAnswer], tags=["places"])
def list_divisions(
    request: StaffRequest,  # noqa: ARG001 - as above
    level: Division.Level | None = None,
    parent: Annotated[str | None, Query(pattern=r"^[0-9]{2,12}$")] = None,
) -> list[DivisionAnswer]:
    """List the administrative divisions, of a level, or right below another."""
    found = Division.objects.select_related("parent")
    if level:
        found = found.filter(level=level)
    if parent:
        found = found.filter(parent__code=parent)
    return [
        DivisionAnswer(
            code=each.code,
            name=each.name,
            level=each.level,
            parent=each.parent.code if each.parent else None,
            valid_to=each.valid_to.isoformat() if each.valid_to else None,
        )
        for each in found
    ]
