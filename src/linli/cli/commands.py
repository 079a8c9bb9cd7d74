"""The commands of the programme, in the order of its stages."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple, NoReturn

import typer
from django.utils import timezone

from linli.cli import demo as demo_city
from linli.cli import server
from linli.cli.administrator_commands import administrators_command
from linli.cli.desk_commands import desk_app
from linli.cli.pack_commands import pack_app, trace_command
from linli.cli.record_commands import record_app
from linli.cli.resident_commands import residents_app
from linli.cli.screen import (
    console,
    print_table,
    problems_end_the_command,
    progress_bar,
    say,
    show_problems,
)
from linli.cli.token_commands import token_app
from linli.cli.work_command import work_app
from linli.core.kernel.money import in_ten_thousands, yuan
from linli.core.kernel.problem import Problem, ProblemError, Severity
from linli.core.kernel.text import Text
from linli.core.policy.answer import Value
from linli.core.policy.evaluate import answer
from linli.core.policy.explanation import as_data, sentences
from linli.core.policy.facts import decode_all
from linli.core.policy.schema import Pack, Subject
from linli.core.policy.turning import turns
from linli.determination import actions as determination_actions
from linli.determination.machines import Machine
from linli.determination.reads import compound_answers, current_pack
from linli.plan import actions as plan_actions
from linli.plan.actions.solving import shortfalls
from linli.plan.brief import read_brief
from linli.plan.models import Scenario
from linli.plan.workbook import annual_plan_workbook
from linli.registry import actions as registry_actions
from linli.registry.forms_xlsx import problems_workbook
from linli.registry.intake import preview
from linli.registry.mapping import read_mapping
from linli.registry.models import Compound, SurveyRound
from linli.registry.releasing import make_release
from linli.reserve import actions as reserve_actions
from linli.reserve.models import Project

app = typer.Typer(
    help="邻里：城镇老旧小区改造 · Linli: renovation of old compounds", no_args_is_help=True
)
survey = typer.Typer(help="摸底调查 · Survey", no_args_is_help=True)
app.registered_commands += server.app.registered_commands + work_app.registered_commands
app.add_typer(survey, name="survey")
app.add_typer(pack_app, name="pack")
app.add_typer(record_app, name="record")
app.add_typer(residents_app, name="residents")
app.add_typer(token_app, name="token")
app.add_typer(desk_app, name="desk")
app.command("trace")(trace_command)
app.command("administrators")(administrators_command)


class SubjectKind(StrEnum):
    """What can be explained."""

    COMPOUND = "compound"
    PROJECT = "project"


@app.command()
def demo() -> None:
    """装入演示城市（可重复执行）· Fill the demo city; running it again harms nothing."""
    with problems_end_the_command(), progress_bar() as progress:
        accounts = demo_city.fill(progress)
    server.print_accounts(accounts, "http://127.0.0.1:8000")


@survey.command("import")
def survey_import(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    round_name: Annotated[str | None, typer.Option("--round")] = None,
    mapping_file: Annotated[Path | None, typer.Option("--map", exists=True)] = None,
    check_only: Annotated[bool, typer.Option("--dry-run")] = False,
) -> None:
    """导入调查工作簿；有待改行时另存问题清单并以 1 退出 · Import; exit 1 where rows fail."""
    with problems_end_the_command(), progress_bar() as progress:
        mapping = read_mapping(mapping_file.read_bytes()) if mapping_file else None
        survey_round = _round(round_name)
        content = file.read_bytes()
        found = preview(content, file.name, None, survey_round, mapping, progress)
        workbook = None
        if not check_only:
            workbook = registry_actions.confirm_import(
                content, file.name, None, survey_round, mapping, found.sha256, progress
            )
    counts = (len(found.added), len(found.changed), found.same, len(found.quarantined))
    print_table(file.name, ("新增", "变更", "相同", "待改"), [counts])
    show_problems([p for p in found.warnings if p.severity is not Severity.INFORMS][:20])
    if found.unknown_headers:
        console.print("未识别的表头：" + "、".join(found.unknown_headers))
    if found.quarantined:
        show_problems([problem for row in found.quarantined[:20] for problem in row.problems])
        if workbook:
            problems_file = file.with_name(f"{file.stem}-问题.xlsx")
            problems_file.write_bytes(problems_workbook(workbook))
            console.print(f"问题清单：{problems_file}")
        raise typer.Exit(1)


def _round(name: str | None) -> SurveyRound:
    rounds = SurveyRound.objects.filter(name=name) if name else SurveyRound.objects.all()
    found = rounds.first()
    if found is None:
        raise ProblemError(
            Problem(
                "no-survey-round",
                Text("没有这一调查轮次。", "There is no such survey round."),
                Text(
                    "先执行 linli demo，或核对 --round 的名称。",
                    "Run linli demo, or check --round.",
                ),
            )
        )
    return found


@app.command()
def determine(
    as_of: Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"])] = None,
    engine: Annotated[Machine, typer.Option("--engine", help="计算引擎 · what computes")] = (
        Machine.POLARS
    ),
) -> None:
    """冻结小区库、认定并刷新储备库 · Freeze the registry, determine, refresh the reserve."""
    day = as_of.date() if as_of else timezone.localdate()
    with problems_end_the_command(), progress_bar() as progress:
        release = make_release(None, "命令行认定")
        run = determination_actions.run_determination(release, day, None, progress, engine)
        states = reserve_actions.refresh_reserve(run, None, day)
    console.print(f"{release} → {run}（{release.compounds} 个小区，{day}）；储备库：{dict(states)}")


@app.command()
def explain(
    kind: SubjectKind,
    code: str,
    rule: Annotated[str | None, typer.Argument()] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON 数据 · as JSON")] = False,
) -> None:
    """说明政策认定及理由 · Explain what the policy grants, and why."""
    asked = _about_project(code) if kind is SubjectKind.PROJECT else _about_compound(code)
    rules = [
        each for each in asked.pack.rules_of(Subject(kind), asked.day) if rule in {None, each.id}
    ]
    if not rules:
        _not_found(rule or code)
    answers = [(answer(*asked.of(each.id)), turns(*asked.of(each.id))) for each in rules]
    if as_json:
        data = [as_data(asked.pack, found, turned) for found, turned in answers]
        console.print_json(data=data, ensure_ascii=False)
        return
    for found, turned in answers:
        first, *others = sentences(asked.pack, found, turned)
        console.print(f"[bold]{say(first)}[/]", highlight=False)
        for sentence in others:
            console.print(f"  {say(sentence)}", style="dim", highlight=False)


class Asked(NamedTuple):
    """A subject's facts, with the pack and the day to answer by."""

    pack: Pack
    facts: dict[str, Value]
    day: date

    def of(self, rule_id: str) -> tuple[Pack, str, dict[str, Value], date]:
        """Return what one rule is asked."""
        return self.pack, rule_id, self.facts, self.day


def _about_compound(code: str) -> Asked:
    try:
        row = compound_answers(None, code)
    except Compound.DoesNotExist:
        _not_found(code)
    return Asked(row.pack, row.facts, row.day)


def _about_project(code: str) -> Asked:
    project = Project.objects.filter(code=code).first() or _not_found(code)
    pack = current_pack()
    return Asked(pack, decode_all(pack, Subject.PROJECT, project.facts), timezone.localdate())


def _not_found(what: str) -> NoReturn:
    console.print(f"没有找到“{what}” · not found", style="red")
    raise typer.Exit(1)


@app.command()
def plan(
    year: Annotated[int, typer.Option("--year")],
    scenario_file: Annotated[Path | None, typer.Option("--scenario", exists=True)] = None,
    adopt_reason: Annotated[
        str | None, typer.Option("--adopt", help="定稿事由 · adopt, why")
    ] = None,
    form: Annotated[Path | None, typer.Option("--form", help="年度计划表 .xlsx")] = None,
) -> None:
    """求解一至五年的计划并说明取舍 · Solve one to five years and say why each project is in or out.

    The scenario file is TOML: see docs/how-to/compare-scenarios.md.
    """
    written = scenario_file.read_text("utf-8") if scenario_file else ""
    with problems_end_the_command(), progress_bar() as progress:
        brief = read_brief(written, f"{year} 命令行方案", year)
        scenario = plan_actions.solve_scenario(None, brief, progress)
    _print_scenario(scenario)
    if adopt_reason:
        with problems_end_the_command():
            plans = plan_actions.adopt(None, scenario, adopt_reason)
        for adopted in plans:
            console.print(f"已定稿：{adopted}（{adopted.sha256[:12]}）")
        if form:
            form.write_bytes(annual_plan_workbook(plans[0]))
            console.print(f"年度计划表：{form}")


def _print_scenario(scenario: Scenario) -> None:
    rows = [
        (
            choice.year or "未入选",
            choice.jurisdiction.name,
            choice.name,
            choice.households or "—",
            in_ten_thousands(choice.estimate or yuan(0)),
            say(Text(**choice.reason["message"])),
        )
        for choice in scenario.choices.select_related("jurisdiction").order_by("year", "code")
    ]
    print_table(scenario.name, ("年度", "属地", "项目", "户数", "万元", "理由"), rows)
    console.print(
        f"目标值 {scenario.objective}，可证上界 {scenario.bound}，差距 {scenario.gap:.4%}；"
        f"缺口 {shortfalls(scenario) or '无'}"
    )
