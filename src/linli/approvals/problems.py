"""What can stand against an action of this room."""

from __future__ import annotations

from datetime import date

from linli.core.kernel.problem import Place, Problem
from linli.core.kernel.text import Text

NOT_APPLICANT = Problem(
    "case-not-yours",
    Text("只有项目所在属地的办公室可以报送。", "Only the project's own area files this."),
    Text("请联系项目所在属地。", "Ask the project's area."),
)
NOT_LEAD = Problem(
    "decision-not-yours",
    Text("不是本环节的牵头单位，不能办理。", "Your office does not lead this step."),
    Text("请由牵头单位办理。", "The lead office has to act."),
)
NO_OFFICE = Problem(
    "no-lead-office",
    Text("机构库中没有本环节的牵头单位。", "The office that leads this step is not on file."),
    Text("请先在机构中登记该单位。", "Enter the office among the organisations first."),
)
NO_REASON = Problem(
    "no-reason",
    Text("没有填写理由。", "No reason given."),
    Text("请填写理由。", "Give the reason."),
)
NOT_NEEDED = Problem(
    "step-not-needed",
    Text("按现有事实，本项目不需要办理这一环节。", "By what is known, this step is not needed."),
    Text("请看办理路径中的依据；事实有变请先更正。", "See the route for why; correct the facts."),
)
ALREADY_OPEN = Problem(
    "case-already-open",
    Text("这一环节已有正在办理的件。", "A case for this step is already open."),
    Text("请在原件中办理，或先撤回。", "Go on with it, or withdraw it first."),
)
CASE_MOVED = Problem(
    "case-moved-on",
    Text("其他人刚刚办理过本件。", "Somebody else acted on this case meanwhile."),
    Text("请看最新情况后再办。", "Look at how it stands now."),
)
WRONG_STATE = Problem(
    "case-state",
    Text("本件当前状态不能这样办理。", "The case does not stand so that this can be done."),
    Text("请看最新情况后再办。", "Look at how it stands now."),
)
SUBMITTED_SCHEME = Problem(
    "scheme-submitted",
    Text("方案已报送，不能再改。", "The scheme was submitted and changes no more."),
    Text("如需修改，请编制新版本。", "Begin a new version to change it."),
)
EMPTY_BILL = Problem(
    "scheme-empty-bill",
    Text("工程量清单为空。", "The bill of items is empty."),
    Text("请从改造内容目录中加入项目。", "Add items from the catalogue."),
    Place(key="items"),
)
OPINIONS_OPEN = Problem(
    "opinions-open",
    Text("被征求意见的单位尚未全部回复。", "Not every office asked has answered."),
    Text("请等待或催办后再作决定。", "Wait for them, or remind them."),
)
NO_TOTAL = Problem(
    "no-approved-total",
    Text("批准改造方案须写明批复总投资。", "An approved scheme needs its approved total."),
    Text("请填写批复总投资（元）。", "Enter the approved total in yuan."),
    Place(key="approved_total"),
)
NOT_BOTH = Problem(
    "registration-not-ready",
    Text(
        "权属不清晰或材料不齐全，不能按限时办结受理。",
        "The title is not clear or the papers are not complete.",
    ),
    Text("请退回补正，写明缺什么。", "Return it and say what is lacking."),
)
SURVEY_EXISTS = Problem(
    "survey-exists",
    Text(
        "已有可用或可共享的测绘资料，不再重复测绘。",
        "A usable or shared survey exists: none is repeated.",
    ),
    Text("确需另行测绘的，写明理由。", "Give the reason if another is needed all the same."),
)
SURVEY_NOT_LOOKED_UP = Problem(
    "survey-not-looked-up",
    Text("尚未查找已有和可共享的测绘资料。", "Nobody has looked for existing surveys yet."),
    Text("请先查找并登记结果。", "Look for them and enter what was found."),
)
NO_LETTER = Problem(
    "no-letter",
    Text("还没有签署的告知承诺书。", "There is no signed letter yet."),
    Text("请由建设单位签署后上传。", "The unit that builds signs and uploads it."),
)
COMMITMENT_BARRED = Problem(
    "commitment-barred",
    Text(
        "该单位违反过承诺，不再适用告知承诺。",
        "This unit broke a commitment and may give no other.",
    ),
    Text("请办理施工图审查。", "Have the drawings reviewed."),
)


def lacks_part(label: Text, key: str) -> Problem:
    """Say that a part of the depth checklist has no text (S33)."""
    return Problem(
        "scheme-lacks-part",
        Text(f"{label.zh}：还没有内容。", f"{label.en}: nothing written yet."),
        Text("补写后再报送。", "Write it, then submit."),
        Place(key=key),
    )


def lacks_material(name: str) -> Problem:
    """Say that a paper which the step asks for was not handed in."""
    return Problem(
        "lacks-material",
        Text(f"缺少材料：{name}。", f"Missing: {name}."),
        Text("请上传，或由已批准的件中沿用。", "Upload it, or use what was approved before."),
        Place(key="materials"),
    )


def awaits(steps: list[Text]) -> Problem:
    """Say which steps that come before are not done."""
    zh, en = "、".join(each.zh for each in steps), ", ".join(each.en for each in steps)
    return Problem(
        "earlier-steps-open",
        Text(f"前置环节尚未批准：{zh}。", f"Earlier steps are not approved: {en}."),
        Text("请先办结前置环节。", "Finish them first."),
    )


def day_before(day: date, earlier: date) -> Problem:
    """Say that a day lies before the one on which it depends."""
    return Problem(
        "days-reversed",
        Text(f"{day} 早于 {earlier}。", f"{day} lies before {earlier}."),
        Text("请核对日期先后。", "Check the order of the days."),
        Place(key="day"),
    )


def day_to_come(day: date) -> Problem:
    """Say that something cannot have been done on a day to come."""
    return Problem(
        "day-to-come",
        Text(f"{day} 还没有到来。", f"{day} is still to come."),
        Text("请核对日期。", "Check the day."),
        Place(key="day"),
    )


def number_taken(number: str) -> Problem:
    """Say that a document's number was given already."""
    return Problem(
        "number-taken",
        Text(f"文号 {number} 已经用过。", f"The number {number} was used already."),
        Text("请改用下一个序号。", "Take the next one."),
        Place(key="serial"),
    )


def undecided(missing: list[Text]) -> Problem:
    """Say which facts would settle whether a step is needed."""
    zh, en = "、".join(each.zh for each in missing), ", ".join(each.en for each in missing)
    return Problem(
        "step-undecided",
        Text(f"是否办理这一环节尚未确定，缺：{zh}。", f"Whether it is needed awaits: {en}."),
        Text("请先在办理路径中补齐事实。", "Enter these facts on the route first."),
    )
