"""Commands about the desk: what each day brings, and what leaves the house."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from django.utils import timezone

from linli.cli.screen import print_table, problems_end_the_command
from linli.foundation.calendar_admin.actions import load_announced
from linli.foundation.calendar_admin.reads import working_calendar
from linli.foundation.desk.outbox import send_out
from linli.foundation.record.heads import keep_head
from linli.foundation.steps.actions import days_came, press, recount

desk_app = typer.Typer(
    help="待办 · The officers' desks", no_args_is_help=True, add_completion=False
)


@desk_app.command("daily")
def desk_daily(
    day: Annotated[datetime | None, typer.Option("--day", formats=["%Y-%m-%d"])] = None,
) -> None:
    """每日处理：日期触发、重算、催办督办、外发 · Dates, due days, reminders, messages out."""
    today = day.date() if day else timezone.localdate()
    with problems_end_the_command():
        years = load_announced(None)
        calendar = working_calendar()
        moved = recount(calendar)
        came = days_came(today)
        pressed = press(today, calendar)
        sent = send_out()
        keep_head()
    counts = (len(years), moved, len(came), *pressed, *sent)
    print_table(str(today), ("新载年度", "到期日变动", "新事项", *_PRESSED, *_SENT), [counts])


_PRESSED = ("到期提醒", "催办", "督办")
_SENT = ("已送达", "待重发", "已放弃")


@desk_app.command("send")
def desk_send() -> None:
    """外发通知：电子邮件和消息推送 · Send waiting notices by e-mail and webhook."""
    with problems_end_the_command():
        sent = send_out()
    print_table("外发", _SENT, [sent])
