"""What can stand in the way of undoing an import."""

from __future__ import annotations

from linli.core.kernel.problem import Place, Problem
from linli.core.kernel.text import Text

IN_THE_WAY = "undo-in-the-way"
"""The code of what can be dealt with first, then undone."""


def in_the_way(what: Text, next_step: Text) -> Problem:
    """Tell of what an import that is to be undone is needed for."""
    message = Text(f"不能撤销：{what.zh}。", f"It cannot be undone: {what.en}.")
    return Problem(IN_THE_WAY, message, next_step)


def not_yours() -> Problem:
    """Tell of an import that another office made."""
    return Problem(
        "undo-not-yours",
        Text("这次导入不由您的岗位撤销。", "Your post does not undo this import."),
        Text("请由导入人或其上级办公室撤销。", "Whoever made it, or the office above, undoes it."),
    )


def undone_already() -> Problem:
    """Tell of an import that was undone before."""
    return Problem(
        "undone-already",
        Text("这次导入已经撤销。", "This import is undone already."),
        Text("无需再次撤销。", "Nothing is left to do."),
    )


def too_old() -> Problem:
    """Tell of an import from before its entries were written down."""
    return Problem(
        "undo-unknown-entries",
        Text("这次导入没有记下变更的起止，不能撤销。", "Its entries of the record are not known."),
        Text("请导入更正后的数据。", "Import corrected data instead."),
    )


def no_reason() -> Problem:
    """Tell of a reason that is missing."""
    return Problem(
        "reason-missing",
        Text("请写明撤销的事由。", "A reason is needed."),
        Text("例如：上传了错误的文件。", "For example: the wrong file was uploaded."),
        Place(key="reason"),
    )
