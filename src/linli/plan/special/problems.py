"""What can stand against drafting, approving and filing a special plan, in words."""

from __future__ import annotations

from collections.abc import Sequence

from linli.core.kernel.problem import Place, Problem, Severity
from linli.core.kernel.text import Text

NAMES_SHOWN = 5

NOT_YOURS = Problem(
    "special-not-yours",
    Text("专项规划由市领导小组办公室编制。", "Only the city office draws up the special plan."),
    Text("请联系市领导小组办公室。", "Ask the city office."),
)
FROZEN = Problem(
    "special-frozen",
    Text("规划已审定，内容已冻结。", "The plan has been approved and is frozen."),
    Text("如需修改，请先写明事由，发起修改。", "Open a change first and give its reason."),
)
IN_ROUND = Problem(
    "special-in-round",
    Text(
        "正在征求意见，期间不能修改。", "Comments are being asked for; nothing changes meanwhile."
    ),
    Text("先结束本轮征求意见，再修改。", "Close the round first."),
)
NO_PACK = Problem(
    "special-no-chapters",
    Text("政策包没有列出专项规划的章节。", "The pack names no chapters of a special plan."),
    Text("请在政策包的 special_plan.toml 中补充。", "Add them in special_plan.toml."),
)
YEARS = Problem(
    "special-years",
    Text("末年度须不早于起始年度，且规划期不超过十年。", "The years must run on, ten at most."),
    Text("请核对起止年度。", "Check the years."),
    Place(key="last_year"),
)
NAME_TAKEN = Problem(
    "special-name",
    Text("已有同名的规划。", "There is a plan of that name."),
    Text("请换一个名称；修改已有规划请打开它。", "Take another name, or open that plan."),
    Place(key="name"),
)
NO_COMPOUNDS = Problem(
    "unit-no-compounds",
    Text("没有可以划入的小区。", "There are no compounds to take in."),
    Text(
        "已划入其他单元的不再重复；请核对范围内小区是否已有坐标、是否已入储备库。",
        "Those of other units are left out; check positions and the reserve.",
    ),
)
SEVERAL_AREAS = Problem(
    "unit-several-areas",
    Text("所画范围跨了属地。", "The area crosses jurisdictions."),
    Text("请按属地分别画定。", "Draw one for each."),
)
NOT_AN_AREA = Problem(
    "unit-not-an-area",
    Text("文件中有不是面的要素。", "The file holds features that are no areas."),
    Text("改造单元须为面，请只导出面要素。", "Units are areas: export polygons only."),
    Place(key="file"),
)
NO_AREA = Problem(
    "unit-no-area",
    Text("没有填写范围。", "No area was given."),
    Text("请填写顶点坐标，或上传面文件。", "Give corners, or upload areas."),
    Place(key="corners"),
)
NOTHING_TICKED = Problem(
    "nothing-ticked",
    Text("没有勾选单元，或没有选择年度。", "No unit was ticked, or no year chosen."),
    Text("请勾选单元并选择年度。", "Tick units and choose a year."),
)
NEGATIVE = Problem(
    "special-negative",
    Text("金额不能为负数。", "An amount cannot be negative."),
    Text("请填写零以上的金额。", "Give an amount from zero."),
)
NO_SUCH_KIND = Problem(
    "layer-kind",
    Text("没有这一图层类别。", "There is no such kind of layer."),
    Text("请选择政策包列出的类别。", "Choose one that the pack names."),
    Place(key="kind"),
)
LAYER_THERE = Problem(
    "layer-there",
    Text("同样内容的图层已经上传。", "A layer with this content is there already."),
    Text("如需更新，请上传新的文件。", "Upload another file to renew it."),
    Place(key="file"),
)
ROUND_DAYS = Problem(
    "round-days",
    Text("截止日期须晚于今天。", "The last day must lie ahead."),
    Text("请给各单位留出时间。", "Leave people time."),
    Place(key="until"),
)
EMPTY_COMMENT = Problem(
    "empty-comment",
    Text("没有填写内容。", "Nothing was written."),
    Text("请填写意见或答复。", "Write the comment or the answer."),
)
NO_ORGANISATION = Problem(
    "no-organisation",
    Text("没有填写提出单位。", "Whose comment it is was not said."),
    Text("请填写提出意见的单位。", "Name the office."),
    Place(key="organisation"),
)
NO_ROUND = Problem(
    "no-open-round",
    Text("现在没有征求意见。", "No comments are asked for now."),
    Text("请在征求意见期间提出。", "Wait for a round."),
)
NOT_ASKED = Problem(
    "not-asked",
    Text("您的岗位不参与征求意见。", "Your post takes no part in the round."),
    Text("请通过所在县区办公室提出。", "Speak through your county office."),
)
NEVER_ASKED = Problem(
    "never-asked",
    Text("还没有征求过意见。", "No comments have been asked for."),
    Text("先完成一轮征求意见，再审定。", "Hold a round first."),
)
NO_UNITS = Problem(
    "no-units",
    Text("还没有划定改造单元。", "No planning units have been drawn."),
    Text("先划定改造单元。", "Draw units first."),
)
REASON_NEEDED = Problem(
    "special-reason",
    Text("修改须写明事由。", "A change needs a reason."),
    Text("填写修改事由。", "Give the reason."),
    Place(key="reason"),
)
WHO_APPROVED = Problem(
    "who-approved",
    Text("没有填写审定机关或审定日期。", "Who approved it, or when, was not said."),
    Text("请填写后再审定。", "Fill both in."),
)
NOT_APPROVED = Problem(
    "not-approved",
    Text(
        "只有最新的审定版本可以登记备案，且只能登记一次。",
        "Only the newest version is filed, once.",
    ),
    Text("请打开最新的审定版本；修改后须重新审定、重新备案。", "Open the newest version."),
)
FILED_BEFORE_APPROVAL = Problem(
    "filed-before-approval",
    Text("备案日期早于审定日期，或晚于今天。", "The day of filing lies before approval or ahead."),
    Text("请核对备案日期。", "Check the day."),
    Place(key="filed_on"),
)
APPROVED_AHEAD = Problem(
    "approved-ahead",
    Text("审定日期晚于今天。", "The day of approval lies ahead."),
    Text("请核对审定日期。", "Check the day."),
    Place(key="approved_on"),
)


def year_outside(first: int, last: int) -> Problem:
    """Say that a year is none of the plan's."""
    return Problem(
        "year-outside",
        Text(
            f"年度须在 {first} 到 {last} 之间。",
            f"Years run from {first} to {last}.",
        ),
        Text("请核对年度。", "Check the year."),
    )


def empty_chapters(titles: Sequence[str]) -> Problem:
    """Say which chapters have nothing below their heading."""
    return Problem(
        "empty-chapters",
        Text(f"还没有正文的章节：{'、'.join(titles)}。", f"Empty chapters: {', '.join(titles)}."),
        Text("请补写正文。", "Write them."),
    )


def unanswered(number: int) -> Problem:
    """Say that comments wait for an answer."""
    return Problem(
        "unanswered",
        Text(f"有 {number} 条意见尚未答复。", f"{number} comments wait for an answer."),
        Text("请逐条答复后再审定。", "Answer each, then approve."),
    )


def undated(names: Sequence[str]) -> Problem:
    """Say which units have compounds without a year."""
    return Problem(
        "undated",
        Text(
            f"有小区没有实施年度的单元：{_some(names)}。", f"Units without a year: {_some(names)}."
        ),
        Text("请在改造单元页填写年度。", "Give each unit a year."),
    )


def conflicting(names: Sequence[str]) -> Problem:
    """Say which compounds do not comply with a layer."""
    return Problem(
        "conflicting",
        Text(
            f"{len(names)} 个小区与规划图层不符：{_some(names)}。",
            f"{len(names)} compounds clash with a layer: {_some(names)}.",
        ),
        Text("请调出这些小区，或改正数据。", "Take them out, or correct the data."),
    )


def still_open(number: int) -> Problem:
    """Warn that compounds are still to be checked with an office."""
    return Problem(
        "still-open",
        Text(
            f"{number} 个小区的图层核对为待核，将如实写入规划。",
            f"{number} compounds are still open; the plan says so.",
        ),
        Text(
            "可先补图层、补坐标或征求主管部门意见。", "Add layers or positions, or ask the office."
        ),
        severity=Severity.WARNS,
    )


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:NAMES_SHOWN]) + ("等" if len(names) > NAMES_SHOWN else "")
