"""Commands about policy packs: check, show, compare, try out, trace."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from linli.cli.scaffold import scaffold, write_schemas
from linli.cli.screen import (
    console,
    print_table,
    problems_end_the_command,
    say,
    show_problems,
)
from linli.cli.trace import as_page, trace, unserved
from linli.core.kernel.problem import Severity
from linli.core.policy.compare import differences
from linli.core.policy.pack import check_pack, read_pack
from linli.core.policy.schema import Pack
from linli.determination.reads.impact import registry_facts
from linli.determination.reads.packs import current_pack
from linli.engines.packfiles import SHELF, load_pack, pack_files
from linli.engines.tables.fact_frame import FactFrame
from linli.engines.tables.impact import Impact, impact
from linli.foundation.people.models import Jurisdiction
from linli.registry.models import Release
from linli.registry.reads import newest_release, release_frame

ROOT = Path(__file__).parents[3]
TRACED_PACK = SHELF / "qinzhou_2021_5"
ROWS_SHOWN = 20
PackFolder = Annotated[Path, typer.Argument(file_okay=False)]

pack_app = typer.Typer(help="政策包 · Policy packs", no_args_is_help=True, add_completion=False)


@pack_app.command("check")
def pack_check(path: PackFolder) -> None:
    """核对政策包 · Validate a policy pack whole."""
    with problems_end_the_command():
        files = pack_files(path)
    problems = check_pack(files)
    show_problems(problems)
    if any(problem.severity is Severity.BLOCKS for problem in problems):
        console.print(f"{path}：{len(problems)} 个问题", style="red")
        raise typer.Exit(1)
    pack = read_pack(files)
    cases = sum(len(rule.cases) for rule in pack.rules.values())
    console.print(
        f"{pack.head.document_number} ✓ {len(pack.clauses)} 条款、{len(pack.facts)} 事实、"
        f"{len(pack.parameters)} 参数、{len(pack.rules)} 规则、{cases} 案例、"
        f"{len(pack.works)} 改造内容",
        style="green",
    )


@pack_app.command("show")
def pack_show(path: PackFolder) -> None:
    """列出政策包的规则 · Print a pack's rules."""
    with problems_end_the_command():
        pack = read_pack(pack_files(path))
    rows = [
        (
            rule.clause,
            rule.id,
            say(rule.title),
            rule.when or " / ".join(c.when for c in rule.classes),
        )
        for rule in pack.rules.values()
    ]
    print_table(say(pack.head.title), ("条款", "规则", "名称", "条件"), rows)


@pack_app.command("new")
def pack_new(
    folder: PackFolder,
    city: Annotated[str, typer.Option(help="市名 · name of the city")] = "示例市",
    area: Annotated[str, typer.Option(help="区划代码 · code of the city's division")] = "99",
) -> None:
    """新建政策包，可直接通过核对 · A new pack that passes its check at once."""
    with problems_end_the_command():
        scaffold(folder, _id_of(folder), city, area, timezone.localdate())
    console.print(f"{folder} ✓ 下一步 · next: linli pack check {folder}", style="green")


def _id_of(folder: Path) -> str:
    """Return a pack's id from the name of its folder."""
    name = re.sub(r"[^a-z0-9_]+", "_", folder.resolve().name.lower()).strip("_")
    return name if name[:1].isalpha() else f"city_{name}"


@pack_app.command("schema")
def pack_schema(folder: PackFolder) -> None:
    """写出供编辑器补全和检查的模式 · Write the schemas by which editors complete and check."""
    write_schemas(folder)
    console.print(f"{folder / 'schema'} ✓", style="green")


@pack_app.command("diff")
def pack_diff(old: PackFolder, new: PackFolder) -> None:
    """比较两个政策包 · What differs between two packs."""
    with problems_end_the_command():
        found = differences(load_pack(old), load_pack(new))
    rows = [
        (
            say(each.change.label),
            each.table,
            each.name,
            say(each.label),
            each.key,
            each.old,
            each.new,
        )
        for each in found
    ]
    print_table(f"{old} → {new}", ("变化", "表", "代码", "名称", "键", "原", "新"), rows)
    console.print(f"{len(found)} 处不同 · differences")


@pack_app.command("impact")
def pack_impact(path: PackFolder) -> None:
    """对照现行政策包，看改动涉及谁 · Whom a pack would touch, beside the one in force."""
    with problems_end_the_command():
        new, release = load_pack(path), newest_release()
        found = _impact(current_pack(), new, release)
    names = {area.code: area.name for area in Jurisdiction.objects.all()}
    print_table(
        "结果变化",
        ("规则", "属地", "原", "新", "小区数"),
        [
            (say(new.rules[rule].title), names[area], old, now, count)
            for rule, area, old, now, count in found.moves.rows()
        ],
    )
    print_table(
        "涉及小区",
        ("编码", "名称", "属地", "规则", "原", "新"),
        [
            (code, name, names[area], say(new.rules[rule].title), old, now)
            for _id, code, name, area, rule, old, now in found.changed.head(ROWS_SHOWN).rows()
        ],
    )
    print_table(
        "储备库资金（元）",
        ("属地", "新入小区", "退出小区", "新入估算", "退出估算"),
        [(names[area], *rest) for area, *rest in found.money.rows()],
    )
    for rule, difference in found.amounts.items():
        console.print(f"{say(new.rules[rule].title)}：{difference:+,}")
    touched = found.changed.n_unique("id")
    console.print(f"涉及 {touched} 个小区、{found.changed.height} 项结果 · compounds, answers")


def _impact(old: Pack, new: Pack, release: Release) -> Impact:
    """Compare two packs over a release; another fact dictionary reads the facts anew."""
    content = release.content.path, release.sha256
    before = registry_facts(*content, old)
    after = FactFrame(new, before.frame)
    if new.facts != old.facts:
        after = registry_facts(*content, new)
    return impact(before, after, release_frame(release), timezone.localdate())


def trace_command(
    *,
    check: Annotated[bool, typer.Option("--check", help="只核对 · only compare")] = False,
    out: Annotated[Path, typer.Option()] = ROOT / "docs" / "traceability.md",
) -> None:
    """需求追溯：条款、规则、页面、测试 · From S-numbers to clause, rule, screen, test."""
    if not (ROOT / "journeys").is_dir():
        console.print("只能在源码目录中运行 · works in the source tree only", style="red")
        raise typer.Exit(1)
    pack = load_pack(TRACED_PACK)
    traced = trace(pack, ROOT)
    page = as_page(pack, traced)
    if missing := unserved(traced):
        console.print("没有着落 · served by nothing: " + "、".join(missing), style="red")
        raise typer.Exit(1)
    if check and (not out.exists() or out.read_text("utf-8") != page):
        console.print(f"{out.name} 已过时，请运行 linli trace · is out of date", style="red")
        raise typer.Exit(1)
    if not check:
        out.write_text(page, encoding="utf-8")
    console.print(page.splitlines()[-1], style="green")
