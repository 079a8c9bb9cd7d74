"""Django's entry for the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.menu import PROGRAMME, Entry, PolicyScreen

_OFFICES = frozenset({"city_office", "county_office", "community"})
_SURVEYED = frozenset({"compound", "building"})


class RegistryConfig(AppConfig):
    """``recorded`` tables are watched by the record of changes; ``frozen`` ones take no change."""

    name = "linli.registry"
    label = "registry"
    verbose_name = _("小区库")
    recorded = {
        "SurveyRound": _("调查轮次"),
        "SurveyTask": _("调查任务"),
        "Workbook": _("导入的工作簿"),
        "SavedMapping": _("列名对应"),
        "Compound": _("小区"),
        "Building": _("楼栋"),
        "Home": _("户"),
        "Namesake": _("同名判断"),
        "Merge": _("小区合并"),
        "Visit": _("现场调查"),
        "Attachment": _("照片和文件"),
        "Contact": _("居民联系人"),
    }
    frozen: tuple[str, ...] = ("Release",)
    menu = (
        Entry("registry:list", _("小区库"), "building-community", PROGRAMME, "survey", "c"),
        Entry("registry:map", _("小区地图"), "map", PROGRAMME, "survey", "m"),
        Entry("registry:intake", _("摸底数据导入"), "upload", _OFFICES, "survey", "i"),
        Entry("registry:field", _("现场调查"), "device-mobile", _OFFICES, "survey"),
        Entry("registry:rounds", _("调查轮次"), "calendar-stats", PROGRAMME, "survey"),
        Entry("registry:contacts", _("查找联系人"), "search", _OFFICES),
        Entry("registry:releases", _("小区库版本"), "archive", PROGRAMME, "survey"),
        Entry("registry:duplicates", _("疑似重复"), "copy", _OFFICES, "survey"),
    )
    compound_tabs = (
        Entry("registry:compound", _("小区档案"), "clipboard-list", PROGRAMME),
        Entry("registry:compound-files", _("照片和文件"), "photo", PROGRAMME),
        Entry("registry:compound-contacts", _("居民联系人"), "users", _OFFICES),
        Entry("registry:compound-history", _("变更历史"), "history", PROGRAMME),
    )
    policy_screens = tuple(PolicyScreen(entry, facts_of=_SURVEYED) for entry in menu)
