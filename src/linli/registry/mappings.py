"""Mappings that an organisation saved by name: its own, and those that everybody may use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.foundation.people.models import Organisation
from linli.foundation.people.scope import scope_of
from linli.foundation.record.context import changing
from linli.registry.actions import IMPORT_ROLES
from linli.registry.mapping import Mapping, write_mapping
from linli.registry.models import SavedMapping

if TYPE_CHECKING:
    from linli.foundation.people.models import User

LONGEST_NAME = 60


def own_organisations(user: User) -> QuerySet[Organisation]:
    """Return where a user holds a post today."""
    today = timezone.localdate()
    held = Q(posts__appointments__until=None) | Q(posts__appointments__until__gte=today)
    mine = {"posts__appointments__user": user, "posts__appointments__since__lte": today}
    return Organisation.objects.filter(held, **mine).distinct()


def usable_mappings(user: User) -> QuerySet[SavedMapping]:
    """Return what a user's organisations saved, and what belongs to nobody."""
    own = Q(organisation__in=own_organisations(user)) | Q(organisation=None)
    return SavedMapping.objects.filter(own)


def save_mapping(user: User, name: str, mapping: Mapping) -> SavedMapping:
    """Save a mapping under a name for the user's organisation; the same name is written over.

    Raises ``ProblemError`` without a name or a post that imports.
    """
    name = name.strip()
    organisation = own_organisations(user).first()
    if organisation is None or not scope_of(user).has(*IMPORT_ROLES):
        raise ProblemError(_not_yours())
    if not 0 < len(name) <= LONGEST_NAME:
        raise ProblemError(_no_name())
    with changing(user, _("保存列名对应 %(name)s") % {"name": name}):
        given = {"content": write_mapping(mapping), "saved_by": user}
        saved, _new = SavedMapping.objects.update_or_create(
            organisation=organisation, name=name, defaults=given
        )
    return saved


def drop_mapping(user: User, number: int) -> None:
    """Remove a saved mapping of the user's own organisation.

    Raises ``SavedMapping.DoesNotExist`` for another's.
    """
    with changing(user, _("删除列名对应")):
        SavedMapping.objects.get(pk=number, organisation__in=own_organisations(user)).delete()


def _not_yours() -> Problem:
    return Problem(
        "mapping-not-yours",
        Text("您的岗位不能保存列名对应。", "Your post does not save mappings."),
        Text("可以只用于本次导入。", "Use it for this import only."),
        Place(key="name"),
    )


def _no_name() -> Problem:
    return Problem(
        "mapping-name-missing",
        Text(
            f"要保存，请填写 1 至 {LONGEST_NAME} 个字的名称。",
            f"To save it, enter a name of 1 to {LONGEST_NAME} characters.",
        ),
        Text("例如：某县房管所清单。", "For example: listing of the housing office."),
        Place(key="name"),
    )
