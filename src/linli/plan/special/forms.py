"""Forms of the special plan's pages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import shapely
from django import forms
from django.utils.translation import gettext_lazy as _

from linli.core.kernel.money import TEN_THOUSAND, in_ten_thousands
from linli.core.kernel.problem import ProblemError
from linli.determination.reads import current_pack
from linli.foundation.people.models import Division, Jurisdiction
from linli.plan.special import problems
from linli.plan.special.actions.editing import Area
from linli.plan.special.layers import features_of_file
from linli.plan.special.models import Chapter, Comment, Filing, SpecialPlan, Unit, Version
from linli.plan.special.rows import Content
from linli.registry.areas import read_polygon

_FILES = ".geojson,.json,.gpkg"


def _day(label: Any) -> forms.DateField:  # noqa: ANN401 - a lazy text
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


def _length(model: Any, name: str) -> int:  # noqa: ANN401 - a model
    found: int = model._meta.get_field(name).max_length
    return found


class BeginForm(forms.Form):
    """A new special plan."""

    name = forms.CharField(label=_("规划名称"), max_length=_length(SpecialPlan, "name"))
    office = forms.CharField(label=_("编制单位"), max_length=_length(SpecialPlan, "office"))
    first_year = forms.IntegerField(label=_("起始年度"), min_value=2000, max_value=2100)
    last_year = forms.IntegerField(label=_("末年度"), min_value=2000, max_value=2100)


class ChapterForm(forms.Form):
    """A chapter's heading and words."""

    title = forms.CharField(label=_("章名"), max_length=_length(Chapter, "title"))
    text = forms.CharField(
        label=_("正文"),
        help_text=_("一行为一段；表格和地图由系统按数据生成，列在正文之后。"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
    )


class DivisionsForm(forms.Form):
    """What units are drawn from: divisions of a level, or the reserve's bundles."""

    BUNDLES = "bundles"

    level = forms.ChoiceField(
        label=_("划定依据"),
        choices=[
            (Division.Level.COUNTY, _("属地")),
            (Division.Level.TOWN, _("镇（街道）")),
            (Division.Level.COMMUNITY, _("社区")),
            (BUNDLES, _("片区打包")),
        ],
        initial=Division.Level.TOWN,
    )
    registry = forms.BooleanField(
        label=_("小区库全部小区（不勾选则只取储备库项目的小区）"), required=False
    )


class AreaForm(forms.Form):
    """An area drawn by hand: corners, or a file of areas."""

    name = forms.CharField(
        label=_("单元名称"),
        max_length=_length(Unit, "name"),
        required=False,
        help_text=_("上传文件时取要素的“名称”。"),
    )
    corners = forms.CharField(
        label=_("顶点坐标"),
        required=False,
        help_text=_("经度,纬度；用分号隔开，例如 108.60,21.95;108.65,21.95;108.62,21.99。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    file = forms.FileField(
        label=_("或上传面文件（GeoJSON、GeoPackage）"),
        required=False,
        widget=forms.FileInput(attrs={"accept": _FILES}),
    )

    def areas(self) -> list[Area]:
        """Return the areas given; raises ``ProblemError`` where they cannot be read."""
        given = self.cleaned_data
        if given["file"]:
            return _areas_of(given["file"].read(), given["name"])
        if not given["corners"]:
            raise ProblemError(problems.NO_AREA)
        shape = shapely.make_valid(shapely.Polygon(read_polygon(given["corners"])))
        return [Area(given["name"] or str(_("手工划定单元")), shape)]


def _areas_of(content: bytes, name: str) -> list[Area]:
    features = features_of_file(content)
    if any(feature.geometry.geom_type not in {"Polygon", "MultiPolygon"} for feature in features):
        raise ProblemError(problems.NOT_AN_AREA)
    return [
        Area(str(feature.properties.get("名称") or name or _("手工划定单元")), feature.geometry)
        for feature in features
    ]


class UnitForm(forms.Form):
    """A unit's name and year."""

    name = forms.CharField(label=_("单元名称"), max_length=_length(Unit, "name"))
    year = forms.IntegerField(label=_("实施年度"), required=False)


class YearForm(forms.Form):
    """A year for the units that are ticked."""

    unit = forms.ModelMultipleChoiceField(Unit.objects.none(), label=_("单元"))
    year = forms.TypedChoiceField(label=_("实施年度"), coerce=int)

    def __init__(self, plan: SpecialPlan, *args: Any) -> None:  # noqa: ANN401 - the form's own
        super().__init__(*args)
        self.fields["unit"].queryset = plan.units.all()  # type: ignore[attr-defined] # a ModelMultipleChoiceField
        self.fields["year"].choices = [(year, year) for year in plan.years]  # type: ignore[attr-defined] # a choice field


class MoneyForm(forms.Form):
    """What each source gives in each year, in 万元."""

    def __init__(self, content: Content, *args: Any) -> None:  # noqa: ANN401 - the form's own
        super().__init__(*args)
        self.content = content
        for row in content.money:
            for year, amount in zip(content.plan.years, row.amounts, strict=True):
                self.fields[f"{row.source}-{year}"] = forms.DecimalField(
                    required=False,
                    min_value=Decimal(0),
                    max_digits=12,
                    decimal_places=6,
                    initial=f"{in_ten_thousands(amount).normalize():f}" if amount else None,
                    widget=forms.TextInput(
                        attrs={
                            "inputmode": "decimal",
                            "size": 8,
                            "aria-label": f"{row.label.zh} {year}",
                        }
                    ),
                )

    def rows(self) -> list[tuple[Any, list[Any]]]:
        """Return the sources with the fields of their years."""
        years = self.content.plan.years
        return [(row, [self[f"{row.source}-{y}"] for y in years]) for row in self.content.money]

    def amounts(self) -> dict[tuple[str, int], Decimal]:
        """Return yuan by source and year; an empty field is none."""
        given = self.cleaned_data
        return {
            (row.source, year): (given[f"{row.source}-{year}"] or Decimal(0)) * TEN_THOUSAND
            for row in self.content.money
            for year in self.content.plan.years
        }


class LayerForm(forms.Form):
    """A layer with what is said of it."""

    kind = forms.ChoiceField(label=_("图层类别"))
    name = forms.CharField(label=_("图层名称"), max_length=120)
    origin = forms.CharField(
        label=_("数据来源"), max_length=120, help_text=_("提供单位和文件，例如：市自然资源局函。")
    )
    dated = _day(_("数据日期"))
    covers = forms.ModelMultipleChoiceField(
        Jurisdiction.objects.all(),
        label=_("覆盖范围"),
        help_text=_("不选表示覆盖全市；图层没有覆盖的地方核对结果为待核。"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    file = forms.FileField(
        label=_("图层文件"),
        help_text=_("GeoJSON 或 GeoPackage，CGCS2000 经纬度，不超过 20 MB。"),
        widget=forms.FileInput(attrs={"accept": _FILES}),
    )

    def __init__(self, *args: Any) -> None:  # noqa: ANN401 - the form's own
        super().__init__(*args)
        kinds = current_pack().constraint_layers
        self.fields["kind"].choices = [(kind.code, kind.label.zh) for kind in kinds]  # type: ignore[attr-defined] # a choice field


class RoundForm(forms.Form):
    """Until when comments are asked for."""

    until = _day(_("截止日期"))


class CommentForm(forms.Form):
    """A comment; the city's office names whose it is."""

    organisation = forms.CharField(
        label=_("提出单位"), max_length=_length(Comment, "organisation"), required=False
    )
    text = forms.CharField(
        label=_("意见"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 4})
    )


class AnswerForm(forms.Form):
    """What became of a comment."""

    outcome = forms.ChoiceField(
        label=_("处理"), choices=[each for each in Comment.Outcome.choices if each[0]]
    )
    reply = forms.CharField(label=_("答复"), max_length=5_000)


class ApproveForm(forms.Form):
    """Who approved the plan, and when."""

    approved_by = forms.CharField(label=_("审定机关"), max_length=_length(Version, "approved_by"))
    approved_on = _day(_("审定日期"))


class FilingForm(forms.Form):
    """Number, day and receipt of a filing."""

    number = forms.CharField(label=_("备案文号"), max_length=_length(Filing, "number"))
    filed_on = _day(_("备案日期"))
    receipt = forms.FileField(label=_("回执（PDF 或照片）"), required=False)
    note = forms.CharField(label=_("回执说明"), max_length=_length(Filing, "note"), required=False)


class ReasonForm(forms.Form):
    """Why an approved plan is changed."""

    reason = forms.CharField(label=_("修改事由"), max_length=200)
