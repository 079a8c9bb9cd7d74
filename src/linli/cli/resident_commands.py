"""Commands about residents' data: keys, and what is erased when its time has come."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone

from linli.cli.screen import console, print_table, problems_end_the_command
from linli.foundation.residents import keys
from linli.foundation.residents.rotation import rotate
from linli.registry.contacts import erase, outdated
from linli.registry.models import Contact

residents_app = typer.Typer(
    help="居民个人信息 · Residents' data", no_args_is_help=True, add_completion=False
)


@residents_app.command("new-key")
def new_key() -> None:
    """新增密钥，以后用它加密；旧密钥只用于解密 · Add a key that seals from now on."""
    with problems_end_the_command():
        keys.ring()  # a file that is no key file is not written over
        name = keys.add_key()
    console.print(f"{settings.PERSONAL_KEY_FILE}：{name}", soft_wrap=True)


@residents_app.command("rotate-keys")
def rotate_keys() -> None:
    """用最新密钥重新加密全部个人信息，可中断后再执行 · Seal all anew; stop and resume freely."""
    with problems_end_the_command():
        done = rotate(lambda count: console.print(f"… {count}"))
    console.print(f"已重新加密 {done} 行 · rows sealed anew: {done}", style="green")


@residents_app.command("erase")
def erase_command(
    number: Annotated[int | None, typer.Option("--contact", help="only this one")] = None,
    reason: Annotated[str, typer.Option("--reason")] = "",
    really: Annotated[bool, typer.Option("--yes", help="erase; without it only counts")] = False,
) -> None:
    """删除到期的，或按要求删除一人；不带 --yes 只报数 · Erase; only counts without --yes."""
    with problems_end_the_command():
        if number is None:
            found = outdated(timezone.localdate())
        else:
            found = Contact.objects.filter(pk=number, erased_on=None)
        areas = found.order_by().values_list("compound__jurisdiction__name", flat=True)
        counts = Counter(areas)
        done = erase(None, list(found), reason) if really else 0
    print_table("个人信息", ("属地", "到期"), [*counts.items()])
    said = f"已删除 {done} · erased: {done}"
    console.print(said if really else "未删除；加 --yes 执行 · nothing erased: add --yes")
