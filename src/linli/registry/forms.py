"""What people fill in: the upload of a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from linli.registry.mappings import usable_mappings
from linli.registry.models import SavedMapping, SurveyRound

if TYPE_CHECKING:
    from linli.foundation.people.models import User

MAX_MAPPING_BYTES = 1024 * 1024


class UploadForm(forms.Form):
    """A survey workbook, the round it belongs to, and a mapping for foreign headings."""

    round = forms.ModelChoiceField(SurveyRound.objects.all(), label=_("调查轮次"), empty_label=None)
    workbook = forms.FileField(
        label=_("调查工作簿"),
        error_messages={
            "required": _("请选择要上传的工作簿。"),
            "empty": _("文件是空的，请检查后重新选择。"),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.et,.ods,.csv"}),
    )
    mapping = forms.FileField(
        label=_("列名映射文件（可选）"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".toml"}),
    )
    saved = forms.ModelChoiceField(
        SavedMapping.objects.none(),
        label=_("已保存的列名对应"),
        required=False,
        empty_label=_("不使用"),
    )
    match_columns = forms.BooleanField(label=_("先对应列名"), required=False)

    def __init__(self, *args: Any, user: User, **others: Any) -> None:  # noqa: ANN401 - as Django hands them on
        super().__init__(*args, **others)
        self.fields["saved"].queryset = usable_mappings(user)  # type: ignore[attr-defined] # a choice of rows

    def clean_workbook(self) -> UploadedFile[bytes]:
        """Refuse a file over the limit."""
        return _within(self.cleaned_data["workbook"], settings.MAX_UPLOAD_BYTES)

    def clean_mapping(self) -> UploadedFile[bytes] | None:
        """Refuse a file over the limit."""
        mapping = self.cleaned_data["mapping"]
        return _within(mapping, MAX_MAPPING_BYTES) if mapping else None


def _within(file: UploadedFile[bytes], limit: int) -> UploadedFile[bytes]:
    if file.size and file.size > limit:
        raise forms.ValidationError(
            _("文件有 %(size)s，超过上限 %(limit)s；请按县区拆分后上传。"),
            params={"size": filesizeformat(file.size), "limit": filesizeformat(limit)},
        )
    return file
