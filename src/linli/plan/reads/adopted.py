"""The plans in force: the newest version of each year."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery

from linli.plan.models import AnnualPlan, PlanLine


def plans_in_force() -> QuerySet[AnnualPlan]:
    """Return the newest version of every year's plan."""
    same_year = AnnualPlan.objects.filter(year=OuterRef("year")).order_by("-version")
    return AnnualPlan.objects.filter(pk=Subquery(same_year.values("pk")[:1]))


def lines_in_force() -> QuerySet[PlanLine]:
    """Return the lines of the plans in force, with plan and project."""
    found = PlanLine.objects.filter(plan__in=plans_in_force())
    return found.select_related("plan", "project").order_by("plan__year", "number")
