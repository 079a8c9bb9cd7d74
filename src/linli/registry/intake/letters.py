"""What can be wrong with the compound or building that a row means."""

from __future__ import annotations

from linli.core.kernel.problem import Problem, Severity
from linli.core.kernel.text import Text
from linli.registry.models import Compound


def twice(name: str, earlier: int, sheet: str = "") -> Problem:
    """Tell of a row whose compound, building or home stands in an earlier row, or sheet."""
    zh = f"工作表“{sheet}”" if sheet else "本文件"
    en = f'sheet "{sheet}"' if sheet else "this file"
    return Problem(
        "twice-in-file",
        Text(
            f"“{name}”在{zh}第 {earlier} 行已经出现。",
            f'"{name}" stands in row {earlier} of {en} already.',
        ),
        Text(
            "同一对象只保留一行；确为两个的，请用不同名称区分。",
            "Keep one row; if they are two, give them different names.",
        ),
        value=name,
    )


def namesake(existing: Compound, old: str, new: str) -> Problem:
    """Tell of a row that may be the registry's compound of that name, or another one."""
    return Problem(
        "suspected-duplicate",
        Text(
            f"库中已有同名小区“{existing.name}”（编码 {existing.code}），但社区或地址不同："
            f"库中“{old}”，本行“{new}”，疑似重复。",
            f'"{existing.name}" is in the registry ({existing.code}) at "{old}", here "{new}".',
        ),
        Text(
            f"请在预览页认定是否为同一小区，或在“小区编码”列填 {existing.code} 表示更新该小区。",
            f"Decide on the preview's page, or enter {existing.code} as compound code.",
        ),
        value=existing.name,
    )


def likely_known(name: str, existing: Compound, score: float, severity: Severity) -> Problem:
    """Tell of a new row that may be a compound of the registry under another spelling."""
    return Problem(
        "suspected-duplicate",
        Text(
            f"与库中“{existing.name}”（编码 {existing.code}）相似度 {score:.0%}，疑似重复。",
            f'It is {score:.0%} like "{existing.name}" ({existing.code}) of the registry.',
        ),
        Text(
            f"请在预览页认定，或在“小区编码”列填 {existing.code} 表示更新该小区。",
            f"Decide on the preview's page, or enter {existing.code} as compound code.",
        ),
        severity=severity,
        value=name,
    )


def likely_twice(earlier: int, severity: Severity) -> Problem:
    """Tell of a new row that may be the compound of an earlier row under another spelling."""
    return Problem(
        "suspected-twice",
        Text(
            f"与本文件第 {earlier} 行相似，疑似同一小区。",
            f"It may be the same compound as row {earlier} of this file.",
        ),
        Text(
            "同一小区请删去一行；不是同一小区的，先导入前一行，再对本行认定。",
            "Remove one of them; if they are two, import the first, then decide on this one.",
        ),
        severity=severity,
    )


def held_by_others(name: str, severity: Severity = Severity.BLOCKS) -> Problem:
    """Tell of a namesake outside the reporter's scope, without telling more of it (S10)."""
    return Problem(
        "suspected-duplicate",
        Text(
            f"本属地库中已有同名小区“{name}”，不在您的管辖范围，疑似重复。",
            f'A compound "{name}" outside your area is in the registry already.',
        ),
        Text(
            "同一小区请由县区办公室更新；不是同一小区请改用不同名称。",
            "If it is the same, the county office updates it; else use another name.",
        ),
        severity=severity,
        value=name,
    )


def name_taken(existing: Compound) -> Problem:
    """Tell of a new name that another compound of the jurisdiction has."""
    return Problem(
        "name-taken",
        Text(
            f"同一属地已有名为“{existing.name}”的小区（编码 {existing.code}），不能改为此名。",
            f'"{existing.name}" is the name of another compound ({existing.code}).',
        ),
        Text("请改用能区分的名称。", "Choose a name that tells them apart."),
        value=existing.name,
    )


def other_jurisdiction(existing: Compound) -> Problem:
    """Tell of a code that belongs to a compound of another jurisdiction."""
    area = existing.jurisdiction.name
    return Problem(
        "other-jurisdiction",
        Text(
            f"编码 {existing.code} 是“{area}”的小区“{existing.name}”，导入不能变更属地。",
            f'{existing.code} is "{existing.name}" of {area}; an import does not move compounds.',
        ),
        Text("请核对小区编码和县区。", "Check the compound code and the jurisdiction."),
        value=existing.code,
    )


def unknown_code(code: str) -> Problem:
    """Tell of a code that no compound within the reporter's scope has."""
    return Problem(
        "unknown-code",
        Text(f"库中没有编码为“{code}”的小区。", f'No compound has the code "{code}".'),
        Text("新小区请将小区编码留空，由系统给出。", "Leave the code blank for a new compound."),
        value=code,
    )


def no_owner(name: str) -> Problem:
    """Tell of a building whose compound is neither in the file nor in the registry."""
    return Problem(
        "building-without-compound",
        Text(
            f"没有找到楼栋所属的小区“{name}”。", f'The building\'s compound "{name}" was not found.'
        ),
        Text(
            "请在小区表中补上该小区，或核对县区和小区名称。",
            "Add the compound to its sheet, or check jurisdiction and name.",
        ),
        value=name,
    )


def no_building(name: str, building: str) -> Problem:
    """Tell of a home whose building is neither in the file nor in the registry."""
    return Problem(
        "home-without-building",
        Text(f"没有找到“{name}”的楼栋“{building}”。", f'"{name}" has no building "{building}".'),
        Text(
            "请在楼栋表中补上该楼栋，或核对楼栋名称。",
            "Add the building to its sheet, or check its name.",
        ),
        value=building,
    )
