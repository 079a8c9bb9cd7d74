"""What can be wrong with a workbook as a whole, or with the shape of a sheet."""

from __future__ import annotations

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text

_SAVE_AGAIN = Text(
    "请用 Excel 或 WPS 打开原件，另存为“Excel 工作簿（.xlsx）”后重新上传。",
    "Open the original in Excel or WPS, save it as .xlsx and upload it again.",
)


def refusal(code: str, message: Text, next_step: Text, place: Place | None = None) -> ProblemError:
    """Return the error of a file that cannot be used at all."""
    return ProblemError(Problem(code, message, next_step, place or Place()))


def too_large(limit: int) -> ProblemError:
    """Refuse a file over the limit of an upload."""
    size = limit // 1024**2
    return refusal(
        "workbook-too-large",
        Text(f"文件超过 {size} MB，未读取。", f"It is larger than {size} MB and was not read."),
        Text("请按县区拆分成几个文件上传。", "Split it by jurisdiction and upload the parts."),
    )


def bomb() -> ProblemError:
    """Refuse a file that unpacks to far more than any survey holds."""
    return refusal(
        "workbook-bomb",
        Text(
            "文件解压后异常庞大，可能损坏或带有恶意内容，未读取。",
            "The file unpacks to an abnormal size: damaged or hostile; it was not read.",
        ),
        Text(
            "请新建工作簿，只粘贴需要的数据后重新上传。",
            "Paste the data that are needed into a new workbook and upload that.",
        ),
    )


def not_a_workbook(file_name: str) -> ProblemError:
    """Refuse content that is no workbook, whatever its name says."""
    return refusal(
        "not-a-workbook",
        Text(
            f"“{file_name}”的内容不是 Excel 工作簿（可能是改了扩展名的其他文件）。",
            f'"{file_name}" is not an Excel workbook; another kind of file may have been renamed.',
        ),
        _SAVE_AGAIN,
        Place(file=file_name),
    )


def password_protected() -> ProblemError:
    """Refuse an encrypted workbook."""
    return refusal(
        "workbook-protected",
        Text("工作簿设有打开密码，无法读取。", "The workbook is protected by a password."),
        Text("请取消打开密码后重新上传。", "Remove the password and upload it again."),
    )


def damaged(file_name: str) -> ProblemError:
    """Refuse a workbook that the reader cannot make sense of."""
    return refusal(
        "workbook-damaged",
        Text(f"“{file_name}”已损坏，无法读取。", f'"{file_name}" is damaged and cannot be read.'),
        _SAVE_AGAIN,
        Place(file=file_name),
    )


def empty(file_name: str) -> ProblemError:
    """Refuse a workbook without a single row below headings."""
    return refusal(
        "workbook-empty",
        Text(
            f"“{file_name}”中没有数据：每张工作表都是空的或只有表头。",
            f'"{file_name}" holds no data: every sheet is empty or has headings only.',
        ),
        Text(
            "请在表头下填入数据后重新上传；可先下载调查表模板。",
            "Enter data below the headings and upload it again; the survey form can be downloaded.",
        ),
        Place(file=file_name),
    )


def text_encoding(file_name: str) -> ProblemError:
    """Refuse a CSV whose encoding is none that offices use."""
    return refusal(
        "text-encoding",
        Text(
            f"“{file_name}”的文字编码无法识别。",
            f'The text encoding of "{file_name}" is not known.',
        ),
        Text(
            "请另存为 UTF-8 或 GBK 编码的 CSV，或 .xlsx。", "Save it as UTF-8 or GBK CSV, or xlsx."
        ),
        Place(file=file_name),
    )


def formulas(sheet: str, cells: list[str]) -> Problem:
    """Tell of cells with formulas or error values: what they show need not be what is stored."""
    return _cells(
        "formulas",
        sheet,
        cells,
        Text("含有公式或错误值", "formulas or error values stand in"),
        Text(
            "请复制这些单元格，用“选择性粘贴—数值”粘贴回原处后重新上传。",
            "Copy these cells, paste them back as values and upload again.",
        ),
    )


def merged(sheet: str, ranges: list[str]) -> Problem:
    """Tell of merged cells in the headings or down the rows: which row they mean is a guess."""
    return _cells(
        "merged-cells",
        sheet,
        ranges,
        Text("表头或数据中有合并单元格", "merged cells among headings or rows:"),
        Text(
            "请取消合并：表头只留一行，每列一个名称；每行各自填写。",
            "Unmerge them: one row of headings, a name a column; fill in every row.",
        ),
    )


def several_headings(sheet: str, row: int) -> Problem:
    """Tell of headings that take more than one row."""
    return Problem(
        "several-heading-rows",
        Text(
            f"工作表“{sheet}”的表头占了不止一行（第 {row}、{row + 1} 行），无法逐列对应。",
            f'Sheet "{sheet}": headings take more than one row (rows {row} and {row + 1}).',
        ),
        Text(
            "请只保留一行表头，取消合并单元格，每列写明一个标题。",
            "Keep one row of headings, unmerge its cells, give each column one heading.",
        ),
        Place(sheet=sheet, row=row),
    )


def blank_heading(sheet: str, row: int, letter: str) -> Problem:
    """Tell of a column that holds data under no heading."""
    return Problem(
        "blank-heading",
        Text(
            f"工作表“{sheet}”的 {letter} 列有数据但没有标题。",
            f'Sheet "{sheet}": column {letter} holds data but has no heading.',
        ),
        Text(
            "请给该列补上标题，或删除该列后重新上传。",
            "Give the column a heading, or delete it, and upload again.",
        ),
        Place(sheet=sheet, row=row, letter=letter),
    )


def repeated_heading(sheet: str, row: int, heading: str, letters: list[str]) -> Problem:
    """Tell of a heading that stands over more than one column."""
    return Problem(
        "repeated-heading",
        Text(
            f"工作表“{sheet}”的标题“{heading}”在 {'、'.join(letters)} 列重复出现。",
            f'Sheet "{sheet}": the heading "{heading}" stands over columns {", ".join(letters)}.',
        ),
        Text(
            "请让每列标题各不相同，或删除重复的列。",
            "Give each column its own heading, or delete the repeated column.",
        ),
        Place(sheet=sheet, row=row, column=heading, letter=letters[1]),
    )


def too_long(sheet: str, cells: list[str], limit: int) -> Problem:
    """Tell of cells longer than any answer of a survey."""
    return _cells(
        "cell-too-long",
        sheet,
        cells,
        Text(f"单元格超过 {limit} 字", f"more than {limit} characters in"),
        Text("请缩短内容，长篇材料另附文件。", "Shorten them; attach long documents as files."),
    )


def _cells(code: str, sheet: str, cells: list[str], what: Text, next_step: Text) -> Problem:
    named = "、".join(cells[:8])
    more = len(cells) > 8  # noqa: PLR2004 - as many as a message can name
    return Problem(
        code,
        Text(
            f"工作表“{sheet}”{what.zh}：{named}{'等' if more else ''}。",
            f'Sheet "{sheet}": {what.en} {named}{" and others" if more else ""}.',
        ),
        next_step,
        Place(sheet=sheet, row=_row(cells[0]), letter=_letter(cells[0])),
    )


def _row(cell: str) -> int | None:
    digits = "".join(sign for sign in cell.partition(":")[0] if sign.isdigit())
    return int(digits) if digits else None


def _letter(cell: str) -> str:
    return "".join(sign for sign in cell.partition(":")[0] if sign.isalpha())
