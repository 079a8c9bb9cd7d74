"""What `linli check --deploy` says of unsafe settings, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Caution
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.foundation.access.models import SecurityPolicy
from linli.foundation.access.reads import holders
from linli.foundation.people.models import User
from linli.foundation.people.scope import ADMINISTRATORS


def deployment(**_given: Any) -> list[CheckMessage]:  # noqa: ANN401 - Django's signature
    """Return what is unsafe about this installation, and what to do."""
    return [*_of_server(), *_of_people()]


def _of_server() -> Iterator[CheckMessage]:
    if not settings.HTTPS:
        yield Error(
            _("没有启用加密传输：密码和居民信息会被窃听。"),
            _("在 TLS 代理之后运行，并设置 LINLI_HTTPS=1。"),
            id="linli.E001",
        )
    if settings.DEMO:
        yield Error(
            _("这是演示城市：账号和密码是公开打印的，两步验证未启用。"),
            _("正式使用请另建 LINLI_HOME，不要执行 linli demo。"),
            id="linli.E002",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Error(
            _("任何主机名都被接受，可被用来伪造链接。"),
            _("把 LINLI_HOSTS 设为本系统的域名。"),
            id="linli.E003",
        )
    if connection.vendor == "sqlite":
        yield Caution(
            _("数据库是单机文件，全市使用时没有热备。"),
            _("用 LINLI_DATABASE_URL 指定 PostgreSQL。"),
            id="linli.W004",
        )
    key = settings.HOME / "secret_key"
    if key.exists() and key.stat().st_mode & 0o077:
        yield Error(
            _("其他系统用户可读取密钥文件。"),
            _("执行 chmod 600 %(path)s。") % {"path": key},
            id="linli.E005",
        )
    yield from _of_sign_on()


def _of_sign_on() -> Iterator[CheckMessage]:
    apps: list[dict[str, Any]] = settings.SIGN_ON
    for app in apps:
        if not app["settings"]["server_url"].startswith("https://"):
            yield Error(
                _("统一认证平台的地址不是 https，登录可被冒充。"),
                _("把 LINLI_OIDC_ISSUER 改为 https 地址。"),
                id="linli.E006",
            )
        if not app["client_id"] or not app["secret"]:
            yield Error(
                _("统一认证缺少客户端编号或密钥。"),
                _("设置 LINLI_OIDC_CLIENT_ID 和 LINLI_OIDC_CLIENT_SECRET。"),
                id="linli.E007",
            )


def _of_people() -> Iterator[CheckMessage]:
    try:
        yield from _of_administrators()
    except DatabaseError:
        yield Caution(
            _("数据库还没有建好，无法检查账号与安全策略。"),
            _("先执行 linli migrate，再检查一次。"),
            id="linli.W010",
        )


def _of_administrators() -> Iterator[CheckMessage]:

    today = timezone.localdate()
    missing = [role.label for role in sorted(ADMINISTRATORS) if not holders(role, today)]
    if missing:
        yield Error(
            _("没有在任的%(roles)s。") % {"roles": ", ".join(map(str, missing))},
            _("执行 linli administrators 开通三员账号。"),
            id="linli.E011",
        )
    rules = SecurityPolicy.objects.first() or SecurityPolicy()
    if rules.second_factor == SecurityPolicy.SecondFactor.NOBODY:
        yield Error(
            _("安全策略不要求两步验证：密码泄露即可登录管理账号。"),
            _("由安全管理员在“安全策略”页改为至少要求三员。"),
            id="linli.E012",
        )
    if not rules.password_days:
        yield Caution(
            _("密码长期有效，不符合等保第三级的定期更换要求。"),
            _("由安全管理员在“安全策略”页设置有效天数。"),
            id="linli.W013",
        )
    if User.objects.filter(is_superuser=True, is_active=True).exists():
        yield Caution(
            _("有框架自带的超级用户账号；本系统不认这一权限，但不应保留。"),
            _("由系统管理员停用该账号。"),
            id="linli.W014",
        )
