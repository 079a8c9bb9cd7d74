"""Projects that the search of all rooms finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse

from linli.engines.tables.fact_frame import KEY
from linli.foundation.people.finding import Found
from linli.registry.finding import best_compounds
from linli.reserve.models import Project

if TYPE_CHECKING:
    from linli.foundation.people.models import User


def projects_named(user: User, text: str, most: int) -> QuerySet[Project]:
    """Return the projects whose name or code holds a text, or one of whose compounds it finds."""
    named = Q(name__contains=text) | Q(code__startswith=text.upper())
    found = Q(compounds__in=best_compounds(user, text, most)[KEY].to_list())
    seen = Project.objects.visible_to(user)
    keys = [
        seen.filter(each).order_by("code").values_list("pk", flat=True) for each in (found, named)
    ]
    first = list(dict.fromkeys([*keys[0][:most], *keys[1][:most]]))[:most]
    order = [When(pk=pk, then=Value(place)) for place, pk in enumerate(first)]
    place = Case(*order, default=Value(len(order)), output_field=IntegerField())
    return Project.objects.filter(pk__in=first).select_related("jurisdiction").order_by(place)


def find_projects(user: User, text: str, most: int) -> list[Found]:
    """Return the projects of the reserve that a user may see and a text finds."""
    return [
        Found(
            each.name,
            f"{each.jurisdiction} {each.code}",
            reverse("reserve:candidate", args=[each.code]),
        )
        for each in projects_named(user, text, most).filter(candidate__isnull=False)
    ]
