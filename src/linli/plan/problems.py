"""What can stand against planning, in words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from linli.core.kernel.problem import Problem, Severity
from linli.core.kernel.text import Text
from linli.plan.models import AnnualPlan, Scenario

SOLVE_AGAIN = Text("请重新求解后再定稿。", "Solve again, then adopt.")
NAMES_SHOWN = 5

NOT_YOURS = Problem(
    "plan-not-yours",
    Text("年度计划由市领导小组办公室编制。", "Only the city office plans the year."),
    Text("请联系市领导小组办公室。", "Ask the city office."),
)
NO_DETERMINATION = Problem(
    "no-determination",
    Text("还没有政策认定结果。", "No determination has been run."),
    Text("先完成政策认定并刷新储备库。", "Run a determination and refresh the reserve."),
)
ALREADY_ADOPTED = Problem(
    "already-adopted",
    Text("这一方案已经定稿。", "This scenario has been adopted."),
    Text("如需调整，另行求解新方案。", "Solve a new scenario to change the plan."),
)
RESERVE_OUTDATED = Problem(
    "reserve-outdated",
    Text("储备库不是按最新认定刷新的。", "The reserve does not stand on the newest determination."),
    Text("先刷新储备库，再求解。", "Refresh the reserve, then solve."),
)
NOT_SOLVED = Problem(
    "not-solved",
    Text("方案还没有求解完。", "The scenario is not solved yet."),
    Text("等求解完成后再定稿。", "Wait for the solve, then adopt."),
)
ADOPTED_MEANWHILE = Problem(
    "adopted-meanwhile",
    Text(
        "打开本页后，他人已定稿了同一年度的计划，您的定稿没有生效。",
        "Somebody adopted a plan of this year since you opened this page; yours was not adopted.",
    ),
    Text(
        "查看新的定稿，再决定是否以新版本替换。", "Look at it, then decide whether to replace it."
    ),
)
ALREADY_SUBMITTED = Problem(
    "already-submitted",
    Text("这一版计划已经申报过。", "This version has been handed in already."),
    Text("在已有的申报上登记结果。", "Note the answer on the submission that stands."),
)
EMPTY = Problem(
    "empty-scenario",
    Text("方案没有选入任何项目。", "The scenario has chosen no project."),
    Text("检查储备库和资金上限后重新求解。", "Check the reserve and the budget, then solve again."),
)


def not_newest(plan: AnnualPlan) -> Problem:
    """Say that a plan, or the project in it, is not one that can be changed."""
    return Problem(
        "plan-not-newest",
        Text(
            f"只能调整本年度最新版本中的项目，{plan} 不是最新版本或没有该项目。",
            f"{plan} is not the newest version of its year, or has no such project.",
        ),
        Text("请打开最新版本再调整。", "Open the newest version."),
    )


def no_targets(year: int) -> Problem:
    """Say that a year has no tasks."""
    return Problem(
        "no-targets",
        Text(f"{year} 年还没有下达改造任务。", f"No tasks are set for {year}."),
        Text(
            "在政策包中写明年度任务并载入。",
            "Put the year's tasks into the policy pack and load it.",
        ),
    )


def unknown_jurisdictions(codes: Collection[str]) -> Problem:
    """Say that tasks name jurisdictions that are not there."""
    listed = "、".join(sorted(codes))
    return Problem(
        "unknown-jurisdiction",
        Text(f"任务所列属地尚未建立：{listed}。", f"Tasks name unknown jurisdictions: {listed}."),
        Text("先载入政策包的属地，再下达任务。", "Load the pack's jurisdictions first."),
    )


def outdated(scenario: Scenario) -> Problem:
    """Say that a newer determination stands."""
    return Problem(
        "outdated-scenario",
        Text(
            f"方案依据的是认定 {scenario.determination}，之后已有新的认定。",
            f"The scenario rests on {scenario.determination}; a newer determination stands.",
        ),
        SOLVE_AGAIN,
    )


def no_deadlines(year: int) -> Problem:
    """Say that the pack names no days of start and finish for a year."""
    return Problem(
        "no-deadlines",
        Text(
            f"政策包没有 {year} 年的开工、竣工期限。",
            f"The pack names no days of start and finish for {year}.",
        ),
        Text("在政策包中补充该年度的总任务和期限。", "Add the year's total and days to the pack."),
    )


def no_longer_ready(names: Collection[str]) -> Problem:
    """Say that chosen projects have come to lack something."""
    listed, more = "、".join(list(names)[:NAMES_SHOWN]), "等" if len(names) > NAMES_SHOWN else ""
    return Problem(
        "no-longer-ready",
        Text(
            f"{len(names)} 个入选项目已不具备条件：{listed}{more}。",
            f"{len(names)} chosen projects are no longer ready: {listed}.",
        ),
        SOLVE_AGAIN,
    )


def reason_needed(version: int) -> Problem:
    """Say that a change of an adopted plan needs a reason."""
    return Problem(
        "reason-needed",
        Text(
            f"本年度计划已有第 {version} 版，调整须写明事由。",
            f"Version {version} stands; a change needs a reason.",
        ),
        Text("填写调整事由。", "Give the reason of the change."),
    )


NO_WHOLE = Problem(
    "no-whole",
    Text("全市总任务没有填写项目数和户数。", "The city's whole task is not stated."),
    Text("填写全市项目数和户数。", "State projects and households of the whole city."),
)
NO_DOCUMENT = Problem(
    "no-document",
    Text("没有填写下达文号。", "The number of the issuing document is missing."),
    Text("填写下达任务的文号后再发布。", "Give the document's number, then issue."),
)
_MEASURES = {"projects": Text("项目数", "projects"), "households": Text("户数", "households")}


def parts_differ(measure: str, whole: int, rest: int) -> Problem:
    """Say that the parts of a year's task do not add up to the whole (S05)."""
    of, more = _MEASURES[measure], "少" if rest > 0 else "多"
    return Problem(
        "parts-differ",
        Text(
            f"各属地{of.zh}合计 {whole - rest}，与全市 {whole} 相比{more} {abs(rest)}，不能发布。",
            f"The parts add up to {whole - rest} {of.en}, the whole is {whole}: not issued.",
        ),
        Text("核对各属地的数，使合计等于全市任务。", "Make the parts add up to the whole."),
    )


def bad_days(year: int) -> Problem:
    """Say that the days of start and finish cannot be those of a year."""
    return Problem(
        "bad-days",
        Text(
            f"开工期限应在 {year} 年内，竣工期限不能早于开工期限。",
            f"Works start within {year} and do not finish before they start.",
        ),
        Text("核对两个期限。", "Check both days."),
    )


def larger_than_stock(name: str, measure: str, asked: int, known: int) -> Problem:
    """Say that a part is larger than all compounds that are known there."""
    of = _MEASURES[measure]
    return Problem(
        "larger-than-stock",
        Text(
            f"{name}的任务{of.zh} {asked}，超过小区库中该属地的全部 {known}。",
            f"{name}: {asked} {of.en} are asked for; the registry knows {known} in all.",
        ),
        Text("核对任务数；若摸底未完，先补齐摸底数据。", "Check the task, or complete the survey."),
    )


def issued_meanwhile(version: int) -> Problem:
    """Say that somebody else issued the year's tasks since the page was opened."""
    return Problem(
        "issued-meanwhile",
        Text(
            f"打开本页后，他人已发布第 {version} 版任务，您的发布没有生效。",
            f"Version {version} was issued since you opened this page; yours was not.",
        ),
        Text("重新打开本页，核对后再发布。", "Open the page again, compare, then issue."),
    )


def tasks_need_reason(version: int) -> Problem:
    """Say that a change of issued tasks needs a reason."""
    return Problem(
        "tasks-need-reason",
        Text(
            f"本年度任务已有第 {version} 版，调整须写明事由。",
            f"Version {version} stands; a change needs a reason.",
        ),
        Text("填写调整事由。", "Give the reason of the change."),
    )


def planned_elsewhere(names: Collection[str]) -> Problem:
    """Say that chosen projects stand in the plan of another year by now."""
    listed, more = "、".join(list(names)[:NAMES_SHOWN]), "等" if len(names) > NAMES_SHOWN else ""
    return Problem(
        "planned-elsewhere",
        Text(
            f"{len(names)} 个入选项目已列入其他年度的计划：{listed}{more}。",
            f"{len(names)} chosen projects are in another year's plan by now: {listed}.",
        ),
        SOLVE_AGAIN,
    )


def before_adoption(day: date) -> Problem:
    """Say that a plan was handed in before it was adopted."""
    return Problem(
        "before-adoption",
        Text(f"申报日期早于定稿日期 {day}。", f"It cannot be handed in before {day}."),
        Text("核对申报日期。", "Check the day."),
    )


def before_submission(day: date) -> Problem:
    """Say that an answer came before the submission."""
    return Problem(
        "before-submission",
        Text(f"下达日期早于申报日期 {day}。", f"The answer cannot come before {day}."),
        Text("核对下达日期。", "Check the day."),
    )


def unsplit_uses(count: int) -> Problem:
    """Say that estimates without a split by use are let pass by every source (S73-S76)."""
    return Problem(
        "unsplit-uses",
        Text(
            f"{count} 个候选项目的估算没有按用途拆分，资金来源的许可用途未能核对。",
            f"The estimates of {count} candidates are not split by use: what sources may pay for "
            "could not be checked.",
        ),
        Text("在储备库的资金预案中按用途拆分。", "Split them by use in the reserve."),
        severity=Severity.WARNS,
    )
