"""What the auditor asks of the record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.foundation.record.models import Entry, Event
from linli.foundation.record.reads import CHANGE, Search
from linli.foundation.record.words import tables

_ALL = ("", _("全部"))
_FIRST_YEAR = 2000
_LAST_YEAR = 2100


def _length(name: str) -> int:
    found: int = Entry._meta.get_field(name).max_length  # type: ignore[assignment,union-attr]
    return found


def _tables() -> list[tuple[str, Any]]:
    return [_ALL, *sorted(tables().items(), key=lambda each: each[1])]


def _day(label: Any) -> forms.DateField:  # noqa: ANN401 - a lazy text
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class SearchForm(forms.Form):
    """A search of the record; whatever is left empty asks nothing."""

    who = forms.CharField(label=_("账号"), required=False, max_length=_length("actor"))
    kind = forms.ChoiceField(
        label=_("记录类别"),
        required=False,
        choices=[_ALL, (CHANGE, _("数据变更")), *Event.Kind.choices],
    )
    table = forms.ChoiceField(label=_("数据表"), required=False, choices=_tables)
    row = forms.CharField(label=_("行"), required=False, max_length=_length("row"))
    since = _day(_("起始日期"))
    until = _day(_("截止日期"))
    text = forms.CharField(label=_("包含文字"), required=False, max_length=60)

    def clean(self) -> dict[str, Any]:
        """Refuse days that lie the wrong way round or far off, and a row of no table."""
        asked = self.cleaned_data
        since, until = asked.get("since"), asked.get("until")
        for name in ("since", "until"):
            if (day := asked.get(name)) and not _FIRST_YEAR <= day.year <= _LAST_YEAR:
                self.add_error(name, gettext("请填写 2000 年至 2100 年之间的日期。"))
        if since and until and since > until:
            self.add_error("until", gettext("截止日期不能早于起始日期。"))
        if asked.get("row") and not asked.get("table") and "table" not in self.errors:
            self.add_error("row", gettext("请同时选择数据表。"))
        return asked

    def search(self) -> Search | None:
        """Return what is asked, None where something of it is wrong."""
        return Search(**self.cleaned_data) if self.is_valid() else None
