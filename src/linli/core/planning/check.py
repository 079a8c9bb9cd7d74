"""Bad input of a scenario, in plain words: found before anything is solved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from linli.core.kernel.problem import Place, Problem, Severity
from linli.core.kernel.text import Text
from linli.core.planning.assemble import Names
from linli.core.planning.instance import PARTS
from linli.core.planning.scenario import Candidate, Money, Scenario, Task, WishKind

MOST_YUAN = Decimal(10) ** 14
"""More than the whole country's output of a year: a slip of the units."""
MOST_HOUSEHOLDS = 10**9
MOST_YEARS = 5


def problems_of(scenario: Scenario) -> list[Problem]:
    """Return what is wrong with a scenario; those that only warn do not stand in its way."""
    return [
        *_years(scenario),
        *_names(scenario),
        *_candidates(scenario),
        *_tasks(scenario),
        *(_money(scenario, scenario.money) if scenario.money else ()),
        *_capacities(scenario),
        *_wishes(scenario),
    ]


def blocking(problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems that stand in the way of solving."""
    return [each for each in problems if each.severity is Severity.BLOCKS]


def _problem(
    code: str, message: Text, step: Text, key: str, severity: Severity = Severity.BLOCKS
) -> Problem:
    return Problem(code, message, step, Place(key=key), severity)


def _years(scenario: Scenario) -> Iterator[Problem]:
    years = scenario.years
    in_order = years == tuple(range(years[0], years[0] + len(years))) if years else False
    if not in_order or len(years) > MOST_YEARS:
        yield _problem(
            "bad-years",
            Text(
                "规划期应为一至五个连续年度。",
                "The horizon has to be one to five years in a row.",
            ),
            Text("请重新选择起止年度。", "Choose the first and the last year again."),
            "years",
        )
    if scenario.weights and len(scenario.weights) != len(years):
        yield _problem(
            "bad-weights",
            Text("各年度权重的个数与年度数不符。", "There is not one weight for each year."),
            Text("每个年度填写一个权重。", "Give one weight for each year."),
            "weights",
        )


def _names(scenario: Scenario) -> Iterator[Problem]:
    """Codes stand once, and name what is there."""
    codes = Counter(each.code for each in scenario.candidates)
    codes.update(area.code for area in scenario.areas)
    for code in sorted(code for code, times in codes.items() if times > 1):
        yield _problem(
            "code-twice",
            Text(f"编号“{code}”重复。", f'The code "{code}" stands twice.'),
            Text("请核对编号。", "Check the codes."),
            code,
        )
    areas = {area.code for area in scenario.areas}
    named = {each.area for each in scenario.candidates}
    named |= {task.area for task in scenario.tasks if task.area is not None}
    named |= {each.area for each in scenario.capacities if each.area is not None}
    pots = scenario.money.pots if scenario.money else ()
    named |= {pot.area for pot in pots if pot.area is not None}
    for code in sorted(named - areas):
        yield _unknown("area", Text("属地", "jurisdiction"), code)
    regions = {area.region for area in scenario.areas}
    for code in sorted({pot.region for pot in pots if pot.region is not None} - regions):
        yield _unknown("region", Text("地区", "region"), code)
    named_years: set[int | None] = {pot.year for pot in pots}
    named_years |= {task.year for task in scenario.tasks}
    named_years |= {each.year for each in scenario.capacities}
    named_years |= {wish.year for wish in scenario.wishes}
    for year in sorted(y for y in named_years - set(scenario.years) if y is not None):
        yield _unknown("year", Text("年度", "year"), str(year))


def _unknown(what: str, name: Text, code: str) -> Problem:
    return _problem(
        f"unknown-{what}",
        Text(
            f"{name.zh}“{code}”不在本方案范围内。",
            f'The {name.en} "{code}" is not part of this scenario.',
        ),
        Text("请核对后重新填写。", "Check it and enter it again."),
        code,
    )


def _is_absurd(amount: Decimal) -> bool:
    """Tell whether an amount of money cannot be meant."""
    return not amount.is_finite() or amount < 0 or amount > MOST_YUAN or amount != round(amount, 2)


def _bad_money(name: str, key: str, amount: Decimal) -> Problem:
    return _problem(
        "bad-money",
        Text(
            f"{name}的金额“{amount}”不合理。",
            f'The amount "{amount}" of {name} cannot be meant.',
        ),
        Text(
            f"金额应为零至 {MOST_YUAN:,} 元，精确到分。",
            f"Amounts are from zero to {MOST_YUAN:,} yuan, to the cent.",
        ),
        key,
    )


def _candidates(scenario: Scenario) -> Iterator[Problem]:
    for each in scenario.candidates:
        for amount in (*each.costs.values(), each.pledged, *each.revenue.values()):
            if _is_absurd(amount):
                yield _bad_money(each.name, each.code, amount)
        if not (0 <= each.households <= MOST_HOUSEHOLDS and abs(each.need) <= MOST_HOUSEHOLDS):
            yield _problem(
                "bad-figures",
                Text(
                    f"{each.name}的户数或需求分不合理。",
                    f"The households or the need of {each.name} cannot be meant.",
                ),
                Text("请更正储备库数据。", "Correct the reserve."),
                each.code,
            )
        yield from _uses(scenario, each)


def _uses(scenario: Scenario, candidate: Candidate) -> Iterator[Problem]:
    """Yield uses that the scenario does not know: they could never be paid."""
    uses = scenario.money.uses.keys() if scenario.money else candidate.costs.keys()
    for use in sorted(candidate.costs.keys() - uses):
        yield _unknown("use", Text("资金用途", "use of money"), use)


def _tasks(scenario: Scenario) -> Iterator[Problem]:
    """Tasks are whole numbers from zero; what the stock cannot fill is a warning."""
    for task in scenario.tasks:
        asked = (task.projects or 0, task.households or 0)
        name = _place(scenario, task)
        if min(asked) < 0 or max(asked) > MOST_HOUSEHOLDS:
            yield _problem(
                "bad-task",
                Text(f"{name.zh}的任务数不合理。", f"The task of {name.en} cannot be meant."),
                Text("任务数应为零以上的整数。", "Tasks are whole numbers from zero."),
                task.area or "",
            )
        elif scenario.candidates:
            yield from _short_stock(scenario, task, name)
    if not scenario.tasks_first and scenario.prices is None and scenario.tasks:
        yield _problem(
            "no-prices",
            Text("没有给出任务缺口的价格。", "No prices of departing from tasks are given."),
            Text("填写价格，或选择任务优先。", "Give prices, or let tasks come first."),
            "prices",
        )


def _place(scenario: Scenario, task: Task) -> Text:
    names = {area.code: area.name for area in scenario.areas}
    area = names.get(task.area or "", Text("全部属地", "all jurisdictions"))
    when = (
        Text(f"{task.year} 年", f"{task.year}")
        if task.year
        else Text("整个规划期", "the whole horizon")
    )
    return Text(f"{area.zh}{when.zh}", f"{area.en}, {when.en}")


def _short_stock(scenario: Scenario, task: Task, name: Text) -> Iterator[Problem]:
    """Say where a task asks for more than the reserve has, or for something where it has none."""
    own = [each for each in scenario.candidates if task.area in (None, each.area)]
    projects = len({code for each in own for code in each.projects})
    households = _stock(own)
    asked = Text(
        f"{task.projects or 0} 个项目、{task.households or 0} 户",
        f"{task.projects or 0} projects and {task.households or 0} households",
    )
    if not own and (task.projects or task.households):
        yield _problem(
            "area-empty",
            Text(
                f"{name.zh}的任务为 {asked.zh}，储备库中没有候选项目。",
                f"{name.en} is asked for {asked.en} and has no candidate.",
            ),
            Text("补充储备项目，或调整任务。", "Add candidates, or change the task."),
            task.area or "",
            Severity.WARNS,
        )
    elif (task.projects or 0) > projects or (task.households or 0) > households:
        yield _problem(
            "task-over-stock",
            Text(
                f"{name.zh}的任务为 {asked.zh}，储备库共有 {projects} 个项目、{households} 户。",
                f"{name.en} is asked for {asked.en}; the reserve has {projects} projects and "
                f"{households} households.",
            ),
            Text(
                "任务不能足额完成；补充储备项目，或调整任务。",
                "The task cannot be met in full: add candidates, or change it.",
            ),
            task.area or "",
            Severity.WARNS,
        )


def _stock(candidates: Sequence[Candidate]) -> int:
    """Return the households of candidates, a project in several of them counted once at least."""
    seen: set[str] = set()
    households = 0
    for each in sorted(candidates, key=lambda c: -len(c.projects)):
        if not seen.issuperset(each.projects):
            households += each.households
            seen.update(each.projects)
    return households


def _money(scenario: Scenario, money: Money) -> Iterator[Problem]:
    names = {source.code: source.name.zh for source in money.sources}
    for pot in money.pots:
        if _is_absurd(pot.amount):
            yield _bad_money(names.get(pot.source, pot.source), pot.source, pot.amount)
        if pot.source not in names:
            yield _unknown("source", Text("资金来源", "source"), pot.source)
    for source in money.sources:
        for use in sorted(source.uses - money.uses.keys()):
            yield _unknown("use", Text("资金用途", "use of money"), use)
        for part in (source.share, source.cover):
            if part is not None and (part < 0 or (Fraction(part) * PARTS).denominator != 1):
                yield _problem(
                    "bad-share",
                    Text(
                        f"{source.name.zh}的比例不合理。",
                        f"A share of {source.name.en} cannot be meant.",
                    ),
                    Text("比例应为零以上，至多四位小数。", "Shares have four decimals at most."),
                    source.code,
                )
    named = {source for each in scenario.candidates for source in each.revenue}
    for code in sorted(named - names.keys()):
        yield _unknown("source", Text("资金来源", "source"), code)


def _capacities(scenario: Scenario) -> Iterator[Problem]:
    for each in scenario.capacities:
        if (each.high is not None and (each.low or 0) > each.high) or (each.low or 0) < 0:
            yield _problem(
                "bad-capacity",
                Text(
                    f"“{each.name.zh}”的下限高于上限。",
                    f'The floor of "{each.name.en}" lies above its ceiling.',
                ),
                Text("请更正上下限。", "Correct the two limits."),
                each.name.zh,
            )


def _wishes(scenario: Scenario) -> Iterator[Problem]:
    """Wishes name what is there, and none says no to what another asks for."""
    holders = Names(scenario).holders
    never = {(w.code, w.year) for w in scenario.wishes if w.kind is WishKind.NEVER}
    for wish in scenario.wishes:
        if wish.code not in holders:
            yield _problem(
                "wish-unknown",
                Text(
                    f"储备库中没有项目“{wish.code}”。", f'The reserve has no project "{wish.code}".'
                ),
                Text("请核对项目编号。", "Check the project's code."),
                wish.code,
            )
        elif wish.kind is not WishKind.NEVER and never & {
            (wish.code, wish.year),
            (wish.code, None),
        }:
            yield _problem(
                "wish-both",
                Text(
                    f"项目“{wish.code}”既指定列入又指定不列入。",
                    f'"{wish.code}" is both to be in and to be out.',
                ),
                Text("保留其中一项。", "Keep one of the two."),
                wish.code,
            )
