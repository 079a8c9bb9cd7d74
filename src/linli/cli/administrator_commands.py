"""The first three administrators of an installation (三员分立)."""

from __future__ import annotations

from django.utils import timezone

from linli.cli.screen import console, print_table, problems_end_the_command
from linli.foundation.access.actions.accounts import open_account
from linli.foundation.access.actions.security import appoint
from linli.foundation.access.reads import holders
from linli.foundation.people.models import Organisation, Post, Role
from linli.foundation.record.context import changing

NAMES = {
    Role.SYSTEM_ADMINISTRATOR: "sysadmin",
    Role.SECURITY_ADMINISTRATOR: "security",
    Role.AUDITOR: "auditor",
}


def administrators_command() -> None:
    """开通缺少的三员账号并打印初始密码 · Open the administrators' accounts that are missing."""
    today = timezone.localdate()
    missing = [role for role in NAMES if not holders(role, today)]
    rows = []
    with problems_end_the_command(), changing(None, "命令行开通三员账号"):
        for role in missing:
            account, password = open_account(None, NAMES[role], str(role.label), "开通三员账号")
            office, _ = Organisation.objects.get_or_create(name="系统管理")
            post, _ = Post.objects.get_or_create(
                organisation=office, title=str(role.label), defaults={"role": role}
            )
            appoint(None, account, post, today, "开通三员账号")
            rows.append((role.label, account.username, password))
    if rows:
        print_table("三员账号（初始密码只打印这一次）", ("岗位", "登录名", "初始密码"), rows)
        console.print("请分别交给三个不同的人；首次登录须修改密码并设置两步验证。")
    else:
        console.print("三员均已在任。")
