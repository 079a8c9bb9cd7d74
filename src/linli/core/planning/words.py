"""The reasons in words, with their figures."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from linli.core.kernel.money import from_fen, in_ten_thousands
from linli.core.kernel.text import Text
from linli.core.planning.formulation import Block
from linli.core.planning.terms import (
    Basis,
    Candidate,
    Deviation,
    Plan,
    Price,
    Reason,
    Task,
    Wish,
)

if TYPE_CHECKING:
    from linli.core.planning.explain import Swap

ADOPT = Text("方案定稿后列入年度计划。", "It enters the annual plan when the scenario is adopted.")
REFRESH = Text(
    "补齐后重新认定并刷新储备库。",
    "Supply what is missing, determine again and refresh the reserve.",
)
SOLVE_AGAIN = Text("调整后重新求解。", "Solve again after a change.")
WEIGH = Text(
    "如有优先列入的理由，请市领导小组办公室研究后替换。",
    "If there are grounds to prefer it, the city office may decide on the exchange.",
)
_BASES = {Basis.PROJECTS: Text("个项目", "projects"), Basis.HOUSEHOLDS: Text("户", "households")}


def lacks(candidate: Candidate) -> Reason:
    """Say what a candidate lacks."""
    message = Text(
        "尚不具备列入条件：" + "；".join(each.zh for each in candidate.lacks) + "。",
        "Not ready: " + "; ".join(each.en for each in candidate.lacks) + ".",
    )
    return Reason("lacks", message, REFRESH, {"lacks": len(candidate.lacks)})


def no_task(candidate: Candidate) -> Reason:
    """Say that the jurisdiction has no task this year."""
    return Reason(
        "no-task",
        Text("所在属地本年度没有下达改造任务。", "Its jurisdiction has no task this year."),
        Text("下达任务后重新求解。", "Set the task, then solve again."),
        {"jurisdiction": candidate.jurisdiction},
    )


def chosen(candidate: Candidate, block: Block, plan: Plan) -> Reason:
    """Say which task a chosen candidate serves and how it ranks by need."""
    task, cost = block.tasks[0], ten_thousands(candidate.fen)
    rank = 1 + sum(each.need > candidate.need for each in block.candidates)
    ready = len(block.candidates)
    served = standing(task, plan.deviations[task.jurisdiction])
    decided = candidate.wish is Wish.MUST
    first = Text("编制方案时指定列入。", "Decided beforehand. ") if decided else Text("", "")
    message = Text(
        f"{first.zh}列入{task.name.zh}本年度任务（{task.projects} 个项目、{task.households} 户）："
        f"{candidate.households} 户，估算投资 {cost} 万元；需求分 {candidate.need}，"
        f"在该属地 {ready} 个可选项目中列第 {rank}。{served.zh}。",
        f"{first.en}Serves the year's task of {task.name.en} ({task.projects} projects, "
        f"{task.households} households): {candidate.households} households, estimated at {cost} "
        f"ten thousand yuan; "
        f"need {candidate.need}, rank {rank} of {ready} that could be chosen there. {served.en}.",
    )
    details = {"need": candidate.need, "rank": rank, "ready": ready}
    return Reason("chosen", message, ADOPT, details)


def kept_out() -> Reason:
    """Say that somebody decided to keep a candidate out."""
    return Reason(
        "kept-out",
        Text("编制方案时指定不列入。", "It was kept out when the scenario was set up."),
        Text("如需列入，取消指定后重新求解。", "Lift that and solve again to have it considered."),
    )


def share_not_set() -> Reason:
    """Say that the late-built share is still open (S19, A04)."""
    return Reason(
        "share-not-set",
        Text(
            "属2001年以后建成的小区，本年度可纳入的比例尚未设定，因此不能列入。",
            "Built from 2001 on; the share of such compounds in the year's task has not been set, "
            "so none can be chosen.",
        ),
        Text(
            "由有权机关确定比例和计算口径（项目数或户数），写入政策包后重新求解。",
            "Have the share and its basis (projects or households) set, enter both in the policy "
            "pack and solve again.",
        ),
    )


def over_budget(candidate: Candidate, block: Block, price: Price | None) -> Reason:
    """Say that the money left by the other jurisdictions does not pay for the candidate."""
    left, cost = ten_thousands(max(0, block.budget or 0)), ten_thousands(candidate.fen)
    worth = _worth(price)
    message = Text(
        f"资金上限扣除其他属地所选项目后余 {left} 万元，不足本项目估算投资 {cost} 万元。{worth.zh}",
        f"The other jurisdictions' projects leave {left} ten thousand yuan of the budget; this one "
        f"is estimated at {cost}. {worth.en}".rstrip(),
    )
    next_step = Text(
        "提高资金上限或核减投资后重新求解。", "Raise the budget or cut the cost; solve again."
    )
    return Reason("over-budget", message, next_step, {"left": left, "cost": cost})


def over_share(candidate: Candidate, block: Block) -> Reason:
    """Say that what is left of the late-built share does not hold the candidate."""
    takes = block.limits.late_measure(candidate)
    left = max(0, block.late or 0)
    basis = _BASES[block.limits.late_basis or Basis.HOUSEHOLDS]
    message = Text(
        f"2001年以后建成的小区本年度可纳入的份额还余 {left} {basis.zh}，"
        f"本项目需 {takes} {basis.zh}。",
        f"{left} {basis.en} are left of the year's share for compounds built from 2001 on; "
        f"this one takes {takes}.",
    )
    return Reason("over-share", message, SOLVE_AGAIN, {"left": left, "takes": takes})


def not_settled(candidate: Candidate, block: Block, plan: Plan) -> Reason:
    """Say that the time did not suffice to compute the cost of letting the candidate in."""
    task = block.tasks[0]
    served = standing(task, plan.deviations[task.jurisdiction])
    message = Text(
        f"{served.zh}。列入本项目的代价在限定的计算时间内没有算清，不作断言。",
        f"{served.en}. The cost of letting it in was not settled within the time allowed.",
    )
    return Reason("not-settled", message, SOLVE_AGAIN, {"need": candidate.need})


def breaks_tasks(candidate: Candidate, swap: Swap, plan: Plan) -> Reason:
    """Say that no choice with the candidate serves the task as well, and show the nearest one."""
    task = swap.block.tasks[0]
    served = standing(task, plan.deviations[task.jurisdiction])
    nearest = swap.block.deviations(swap.chosen)[task.jurisdiction]
    projects, households = task.projects + nearest.projects, task.households + nearest.households
    message = Text(
        f"{served.zh}。列入本项目后无论怎样调整都不能同样完成任务，"
        f"最接近的是 {projects} 个项目、{households} 户。{_money(candidate, swap, plan).zh}",
        f"{served.en}. With it no choice serves the task as well; the nearest has {projects} "
        f"projects and {households} households. {_money(candidate, swap, plan).en}".rstrip(),
    )
    details = {"projects": projects, "households": households}
    return Reason("breaks-tasks", message, WEIGH, details)


def swaps(candidate: Candidate, swap: Swap, plan: Plan) -> Reason:
    """Say which exchange would let the candidate in, and how much need it loses."""
    task = swap.block.tasks[0]
    served = standing(task, plan.deviations[task.jurisdiction])
    exchange = _exchange(swap)
    effect, money = _effect(swap.lost_need), _money(candidate, swap, plan)
    message = Text(
        f"{served.zh}。列入本项目，代价最小的调整是{exchange.zh}，{effect.zh}。{money.zh}",
        f"{served.en}. The least costly way to let it in: {exchange.en}; {effect.en}. "
        f"{money.en}".rstrip(),
    )
    details = {
        "need": candidate.need,
        "lost_need": swap.lost_need,
        "out": [each.code for each in swap.out],
        "also_in": [each.code for each in swap.also_in],
    }
    return Reason("equal" if swap.lost_need == 0 else "swap", message, WEIGH, details)


def standing(task: Task, deviation: Deviation) -> Text:
    """Say how far a plan serves a task."""
    if not deviation:
        return Text(
            f"属地任务已满：{task.projects} 个项目、{task.households} 户均已达到",
            f"The task is met: {task.projects} projects and {task.households} households",
        )
    projects, households = (
        task.projects + deviation.projects,
        task.households + deviation.households,
    )
    return Text(
        f"属地任务 {task.projects} 个项目、{task.households} 户，"
        f"方案为 {projects} 个、{households} 户",
        f"The task is {task.projects} projects and {task.households} households; the plan has "
        f"{projects} and {households}",
    )


def ten_thousands(fen: int) -> str:
    """Return an amount in 万元 for reading, to the hundred yuan."""
    return f"{in_ten_thousands(from_fen(fen)):,.2f}"


def _exchange(swap: Swap) -> Text:
    parts_zh, parts_en = [], []
    if swap.out:
        parts_zh.append(f"换出{_names(swap.out)}")
        parts_en.append(f"take out {_names(swap.out)}")
    if swap.also_in:
        parts_zh.append(f"另换入{_names(swap.also_in)}")
        parts_en.append(f"also take in {_names(swap.also_in)}")
    return Text("，".join(parts_zh) or "直接增加本项目", " and ".join(parts_en) or "add it")


def _names(candidates: Collection[Candidate]) -> str:
    return "、".join(candidate.name for candidate in candidates)


def _effect(lost: int) -> Text:
    if lost == 0:
        return Text("任务完成与需求覆盖均不变", "neither task nor need covered changes")
    if lost > 0:
        return Text(f"覆盖需求减少 {lost}", f"the need covered falls by {lost}")
    return Text(
        f"覆盖需求可增加 {-lost}（本方案限时内未达最优）",
        f"the need covered would rise by {-lost} (the plan was cut short by its time)",
    )


def _money(candidate: Candidate, swap: Swap, plan: Plan) -> Text:
    """Say what a budget has to do with it: what is left, the price, and that others stand still."""
    if swap.block.budget is None:
        return Text("", "")
    left = swap.block.budget - sum(each.fen for each in swap.block.take(plan.chosen))
    worth = _worth(plan.price)
    return Text(
        f"其他属地方案不变；资金上限余 {ten_thousands(left)} 万元，"
        f"本项目估算投资 {ten_thousands(candidate.fen)} 万元。{worth.zh}",
        f"The other jurisdictions stay as they are; {ten_thousands(left)} ten thousand yuan of the "
        f"budget are left, this project is estimated at {ten_thousands(candidate.fen)}. {worth.en}",
    )


def _worth(price: Price | None) -> Text:
    """Say what another million yuan of budget would bring by the relaxed model."""
    if price is None:
        return Text("", "")
    gain = f"{price.per_yuan * 1_000_000:,.1f}"
    if price.brings == "need":
        return Text(
            f"按连续松弛估算，资金上限每增加100万元，覆盖需求约增 {gain}。",
            f"By the relaxed model another million yuan would cover about {gain} more need.",
        )
    return Text(
        f"按连续松弛估算，资金上限每增加100万元，任务缺口约减 {gain} 户（项目按户均折算）。",
        f"By the relaxed model another million yuan would bring the tasks about {gain} households "
        f"nearer (a project counted as its average households).",
    )
