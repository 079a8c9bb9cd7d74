"""Write a scheme: its parts, its bill, its papers; a submitted one changes no more (S33)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from linli.approvals import problems
from linli.approvals.actions.turn import may_apply
from linli.approvals.bridge import parts_of
from linli.approvals.models import Scheme, SchemeFile, SchemeItem
from linli.core.kernel.problem import Problem, refuse
from linli.core.policy.schema import Pack
from linli.determination.reads import current_pack
from linli.foundation.files.actions import store_file
from linli.foundation.record.context import changing
from linli.reserve.models import Project

if TYPE_CHECKING:
    from linli.foundation.people.models import User

State = Scheme.State


def begin_scheme(user: User | None, project: Project) -> Scheme:
    """Return the project's draft; a new one starts from the version before it."""
    refuse(may_apply(user, project.jurisdiction_id))
    with changing(user, _("编制改造方案")):
        Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
        newest: Scheme | None = project.schemes.order_by("-version").first()
        if newest and newest.state == State.DRAFT:
            return newest
        draft: Scheme = Scheme.objects.create(
            project=project,
            version=newest.version + 1 if newest else 1,
            parts=dict(newest.parts) if newest else {},
            made_by=user,
        )
        if newest:
            _copy(newest, draft)
        return draft


def _copy(old: Scheme, new: Scheme) -> None:
    for rows in (list(old.items.all()), list(old.files.all())):
        for row in rows:
            row.pk, row.scheme = None, new
            row.save()


def may_write(user: User | None, scheme: Scheme) -> list[Problem]:
    """Let the project's area write in a draft."""
    found = may_apply(user, scheme.project.jurisdiction_id)
    return found if scheme.state == State.DRAFT else [*found, problems.SUBMITTED_SCHEME]


def write_parts(user: User | None, scheme: Scheme, texts: Mapping[str, str]) -> None:
    """Keep the texts of a draft's parts."""
    with changing(user, _("编写改造方案")):
        draft = Scheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)
        refuse(may_write(user, draft))
        known = parts_of(current_pack())
        draft.parts = {name: texts.get(name, draft.parts.get(name, "")).strip() for name in known}
        draft.save(update_fields=["parts"])


def add_item(user: User | None, scheme: Scheme, item: SchemeItem) -> SchemeItem:
    """Add a checked line to a draft's bill."""
    with changing(user, _("编写工程量清单")):
        draft = Scheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)
        refuse(may_write(user, draft))
        item.scheme = draft
        item.save()
    return item


def drop_item(user: User | None, scheme: Scheme, number: int) -> None:
    """Take a line out of a draft's bill."""
    with changing(user, _("编写工程量清单")):
        draft = Scheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)
        refuse(may_write(user, draft))
        draft.items.filter(pk=number).delete()


def add_file(
    user: User | None, scheme: Scheme, name: str, content: bytes, material: str = ""
) -> SchemeFile:
    """Add a paper to a draft."""
    with changing(user, _("上传方案材料")):
        draft = Scheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)
        refuse(may_write(user, draft))
        stored = store_file(content)
        return SchemeFile.objects.create(
            scheme=draft, name=name[:200], material=material[:120], file=stored
        )


def lacking(pack: Pack, scheme: Scheme) -> Iterator[Problem]:
    """Give every part of the depth checklist that is not written, and an empty bill (S33)."""
    for name, fact in parts_of(pack).items():
        if not scheme.parts.get(name, "").strip():
            yield problems.lacks_part(fact.label, name)
    if not scheme.items.exists():
        yield problems.EMPTY_BILL
