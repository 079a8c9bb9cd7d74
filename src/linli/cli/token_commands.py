"""Commands about tokens: keys with which programs act for a user."""

from __future__ import annotations

from typing import Annotated, NoReturn

import typer

from linli.cli.screen import console, print_table, problems_end_the_command
from linli.foundation.people.models import ApiToken, User
from linli.foundation.people.tokens import make_token, revoke_token
from linli.foundation.record.context import changing

UserName = Annotated[str, typer.Argument(help="登录名 · user name")]
token_app = typer.Typer(
    help="接口令牌 · Tokens of programs", no_args_is_help=True, add_completion=False
)


@token_app.command("make")
def token_make(user_name: UserName, purpose: Annotated[str, typer.Argument()]) -> None:
    """签发令牌，只显示一次 · Make a token; it is printed this once."""
    user = _user(user_name)
    with problems_end_the_command(), changing(None, f"命令行签发接口令牌：{user_name}"):
        token = make_token(user, purpose)
    typer.echo(token)


@token_app.command("list")
def token_list(user_name: UserName) -> None:
    """列出令牌 · List a user's tokens."""
    rows = [
        (token.pk, token.name, token.made_at, token.used_at or "—", token.revoked_at or "—")
        for token in _user(user_name).api_tokens.all()
    ]
    print_table(user_name, ("编号", "用途", "签发时间", "最近使用", "作废时间"), rows)


@token_app.command("revoke")
def token_revoke(number: Annotated[int, typer.Argument(help="编号 · number")]) -> None:
    """作废令牌 · Revoke a token."""
    token = ApiToken.objects.filter(pk=number).first() or _not_found(str(number))
    with changing(None, "命令行作废接口令牌"):
        revoke_token(token)


def _user(name: str) -> User:
    return User.objects.filter(username=name).first() or _not_found(name)


def _not_found(what: str) -> NoReturn:
    console.print(f"没有找到“{what}” · not found", style="red")
    raise typer.Exit(1)
