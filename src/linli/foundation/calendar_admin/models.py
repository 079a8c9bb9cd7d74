"""Days off and worked weekends as announced, year by year, and when offices close (S38, A08)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CoveredYear(models.Model):
    """A year whose holidays are announced; days of other years are computed provisionally."""

    year = models.PositiveSmallIntegerField(_("年度"), unique=True)
    source = models.CharField(_("依据"), max_length=120)

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class SpecialDay(models.Model):
    """A day off on a weekday, or a weekend that is worked in its place (调休)."""

    class Kind(models.TextChoices):
        """What offices do on the day."""

        HOLIDAY = "holiday", _("放假")
        WORKDAY = "workday", _("上班")

    day = models.DateField(_("日期"), unique=True)
    kind = models.CharField(_("安排"), max_length=10, choices=Kind)
    name = models.CharField(_("名称"), max_length=40)
    source = models.CharField(_("依据"), max_length=120)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class BusinessHours(models.Model):
    """When business stops on working days, from a day on; a due day then ends at that time."""

    since = models.DateField(_("启用日期"), unique=True)
    opens = models.TimeField(_("上班"))
    closes = models.TimeField(_("下班"))

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens__lt=models.F("closes")), name="opens_before_it_closes"
            )
        ]

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"
