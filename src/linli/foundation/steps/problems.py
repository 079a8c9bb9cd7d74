"""Letters about steps: why something cannot be done, and what to do instead."""

from __future__ import annotations

from django.utils import timezone

from linli.core.kernel.problem import Place, Problem
from linli.core.kernel.text import Text
from linli.foundation.steps.models import Step, StepEvent

NOT_YOURS = Problem(
    "step-not-yours",
    Text("这一事项不由您办理。", "This is not yours to act on."),
    Text("由承办人、承办单位或其代办人办理。", "Its officer, office or deputy acts on it."),
)
NOT_CITY = Problem(
    "step-not-city",
    Text("只有市领导小组办公室可以督办和撤销。", "Only the city office supervises and withdraws."),
    Text("请联系市领导小组办公室。", "Ask the city office."),
)
NO_REASON = Problem(
    "step-no-reason",
    Text("须写明事由。", "A reason is needed."),
    Text("请写明为什么，接手的人会看到。", "Say why; whoever takes it on reads it."),
    Place(key="note"),
)
NO_RESULT = Problem(
    "step-no-result",
    Text("须写明办理结果。", "The result is needed."),
    Text("请写明做了什么、结果如何。", "Say what was done and how it ended."),
    Place(key="note"),
)
NO_DECISION = Problem(
    "step-no-decision",
    Text("这一事项以决定办结，须写明决定。", "A decision closes this step; it is missing."),
    Text("请写明决定，如“同意”。", 'Say what was decided, such as "agreed".'),
    Place(key="decision"),
)
NO_FILE = Problem(
    "step-no-file",
    Text("这一事项以文件办结，须附文件。", "A file closes this step; it is missing."),
    Text("请上传办结文件。", "Upload the file."),
    Place(key="file"),
)
CLOSED_IN_ROOM = Problem(
    "step-closed-in-room",
    Text("这一事项在业务页面办结。", "This step is closed on its own page."),
    Text("请打开对象页面办理。", "Open the page of its subject."),
)
MOVED_IN_ROOM = Problem(
    "step-moved-in-room",
    Text(
        "这一事项的退回、改派和计时由业务页面管理，不能在待办里变动。",
        "Its own page sends this step back, elsewhere, or stops its clock; the desk does not.",
    ),
    Text(
        "请打开对象页面办理；需要其他单位意见的，请会办。",
        "Open the page of its subject; where another office should help, ask it to.",
    ),
)
NOT_A_HOLDER = Problem(
    "step-not-a-holder",
    Text("接手的人今天不在该单位任职。", "The officer holds no post there today."),
    Text(
        "请选该单位的人员，或只选单位。", "Choose an officer of that office, or the office alone."
    ),
    Place(key="assignee"),
)
SAME_PLACE = Problem(
    "step-same-place",
    Text("事项本来就在那里。", "It is there already."),
    Text("请另选单位或人员。", "Choose another office or officer."),
    Place(key="organisation"),
)
OWN_OFFICE = Problem(
    "step-own-office",
    Text("不能请承办单位自己会办。", "The lead office cannot be asked to help itself."),
    Text("请另选单位。", "Choose another office."),
    Place(key="organisation"),
)
ASKED_ALREADY = Problem(
    "step-asked-already",
    Text("该单位的会办意见尚未回复。", "That office was asked and has not answered yet."),
    Text("请等候回复，或收回后再请。", "Wait for its answer, or recall the request first."),
    Place(key="organisation"),
)
NOT_EARLIER = Problem(
    "step-not-earlier",
    Text("只能退回同一对象已办结的前序事项。", "It goes back only to an earlier finished step."),
    Text("请在列出的事项中选择。", "Choose one of those listed."),
    Place(key="target"),
)
NOBODY_BEFORE = Problem(
    "step-nobody-before",
    Text("没有可退回的前一经办。", "There is nobody before to return it to."),
    Text("请改为转办，或请市领导小组办公室撤销。", "Hand it over, or have it withdrawn."),
)
OPENED_ALREADY = Problem(
    "step-opened-already",
    Text("对方已经打开，不能收回。", "It was opened already and cannot be recalled."),
    Text("请与对方联系，由对方退回。", "Ask them to return it."),
)
NOTHING_TO_RECALL = Problem(
    "step-nothing-to-recall",
    Text("没有可收回的操作。", "There is nothing to recall."),
    Text("只能收回自己最近一次转办或办结。", "Only your own last hand-over or closing."),
)
NO_TERM = Problem(
    "step-no-term",
    Text("到期日是固定的，不能停止计时。", "The due day is fixed; its clock cannot stop."),
    Text("只有按期限计算的事项可以停止计时。", "Only a term that is counted can stop."),
)
STOPPED = Problem(
    "step-stopped",
    Text("已经停止计时。", "Its clock stands already."),
    Text("先恢复计时。", "Let it go on first."),
)
NOT_STOPPED = Problem(
    "step-not-stopped",
    Text("没有停止计时。", "Its clock is running."),
    Text("不必恢复。", "There is nothing to do."),
)
DUE_BEFORE_START = Problem(
    "step-due-before-start",
    Text("到期日早于起算日。", "The due day lies before the first day."),
    Text("请核对日期。", "Check the day."),
    Place(key="due_on"),
)
DEPUTY_UNFIT = Problem(
    "deputy-unfit",
    Text("代办人须是同一单位在任的其他人员。", "A deputy is another officer of your own office."),
    Text("请在本单位人员中选择。", "Choose a colleague of your office."),
    Place(key="deputy"),
)
DEPUTY_DAYS = Problem(
    "deputy-days",
    Text(
        "代办期间的结束日期早于开始日期，或已过去。", "The days of absence are in the wrong order."
    ),
    Text("请核对两个日期。", "Check both days."),
    Place(key="until"),
)


def moved_on(step: Step) -> Problem:
    """Tell who did what meanwhile, so that nobody acts on what is no longer there."""
    last = step.events.exclude(act=StepEvent.Act.SEEN).select_related("actor").last()
    when = f"{timezone.localtime(last.at):%m-%d %H:%M}" if last else ""
    who, did = (str(last.actor or "系统"), last.get_act_display()) if last else ("", "")
    return Problem(
        "step-moved-on",
        Text(
            f"您打开页面之后，{who}于 {when} 已作“{did}”，您的操作没有执行。",
            f"After you opened the page, {who} acted on this step ({when}: {did}); "
            "nothing of yours was done.",
        ),
        Text("请看最新情况再办；您填写的内容仍在页面上。", "Look again; what you wrote is kept."),
    )


def finished(step: Step) -> Problem:
    """Say that a finished step takes no more."""
    return Problem(
        "step-finished",
        Text(f"事项“{step.get_state_display()}”，不能再办。", "The step is finished."),
        Text("如有错误，请说明情况另行产生事项。", "If it is wrong, open another one."),
    )


def unknown_office(name: str, area: str) -> Problem:
    """Say that the pack names an office which the organisation lacks."""
    return Problem(
        "office-unknown",
        Text(f"组织机构中没有“{name}”（{area}）。", f'There is no office "{name}" ({area}).'),
        Text(
            "请在政策包的 organisation.toml 中登记。", "Enter it in the pack's organisation.toml."
        ),
        value=name,
    )
