"""What can be wrong with a report from the spot."""

from __future__ import annotations

from datetime import datetime

from linli.core.kernel.problem import Place, Problem
from linli.core.kernel.text import Text
from linli.core.policy.schema import Fact
from linli.registry.models import Compound

SOURCE = "现场新增.csv"
"""What the import of a compound found on the spot is called."""


def changed_meanwhile(fact: Fact, theirs: str, mine: str) -> Problem:
    """Tell of a fact that somebody changed after the phone had read it; both values are told."""
    return Problem(
        "changed-meanwhile",
        Text(
            f"“{fact.label.zh}”在您填写期间已被他人改为“{theirs}”，您填的是“{mine}”。",
            f'"{fact.label.en}" was changed to "{theirs}" meanwhile; you entered "{mine}".',
        ),
        Text("请选择保留哪一个值。", "Choose which value stays."),
        Place(key=fact.name),
        value=mine,
    )


def registered_already(existing: Compound) -> Problem:
    """Tell of a compound reported as new that the registry knows without doubt."""
    name, code = existing.name, existing.code
    return Problem(
        "registered-already",
        Text(f"库中已有小区“{name}”（{code}）。", f'"{name}" is registered already ({code}).'),
        Text("请从小区清单中选择它再填报。", "Choose it from the list and report on it."),
        Place(key="name"),
        value=code,
    )


def needed(fact: Fact) -> Problem:
    """Tell of a fact without which there is no compound."""
    return Problem(
        "required-missing",
        Text(f"“{fact.label.zh}”必须填写。", f'"{fact.label.en}" is required.'),
        Text("请填写后再发送。", "Fill it in and send again."),
        Place(key=fact.name),
    )


def no_open_round() -> Problem:
    """Tell that a new compound can only be reported while a round is open."""
    return Problem(
        "no-open-round",
        Text("目前没有进行中的调查轮次，不能新增小区。", "No survey round is open."),
        Text("请联系县区办公室开启调查轮次。", "Ask the county office to open one."),
        Place(key="name"),
    )


def from_the_future(moment: datetime) -> Problem:
    """Tell of a clock that runs ahead."""
    return Problem(
        "noted-in-future",
        Text("现场时间晚于现在。", "The time of the visit lies in the future."),
        Text("请核对手机时间后改正。", "Check the phone's clock and correct it."),
        Place(key="noted_at"),
        value=f"{moment:%Y-%m-%d %H:%M}",
    )


def not_a_photo(name: str) -> Problem:
    """Tell of a file that is kept in general but is no photo."""
    return Problem(
        "not-a-photo",
        Text(f"“{name}”不是照片。", f'"{name}" is not a photo.'),
        Text(
            "请选择 JPEG、PNG、WebP 或 HEIC 照片；文档请在小区档案中上传。",
            "Choose a JPEG, PNG, WebP or HEIC photo; documents go to the compound's file.",
        ),
        Place(key="photos"),
        value=name,
    )


def no_such_state(code: str, state: str) -> Problem:
    """Tell of an item or state that the catalogue of works does not have."""
    return Problem(
        "unknown-work-state",
        Text(f"改造内容“{code}”没有“{state}”这种现状。", f'No state "{state}" of "{code}".'),
        Text("请刷新页面后重新选择。", "Reload the page and choose again."),
        Place(key=code),
        value=state,
    )


def no_such_fact(name: str) -> Problem:
    """Tell of a fact that compounds do not have."""
    return Problem(
        "unknown-fact",
        Text(f"数据字典里没有小区的项目“{name}”。", f'A compound has no fact "{name}".'),
        Text("请刷新页面后重新填写。", "Reload the page and fill it in again."),
        Place(key=name),
        value=name,
    )


def unreadable(key: str, text: str) -> Problem:
    """Tell of a field of the report that is not what it should be."""
    return Problem(
        "report-unreadable",
        Text(f"“{text[:40]}”无法识别。", f'"{text[:40]}" cannot be read.'),
        Text("请改正后再发送。", "Correct it and send again."),
        Place(key=key),
        value=text[:40],
    )


def out_of_sight(code: str) -> Problem:
    """Tell of a compound that is not, or no longer, within the reporter's scope."""
    return Problem(
        "compound-out-of-sight",
        Text("小区库中没有这个小区，或不在您的管辖范围。", "No such compound in your area."),
        Text("请更新清单后重新选择小区。", "Refresh the list and choose again."),
        Place(key="compound"),
        value=code,
    )


def taken_id() -> Problem:
    """Tell of a report whose number another person's report has."""
    return Problem(
        "client-id-taken",
        Text("这份填报的编号已被他人使用。", "Another person's report has this number."),
        Text("请重新填写一份。", "Start a new report."),
        Place(key="client_id"),
    )
