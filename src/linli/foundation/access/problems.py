"""What can stand against a change of accounts, posts or the security policy, in words."""

from __future__ import annotations

from linli.core.kernel.problem import Place, Problem
from linli.core.kernel.text import Text

ACCOUNTS_NOT_YOURS = Problem(
    "accounts-not-yours",
    Text("账号由系统管理员开通和停用。", "Accounts are the system administrator's."),
    Text("请联系系统管理员。", "Ask the system administrator."),
)
SECURITY_NOT_YOURS = Problem(
    "security-not-yours",
    Text(
        "岗位授权、解锁和安全策略由安全管理员办理。",
        "Posts, locks and the security policy are the security administrator's.",
    ),
    Text("请联系安全管理员。", "Ask the security administrator."),
)
NOT_ONESELF = Problem(
    "not-oneself",
    Text("不能办理本人账号。", "Nobody does this to the own account."),
    Text("请由另一位管理员办理。", "Ask another administrator."),
)
SEPARATE_PEOPLE = Problem(
    "separate-people",
    Text(
        "系统、安全、审计三员须由不同的人担任，且不兼任其他岗位。",
        "The system, security and audit posts are held by separate people, who hold no other post.",
    ),
    Text(
        "请另选人员，或先免去其现有岗位。", "Choose another person, or end the present post first."
    ),
)
LAST_OF_ITS_KIND = Problem(
    "last-administrator",
    Text("这是最后一位在任的该类管理员。", "This is the last administrator of the kind."),
    Text("请先任命接任者。", "Appoint a successor first."),
)
HELD_ALREADY = Problem(
    "post-held-already",
    Text("该人员已担任这一岗位。", "The person holds this post already."),
    Text("无需重复授权。", "There is nothing to do."),
)
CLOSED_ACCOUNT = Problem(
    "account-closed",
    Text("账号已停用。", "The account is closed."),
    Text("请系统管理员先启用账号。", "Have it opened again first."),
)
REASON_MISSING = Problem(
    "reason-missing",
    Text("没有填写事由。", "The reason is missing."),
    Text("请写明文号或缘由，将记入变更记录。", "Say why; the record keeps it."),
    Place(key="reason"),
)


def name_taken(username: str) -> Problem:
    """Return that another account has the name."""
    return Problem(
        "account-name-taken",
        Text("已有同名账号。", "There is an account of this name."),
        Text("请换一个登录名。", "Choose another name."),
        Place(key="username"),
        value=username,
    )
