"""Fill the demo city: real importer, real determinations, real solver, synthetic data."""

from __future__ import annotations

import csv
import json
import secrets
from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.core.management import call_command

from linli.cli.demo_bundle import accept_first_bundle
from linli.cli.demo_cases import fill_cases
from linli.cli.demo_desk import fill_desks
from linli.cli.demo_funds import plan_demo_funds
from linli.cli.demo_special import plan_special
from linli.cli.demo_town import demo_workbook
from linli.cli.server import Account, fingerprint, read_accounts
from linli.core.kernel.period import Period
from linli.core.policy.evaluate import parameter_value
from linli.core.policy.schema import Pack
from linli.determination.actions import load_pack, run_determination
from linli.determination.reads import pack_of
from linli.foundation.access.actions.security import set_policy
from linli.foundation.access.models import SecurityPolicy
from linli.foundation.calendar_admin.actions import load_announced
from linli.foundation.group.actions import load_institutions
from linli.foundation.offices.finding import office
from linli.foundation.offices.loading import load_offices
from linli.foundation.people.actions import load_divisions, load_jurisdictions
from linli.foundation.people.models import (
    Appointment,
    Division,
    Jurisdiction,
    Organisation,
    Post,
    Role,
    User,
)
from linli.foundation.record.context import changing
from linli.foundation.residents.keys import add_key, ring
from linli.foundation.steps.loading import load_duties
from linli.plan.actions import load_targets, solve_scenario
from linli.plan.brief import Bound, Brief
from linli.plan.models import Scenario
from linli.registry.actions import confirm_import
from linli.registry.models import SurveyRound
from linli.registry.releasing import make_release
from linli.registry.rounds import NewRound, open_round
from linli.reserve.actions import refresh_reserve

Progress = Callable[[float, str], None]
FILE_NAME = "演示数据（虚构）.xlsx"


def fill(progress: Progress) -> list[Account]:
    """Bring the demo city up; what stands already is left alone. Return the accounts."""
    progress(0.02, "数据库")
    call_command("migrate", verbosity=0, interactive=False)
    settings.DEMO = True
    mark = settings.HOME / "demo"
    mark.touch()
    if not ring():
        add_key()
    accounts = _accounts_file()
    if not Scenario.objects.exists():
        _fill_empty(accounts, progress)
    mark.write_text(fingerprint(), encoding="utf-8")
    progress(1.0, "演示数据已就绪")
    return accounts


def _fill_empty(accounts: list[Account], progress: Progress) -> None:
    progress(0.1, "政策包与区划")
    version = load_pack(settings.PACK, None)
    pack = pack_of(version)
    _load_places(pack)
    _open_accounts(accounts)
    progress(0.2, "导入调查工作簿")
    _import_survey(pack)
    progress(0.4, "政策认定")
    _plan_first_year(pack, progress)
    plan_demo_funds()
    plan_special(pack)
    fill_desks()
    fill_cases(pack)


def _load_places(pack: Pack) -> None:
    with changing(None, "载入区划与任务"):
        load_divisions(settings.PACK / "divisions.csv", pack.head.in_force_from, "divisions.csv")
        load_jurisdictions(pack.head)
        load_announced(None)
        load_offices(pack, None)
        load_duties(pack, None)
        load_institutions(pack, None)
        load_targets(pack, None)


def _import_survey(pack: Pack) -> None:
    cutoff = parameter_value(pack, "survey_cutoff", pack.head.in_force_from)
    name = f"{pack.head.dated.year} 年摸底调查"
    asked = NewRound(
        name,
        cutoff.last if isinstance(cutoff, Period) else pack.head.in_force_from,
        pack.head.in_force_from,
        None,
        tuple(Jurisdiction.objects.all()),
    )
    survey_round = SurveyRound.objects.filter(name=name).first() or open_round(None, asked, name)
    with (settings.PACK / "divisions.csv").open(encoding="utf-8", newline="") as file:
        boundaries = json.loads((settings.PACK / "boundaries.geojson").read_text("utf-8"))
        content = demo_workbook(pack, list(csv.DictReader(file)), boundaries=boundaries)
    confirm_import(content, FILE_NAME, None, survey_round)


def _plan_first_year(pack: Pack, progress: Progress) -> None:
    year = pack.totals[0].year
    run = run_determination(make_release(None, "演示数据首版"), date(year, 5, 1), None)
    refresh_reserve(run, None, run.day)
    accept_first_bundle(pack, run.day)
    briefs = (_long_range(pack, year), Brief(name=f"{year} 年度计划方案", year=year))
    for place, brief in enumerate(briefs):
        solve_scenario(None, brief, _part_of(progress, 0.5 + place / 4))


def _part_of(progress: Progress, start: float) -> Progress:
    """Return what tells a quarter of the whole, from ``start`` on."""
    return lambda share, what: progress(start + share / 4, what)


def _long_range(pack: Pack, year: int) -> Brief:
    """Return a brief up to the programme's last year: what is left of its goal, in even parts."""
    day = pack.head.in_force_from
    goal = parameter_value(pack, "programme_households", day)
    by = parameter_value(pack, "programme_by", day)
    last = by.last.year if isinstance(by, Period) else year
    left = (int(str(goal)) - pack.totals[0].households) if goal else 0
    pace = max(0, left) // max(1, last - year)
    later = range(year + 1, last + 1)
    return Brief(
        name=f"{year}—{last} 滚动规划",
        year=year,
        years=last - year + 1,
        beyond_tasks=True,
        finish=True,
        bounds=tuple(Bound(measure="households", high=pace, year=each) for each in later),
    )


def _accounts_file() -> list[Account]:
    """Return the accounts with their passwords, drawn once an installation."""
    path = settings.HOME / "demo_accounts.json"
    if not path.exists():
        path.touch(mode=0o600)
        drawn = [(name, secrets.token_urlsafe(9), post) for name, _role, _area, post in _posts()]
        path.write_text(json.dumps(drawn, ensure_ascii=False), encoding="utf-8")
    return read_accounts(settings.HOME)


def _posts() -> list[tuple[str, Role, str | None, str]]:
    """Return username, role, jurisdiction's name and post of every demo account."""
    areas = (
        ("qzg", "钦州港片区"),
        ("lingshan", "灵山县"),
        ("pubei", "浦北县"),
        ("qinnan", "钦南区"),
    )
    return [
        ("city", Role.CITY_OFFICE, None, "市领导小组办公室经办"),
        *(
            (name, Role.COUNTY_OFFICE, area, f"{area}填报员")
            for name, area in (*areas, ("qinbei", "钦北区"))
        ),
        ("community", Role.COMMUNITY, "灵山县", "社区调查员"),
        ("department", Role.DEPARTMENT_OFFICER, None, "市住房城乡建设局经办"),
        ("department2", Role.DEPARTMENT_OFFICER, None, "市住房城乡建设局副经办"),
        ("finance", Role.DEPARTMENT_OFFICER, None, "市财政局经办"),
        ("window", Role.DEPARTMENT_OFFICER, None, "市自然资源局经办"),
        ("reform", Role.DEPARTMENT_OFFICER, "灵山县", "灵山县发展和改革局经办"),
        ("power", Role.UTILITY, None, "供电企业经办"),
        ("auditor", Role.AUDITOR, None, "审计员"),
        ("sysadmin", Role.SYSTEM_ADMINISTRATOR, None, "系统管理员"),
        ("security", Role.SECURITY_ADMINISTRATOR, None, "安全管理员"),
    ]


_OFFICES = {Role.CITY_OFFICE: "group_office"}


def _open_accounts(accounts: list[Account]) -> None:
    passwords = {account.username: account.password for account in accounts}
    easy = SecurityPolicy(second_factor=SecurityPolicy.SecondFactor.NOBODY, password_days=0)
    set_policy(None, easy, "演示：免两步验证，密码长期有效")
    with changing(None, "开通演示账号"):
        for username, role, area, title in _posts():
            organisation = _organisation(role, _jurisdiction(area) if area else None, title)
            post, _ = Post.objects.get_or_create(
                organisation=organisation, title=title, defaults={"role": role}
            )
            user, is_new = User.objects.get_or_create(
                username=username, defaults={"display_name": title}
            )
            if is_new:
                user.set_password(passwords[username])
                user.save()
                Appointment.objects.create(user=user, post=post, since=date(2021, 1, 1))


def _organisation(role: Role, area: Jurisdiction | None, title: str) -> Organisation:
    """Return the office of the pack, the first community of an area, or an office of the demo."""
    if role == Role.COMMUNITY and area:
        communities = Division.objects.filter(level=Division.Level.COMMUNITY, valid_to=None)
        division = communities.filter(code__startswith=area.code).first()
        kind = {"division": division, "kind": Organisation.Kind.GRASSROOTS}
        name = f"{division}居民委员会（演示）"
        return Organisation.objects.get_or_create(name=name, defaults=kind)[0]
    word = (
        "territories"
        if role == Role.COUNTY_OFFICE
        else _OFFICES.get(role, title.removesuffix("经办").rstrip("副"))
    )
    found = office(word, area.pk if area else None)
    return found or Organisation.objects.get_or_create(name=f"{title}（演示）")[0]


def _jurisdiction(name: str) -> Jurisdiction:
    return next(
        area for area in Jurisdiction.objects.all() if name in {area.name, *area.short_names}
    )
