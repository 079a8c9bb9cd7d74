"""What `linli check --deploy` says of the keys of personal data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils.translation import gettext as _

from linli.core.kernel.problem import ProblemError
from linli.foundation.residents.keys import ring


def keys_in_order(**_given: Any) -> list[CheckMessage]:  # noqa: ANN401 - Django's signature
    """Return what is wrong with the keys, and what to do."""
    return list(_wrong())


def _wrong() -> Iterator[CheckMessage]:
    try:
        keys = ring()
    except ProblemError as error:
        (problem,) = error.problems
        yield Error(str(problem.message), str(problem.next_step), id="linli.E021")
        return
    if not keys:
        yield Error(
            _("没有个人信息密钥，居民的姓名、电话、证件号码无法保存。"),
            _("执行 linli residents new-key，并把密钥文件另行备份。"),
            id="linli.E022",
        )
    weak = [key.name for key in keys if len(set(key.secret)) < _BYTES_OF_CHANCE]
    if weak:
        yield Error(
            _("个人信息密钥 %(names)s 不是随机生成的。") % {"names": ", ".join(weak)},
            _("执行 linli residents new-key，再执行 linli residents rotate-keys。"),
            id="linli.E023",
        )
    path = Path(settings.PERSONAL_KEY_FILE)
    if path.exists() and path.stat().st_mode & 0o077:
        yield Error(
            _("其他系统用户可读取个人信息密钥文件。"),
            _("执行 chmod 600 %(path)s。") % {"path": path},
            id="linli.E024",
        )


_BYTES_OF_CHANCE = 16
"""Of 32 random bytes fewer than 16 different ones come up once in 10^12."""
