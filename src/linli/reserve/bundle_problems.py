"""What can stand against a bundle or what it shares."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from linli.core.kernel.problem import Place, Problem
from linli.core.kernel.text import Text

if TYPE_CHECKING:
    from linli.core.policy.schema import Rule
    from linli.reserve.models import Bundle

PLANNED = "bundle-planned"
NAMELESS = Problem(
    "bundle-nameless",
    Text("没有填写打包名称。", "The bundle has no name."),
    Text("请填写一个便于辨认的名称，如街道或片区名。", "Name it, after its street or area."),
    Place(key="name"),
)
NO_LEVEL = Problem(
    "bundle-level",
    Text("没有选择层级。", "No level is chosen."),
    Text("请选择街区或片区。", "Choose street or area."),
    Place(key="level"),
)
TOO_FEW = Problem(
    "bundle-few",
    Text("打包至少要有两个小区。", "A bundle holds two compounds at least."),
    Text("请再勾选小区。", "Tick more compounds."),
    Place(key="member"),
)
SEVERAL_AREAS = Problem(
    "bundle-areas",
    Text("所选小区不在同一属地。", "The compounds lie in several jurisdictions."),
    Text(
        "请按属地分别打包；资金可选跨片区组合平衡。",
        "Bundle each by itself; money may be balanced across.",
    ),
    Place(key="member"),
)
GIVEN_UP = Problem(
    "bundle-given-up",
    Text("这个打包已撤销。", "The bundle was given up."),
    Text("请另行打包。", "Make another."),
)
PROJECT_ALREADY = Problem(
    "bundle-project",
    Text("已经立为一个项目。", "It is a project already."),
    Text("请到储备库查看该项目。", "See it in the reserve."),
)


def unknown_members(codes: Collection[str]) -> Problem:
    """Return the problem of compounds that are not there or out of sight."""
    return Problem(
        "bundle-unknown",
        Text("有小区不存在或不在您的范围内。", "Some compounds are not there, or not yours."),
        Text("请刷新页面后重选。", "Reload the page and choose again."),
        Place(key="member"),
        value="、".join(sorted(codes)),
    )


def not_in_reserve(names: Collection[str]) -> Problem:
    """Return the problem of compounds without a standing project."""
    return Problem(
        "bundle-not-in-reserve",
        Text("有小区不在储备库中。", "Some compounds are not in the reserve."),
        Text("请先使其满足入库条件，或取消勾选。", "Settle what keeps them out, or untick them."),
        Place(key="member"),
        value="、".join(sorted(names)),
    )


def planned(names: Collection[str]) -> Problem:
    """Return the problem of projects that stand in an annual plan."""
    return Problem(
        PLANNED,
        Text("有项目已列入年度计划。", "Some projects stand in an annual plan."),
        Text("请先在年度计划中调出。", "Withdraw them from the plan first."),
        Place(key="member"),
        value="、".join(names),
    )


def taken(other: Bundle, codes: Collection[str]) -> Problem:
    """Return the problem of compounds that another bundle of the level holds."""
    return Problem(
        "bundle-taken",
        Text(
            f"有 {len(codes)} 个小区已在“{other}”中，同一层级只能属于一个打包。",
            f"{len(codes)} of the compounds stand in {other}; at a level each stands in one.",
        ),
        Text("请取消勾选，或先调整那个打包。", "Untick them, or reshape that bundle first."),
        Place(key="member"),
        value="、".join(sorted(codes)),
    )


def crossing(other: Bundle) -> Problem:
    """Return the problem of a bundle that another level's cuts through."""
    return Problem(
        "bundle-crossing",
        Text(
            f"与“{other}”相互穿插：街区须整个在片区之内或之外。",
            f"It cuts through {other}: a street lies wholly inside an area or outside.",
        ),
        Text("请整个纳入或整个排除。", "Take all of it, or none."),
        Place(key="member"),
    )


def project_inside(other: Bundle) -> Problem:
    """Return the problem of compounds that stand in another bundle's project."""
    return Problem(
        "bundle-project-inside",
        Text(f"“{other}”已立为项目，其小区不能再入他项。", f"{other} is a project already."),
        Text("请先撤销那个打包。", "Give that bundle up first."),
        Place(key="member"),
    )


def field(key: str, zh: str, en: str) -> Problem:
    """Return the problem of a facility's field."""
    return Problem(f"facility-{key}", Text(zh, en), Text("请改正。", "Correct it."), Place(key=key))


def not_bondable(rule: Rule) -> Problem:
    """Return what a rule says of special bonds that it does not permit (S75)."""
    return Problem(
        "facility-bonds-refused",
        Text(
            f"“{rule.title.zh}”不符合：专项债券只用于小区内部或直接相关的公共服务和市政设施。",
            f"{rule.title.en}: bonds pay public or municipal facilities inside or adjoining only.",
        ),
        rule.messages.no,
        Place(key="bonds"),
    )
