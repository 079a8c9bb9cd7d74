"""The reasons in words, with their figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from linli.core.kernel.text import Text
from linli.core.planning.explain.exchange import Exchange
from linli.core.planning.explain.room import Blocker, Entry
from linli.core.planning.instance import Instance
from linli.core.planning.names import (
    amount_in_words,
    area_name,
    candidate_name,
    closed_by,
    pot_name,
    wan,
    year_name,
)
from linli.core.planning.plan import Plan, Reason, Standing
from linli.core.planning.scenario import Candidate, Scenario, Wish, WishKind

ADOPT: Final = Text(
    "方案定稿后列入年度计划。", "It enters the annual plan when the scenario is adopted."
)
REFRESH: Final = Text(
    "补齐后重新认定并刷新储备库。",
    "Supply what is missing, determine again and refresh the reserve.",
)
SOLVE_AGAIN: Final = Text("调整后重新求解。", "Solve again after a change.")
WEIGH: Final = Text(
    "如有优先列入的理由，请市领导小组办公室研究后替换。",
    "If there are grounds to prefer it, the city office may decide on the exchange.",
)
NOTHING: Final = Text("", "")
CODES: Final = {"pots": "over-budget", "quota": "over-share", "capacity": "over-capacity"}


def joined(parts: Iterable[Text]) -> Text:
    """Return sentences one after the other."""
    kept = [part for part in parts if part.zh]
    return Text("".join(part.zh for part in kept), " ".join(part.en for part in kept))


def chosen(scenario: Scenario, plan: Plan, candidate: Candidate) -> Reason:
    """Say which task a chosen candidate serves, in which year, and how it ranks by need."""
    year = plan.chosen[candidate.code]
    rivals = [
        each
        for each in scenario.candidates
        if each.area == candidate.area and (not each.lacks or each.code in plan.chosen)
    ]
    rank = 1 + sum(each.need > candidate.need for each in rivals)
    when, area = year_name(year), area_name(scenario, candidate.area)
    served = next(iter(_standings(plan, candidate, year)), None)
    asked = NOTHING if served is None else _asked(served)
    message = Text(
        f"列入{when.zh}{area.zh}改造{asked.zh}：{candidate.households} 户，"
        f"需财政资金 {wan(candidate.cost)} 万元；需求分 {candidate.need}，"
        f"在该属地 {len(rivals)} 个可选项目中列第 {rank}。",
        f"Planned for {when.en} in {area.en}{asked.en}: {candidate.households} households, "
        f"{wan(candidate.cost)} ten thousand yuan of public money; need {candidate.need}, rank "
        f"{rank} of {len(rivals)} that could be chosen there.",
    )
    first = Text("编制方案时指定列入。", "Decided beforehand.")
    decided = _is_decided(scenario.wishes, candidate)
    parts = (first if decided else NOTHING, message, standing(served) if served else NOTHING)
    details = {"year": year, "need": candidate.need, "rank": rank, "ready": len(rivals)}
    return Reason("chosen", joined(parts), ADOPT, details)


def _is_decided(wishes: Sequence[Wish], candidate: Candidate) -> bool:
    codes = {candidate.code, *candidate.members}
    return any(wish.code in codes and wish.kind is not WishKind.NEVER for wish in wishes)


def _asked(served: Standing) -> Text:
    task = served.task
    asked = task_words(task.projects, task.households)
    return Text(f"任务（{asked.zh}）", f", for its task of {asked.en}")


def task_words(projects: int | None, households: int | None) -> Text:
    """Return projects and households, as far as they are asked for."""
    zh, en = [], []
    if projects is not None:
        zh.append(f"{projects} 个项目")
        en.append(f"{projects} projects")
    if households is not None:
        zh.append(f"{households} 户")
        en.append(f"{households} households")
    return Text("、".join(zh), " and ".join(en))


def _standings(plan: Plan, candidate: Candidate, year: int) -> list[Standing]:
    """Return the tasks that a candidate serves, the closest first."""
    own = [
        each
        for each in plan.standings
        if each.task.area in (None, candidate.area) and each.task.year in (None, year)
    ]
    return sorted(own, key=lambda each: (each.task.area is None, each.task.year is None))


def standing(served: Standing) -> Text:
    """Say how far a plan serves a task."""
    task = served.task
    asked = task_words(task.projects, task.households)
    if served.is_met:
        return Text(f"任务已满：{asked.zh}均已达到。", f"The task is met: {asked.en}.")
    reached = task_words(
        None if task.projects is None else served.projects,
        None if task.households is None else served.households,
    )
    return Text(
        f"任务为 {asked.zh}，方案为 {reached.zh}。",
        f"The task is {asked.en}; the plan has {reached.en}.",
    )


def lacks(candidate: Candidate) -> Reason:
    """Say what a candidate lacks."""
    message = Text(
        "尚不具备列入条件：" + "；".join(each.zh for each in candidate.lacks) + "。",
        "Not ready: " + "; ".join(each.en for each in candidate.lacks) + ".",
    )
    return Reason("lacks", message, REFRESH, {"lacks": len(candidate.lacks)})


def waits(candidate: Candidate) -> Reason:
    """Say that a candidate opens only after the last year, and what it waits for."""
    why = Text(
        "；".join(each.zh for each in candidate.waits),
        "; ".join(each.en for each in candidate.waits),
    )
    message = Text(
        f"规划期内不具备列入条件，{candidate.opens}年起才可列入{'：' if why.zh else ''}{why.zh}。",
        f"Not ready within the horizon, only from {candidate.opens} on"
        f"{': ' if why.en else ''}{why.en}.",
    )
    return Reason("waits", message, REFRESH, {"opens": candidate.opens})


def no_task(candidate: Candidate) -> Reason:
    """Say that the jurisdiction has no task."""
    return Reason(
        "no-task",
        Text("所在属地没有下达改造任务。", "Its jurisdiction has no task."),
        Text("下达任务后重新求解。", "Set the task, then solve again."),
        {"jurisdiction": candidate.area},
    )


def kept_out() -> Reason:
    """Say that somebody decided to keep a candidate out."""
    return Reason(
        "kept-out",
        Text("编制方案时指定不列入。", "It was kept out when the scenario was set up."),
        Text("如需列入，取消指定后重新求解。", "Lift that and solve again to have it considered."),
    )


def share_not_set() -> Reason:
    """Say that the share of late-built compounds is still open (S19, A04)."""
    return Reason(
        "share-not-set",
        Text(
            "属2001年以后建成的小区，可纳入年度任务的比例尚未设定，因此不能列入。",
            "Built from 2001 on; the share of such compounds in the year's task has not been set, "
            "so none can be chosen.",
        ),
        Text(
            "由有权机关确定比例和计算口径（项目数或户数），写入政策包后重新求解。",
            "Have the share and its basis (projects or households) set, enter both in the policy "
            "pack and solve again.",
        ),
    )


def below_guide(scenario: Scenario, candidate: Candidate) -> Reason:
    """Say that residents and enterprises bring less than the floor of the scenario (S70)."""
    why = closed_by(scenario, candidate, scenario.years)
    total = candidate.cost + candidate.pledged
    details = {"pledged": str(candidate.pledged), "total": str(total)}
    message = Text(
        f"{why.zh}：已落实 {wan(candidate.pledged)} 万元，总投资 {wan(total)} 万元。",
        f"{why.en[0].upper()}{why.en[1:]}: {wan(candidate.pledged)} of {wan(total)} ten thousand "
        "yuan are pledged.",
    )
    step = Text("落实出资后重新求解。", "Have more pledged and solve again.")
    return Reason("below-guide", message, step, details)


def covered(scenario: Scenario, plan: Plan, codes: Sequence[str]) -> Reason:
    """Say that a candidate's projects are renovated by others that hold them."""
    names = "、".join(candidate_name(scenario, code) for code in codes)
    years = "、".join(str(year) for year in sorted({plan.chosen[code] for code in codes}))
    message = Text(
        f"其改造内容已由 {names}（{years}年）列入。",
        f"Its projects are renovated with {names} ({years}).",
    )
    return Reason("covered", message, ADOPT, {"by": list(codes)})


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A candidate that could be chosen and is not."""

    scenario: Scenario
    instance: Instance
    plan: Plan
    candidate: Candidate
    entry: Entry
    shortage: float

    def reason(self, exchange: Exchange | None) -> Reason:
        """Return the limits that bind, the smallest change, and the least costly exchange."""
        blockers = self.entry.blockers
        year = self.instance.years[self.entry.year]
        served = _standings(self.plan, self.candidate, year)
        parts = [standing(served[0])] if served else []
        parts += [self._blocked(blockers, year)] if blockers else []
        parts += [self._settled(exchange), self._short()]
        details = {
            "year": year,
            "need": self.candidate.need,
            "blockers": [_blocker_data(each) for each in blockers],
            "shortage": round(max(0.0, self.shortage), 1),
            **self._exchange_data(exchange),
        }
        step = SOLVE_AGAIN if blockers or exchange is None else WEIGH
        return Reason(self._code(exchange), joined(parts), step, details)

    def _code(self, exchange: Exchange | None) -> str:
        families = {each.family for each in self.entry.blockers}
        if families:
            return CODES[families.pop()] if len(families) == 1 else "over-limits"
        if exchange is None:
            return "not-settled"
        if exchange.more_departure > 0:
            return "breaks-tasks"
        return "equal" if exchange.lost == 0 else "swap"

    def _blocked(self, blockers: Sequence[Blocker], year: int) -> Text:
        """Say which limits are too small, by how much, and that this much would let it in."""
        what = [self._too_small(each) for each in blockers]
        stays = self._replacing()
        needs = "；".join(each.zh for each in what)
        return Text(
            f"其他项目不变，{year}年列入本项目{stays.zh}需要：{needs}。",
            f"With all else unchanged, adding it in {year}{stays.en} needs: "
            f"{'; '.join(each.en for each in what)}.",
        )

    def _replacing(self) -> Text:
        names = "、".join(self._name(item) for item in self.entry.replaced)
        return Text(f"（代替{names}）", f" (in place of {names})") if names else NOTHING

    def _too_small(self, blocker: Blocker) -> Text:
        amount = amount_in_words(blocker.unit, blocker.amount)
        if blocker.family != "pots":
            return Text(
                f"“{blocker.name.zh}”再增加{amount.zh}", f"{blocker.name.en}: {amount.en} more"
            )
        if not blocker.pots or self.scenario.money is None:
            return Text(
                f"资金还缺{amount.zh}，增加单一资金来源不能解决",
                f"{amount.en} more, which no single pot of money can bring",
            )
        pots = [pot_name(self.scenario, self.scenario.money.pots[pot]) for pot in blocker.pots]
        return Text(
            f"{'或'.join(each.zh for each in pots)}再增加{amount.zh}",
            f"{amount.en} more in {' or in '.join(each.en for each in pots)}",
        )

    def _settled(self, exchange: Exchange | None) -> Text:
        """Say the least costly exchange, or that the time did not suffice."""
        if exchange is None:
            return Text(
                "换入本项目的代价在限定的计算时间内没有算清，或无论怎样调整都不能列入，不作断言。",
                "What an exchange would cost was not settled within the time allowed.",
            )
        if not exchange.is_least:
            return self._one_way(exchange)
        if exchange.more_departure > 0:
            return self._nearest(exchange)
        effect = _effect(exchange)
        how = self._exchange(exchange)
        return Text(
            f"其他属地不变，列入本项目代价最小的调整是{how.zh}，{effect.zh}。",
            f"With the other jurisdictions unchanged, the least costly way to let it in: {how.en}; "
            f"{effect.en}.",
        )

    def _one_way(self, exchange: Exchange) -> Text:
        """Say an exchange of which nobody knows whether it is the least costly."""
        how, effect = self._exchange(exchange), _effect(exchange)
        return Text(
            f"其他属地不变，列入本项目的一种可行调整是{how.zh}，{effect.zh}；"
            "限定的计算时间内未能证明其代价最小。",
            f"With the other jurisdictions unchanged, one way to let it in: {how.en}; {effect.en}. "
            "Whether it is the least costly was not settled within the time allowed.",
        )

    def _nearest(self, exchange: Exchange) -> Text:
        names = self._exchange(exchange)
        return Text(
            f"列入本项目后无论怎样调整都不能同样完成任务，偏差最小的调整是{names.zh}。",
            f"With it no choice serves the tasks as well; the nearest: {names.en}.",
        )

    def _exchange(self, exchange: Exchange) -> Text:
        zh, en = [], []
        for items, word in (
            (exchange.out, Text("换出", "take out ")),
            (exchange.also_in, Text("另换入", "also take in ")),
            (exchange.moved, Text("改期", "move to another year ")),
        ):
            if names := "、".join(self._name(item) for item in items):
                zh.append(f"{word.zh}{names}")
                en.append(f"{word.en}{names}")
        return Text("，".join(zh) or "直接增加本项目", ", ".join(en) or "add it")

    def _name(self, item: int) -> str:
        return candidate_name(self.scenario, self.instance.items[item])

    def _short(self) -> Text:
        """Say what the relaxed prices find missing."""
        if self.shortage <= 0.05:  # noqa: PLR2004 - shown to one decimal
            return NOTHING
        return Text(
            f"按连续松弛的价格，其得分还差 {self.shortage:,.1f} 才会入选。",
            f"By the relaxed model's prices it is {self.shortage:,.1f} points short of entering.",
        )

    def _exchange_data(self, exchange: Exchange | None) -> dict[str, Any]:
        if exchange is None:
            return {}
        codes = self.instance.items
        return {
            "lost": exchange.lost,
            "lost_need": exchange.lost_need,
            "more_departure": exchange.more_departure,
            "is_least": exchange.is_least,
            "out": [codes[item] for item in exchange.out],
            "also_in": [codes[item] for item in exchange.also_in],
            "moved": [codes[item] for item in exchange.moved],
        }


def _blocker_data(blocker: Blocker) -> dict[str, Any]:
    return {
        "family": blocker.family,
        "row": blocker.row,
        "name": blocker.name._asdict(),
        "amount": str(blocker.amount),
        "unit": blocker.unit,
        "pots": list(blocker.pots),
    }


def _effect(exchange: Exchange) -> Text:
    lost = exchange.lost
    if lost == 0:
        return Text("任务完成与目标值均不变", "neither tasks nor value change")
    if lost > 0:
        return Text(
            f"覆盖需求减少 {exchange.lost_need}（目标值减少 {lost}）",
            f"the need covered falls by {exchange.lost_need} (the value by {lost})",
        )
    return Text(
        f"目标值可增加 {-lost}（本方案求解提前结束，尚未达最优）",
        f"the value would rise by {-lost} (the search was cut short)",
    )
