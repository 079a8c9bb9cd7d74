import io
import struct
import zipfile

import openpyxl
import pytest

from linli.core.kernel.problem import ProblemError
from linli.engines.workbook import Sheet, read_workbook
from linli.engines.workbook.biff import read_binary_markup
from linli.engines.workbook.markup import Markup
from linli.engines.workbook.tests.files import ROWS, book, sheet_part, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def code_of(content: bytes, name: str = "调查表.xlsx", **more: int) -> str:
    """Return the code of the one reason for which a file is refused."""
    with pytest.raises(ProblemError) as caught:
        read_workbook(content, name, **more)
    (problem,) = caught.value.problems
    assert problem.message.zh
    assert problem.message.en
    assert problem.next_step.zh
    assert problem.next_step.en
    return problem.code


def only_sheet(content: bytes, name: str = "调查表.xlsx") -> Sheet:
    (sheet,) = read_workbook(content, name)
    return sheet


def found(content: bytes) -> dict[str, str]:
    """Return what is wrong with the only sheet: message by code."""
    return {each.code: each.message.zh for each in only_sheet(content).problems}


def test_file_over_the_limit():
    assert code_of(book(*ROWS), max_bytes=1000) == "workbook-too-large"


@pytest.mark.parametrize("content", [b"", b"hello", "小区,户数\n甲,1\n".encode()])
def test_text_renamed_as_workbook(content):
    assert code_of(content) == "not-a-workbook"


def test_password_protected_workbook():
    stream = OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert code_of(stream) == "workbook-protected"


def test_password_protected_xls():
    locked = struct.pack("<HH", 0x2F, 4) + bytes(4) + struct.pack("<HH", 0x0A, 0)
    assert code_of(ole_with_book(locked), "旧表.xls") == "workbook-protected"


def test_formulas_errors_and_merged_cells_of_an_xls():
    sheet = record(0x06, 2, 1, 0) + record(0x205, 3, 2, 0, 0x0107) + record(0xE5, 1, 5, 6, 0, 0)
    listed = struct.pack("<HHIBBBB", 0x85, 10, 18, 0, 0, 2, 0) + b"AB" + record(0x0A)
    content = ole_with_book(listed + sheet + record(0x0A))
    (markup,) = read_binary_markup(content, "旧表.xls").items()
    assert markup == ("AB", Markup(formulas=["B3", "C4"], merged=["A6:A7"]))


def test_formulas_of_an_open_document():
    cells = "".join(
        f'<table:table-cell office:value-type="string"{more}><text:p>x</text:p></table:table-cell>'
        for more in ("", ' table:formula="of:=1+1"')
    )
    rows = f"<table:table-row>{cells}</table:table-row>" * 2
    text = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="S">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    listed = b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    content = zipped(
        {"mimetype": kind, "META-INF/manifest.xml": listed, "content.xml": text.encode()}
    )
    assert "formulas" in found(content)


def test_broken_xls():
    assert code_of(OLE + bytes(80) + "Workbook".encode("utf-16-le"), "旧表.xls") == (
        "workbook-damaged"
    )


def test_other_ole_document():
    assert code_of(OLE + bytes(600), "通知.xls") == "not-a-workbook"


def test_zip_that_is_no_workbook():
    assert code_of(zipped({"word/document.xml": b"<w/>"})) == "not-a-workbook"


def test_broken_zip():
    assert code_of(book(*ROWS)[:-200]) == "workbook-damaged"


def test_damaged_part():
    content = zipped({"xl/workbook.xml": b"<workbook/>"})
    assert code_of(content) == "workbook-damaged"


def test_two_parts_of_one_name():
    file = io.BytesIO(book(*ROWS))
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    assert code_of(file.getvalue()) == "workbook-damaged"


def test_zip_bomb_by_declared_size():
    content = zipped({"xl/workbook.xml": b"<workbook/>", "xl/media/a": bytes(60_000_000)})
    assert code_of(content) == "workbook-bomb"


def test_zip_bomb_that_declares_little():
    content = bytearray(zipped({"xl/media/a": bytes(5_000_000)}, start=book(*ROWS)))
    true, lie = struct.pack("<I", 5_000_000), struct.pack("<I", 1_000)
    assert content.count(true) == 2
    assert code_of(bytes(content.replace(true, lie))) == "workbook-bomb"


def test_far_cell_that_would_fill_the_memory():
    file = openpyxl.Workbook()
    file.active.append(["小区", "户数"])
    file.active["XFD1048576"] = 1
    out = io.BytesIO()
    file.save(out)
    assert code_of(out.getvalue()) == "workbook-bomb"


def test_encrypted_open_document():
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": b"x",
        "META-INF/manifest.xml": b"<m><manifest:encryption-data/></m>",
    }
    assert code_of(zipped(parts), "表.ods") == "workbook-protected"


def test_no_sheet_holds_data():
    assert code_of(book()) == "workbook-empty"
    assert code_of(b"\n\n", "表.csv") == "workbook-empty"


def test_csv_in_an_unknown_encoding():
    assert code_of(b"a,b\n\xff\x81\x20,1\n", "表.csv") == "text-encoding"


def test_formulas_are_named():
    wrong = found(book(("小区", "户数"), ("甲", "=1+1"), ("乙", 5), ("丙", "=SUM(B2:B3)")))
    assert "B2、B4" in wrong["formulas"]


def test_error_values_are_not_read_as_blank():
    assert "B2" in found(book(("小区", "户数"), ("甲", "#N/A")))["formulas"]


def test_cell_over_thirty_thousand_characters():
    wrong = found(book(("小区", "说明"), ("甲", "短"), ("乙", "字" * 30_001)))
    assert "B3" in wrong["cell-too-long"]


def test_column_without_heading():
    assert "B 列" in found(book(("小区", None, "户数"), ("甲", "x", 3)))["blank-heading"]


def test_same_heading_twice():
    wrong = found(book(("小区", "户数", "户数 "), ("甲", 1, 2)))
    assert "B、C" in wrong["repeated-heading"]


def test_merged_headings():
    content = book(("小区", "情况", None), ("甲", 1, 2), merged="B1:C1")
    assert "B1:C1" in found(content)["merged-cells"]


def test_cells_merged_down_the_rows():
    assert "A2:A3" in found(book(*ROWS, merged="A2:A3"))["merged-cells"]


def test_merged_title_does_no_harm():
    assert found(book(("改造小区调查表", None), *ROWS, merged="A1:B1")) == {}


def test_two_rows_of_headings():
    content = book(("小区", None, None), ("序号", "面积", "x"), ("甲", 1, 2))
    assert only_sheet(content).first_row == 3  # a single cell above is a title
    content = book(("小区", None, "户数"), (None, "面积", None), ("甲", 1, 2))
    assert "several-heading-rows" in found(content)


def test_formula_in_a_hidden_sheet_is_passed_over():
    file = openpyxl.load_workbook(io.BytesIO(book(*ROWS)))
    hidden = file.create_sheet("藏")
    hidden["A1"], hidden["A2"] = "x", "=1+1"
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    file.save(out)
    assert only_sheet(out.getvalue()).problems == ()


def test_prefixed_markup_is_understood():
    text = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>小区</x:t></x:is></x:c>'
        '</x:row><x:row r="2"><x:c r="A2"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    assert "A2" in found(sheet_part(book(*ROWS), text))["formulas"]


def ole_with_book(stream: bytes) -> bytes:
    """Return an OLE file (version 3) of one stream, Workbook, behind a table and a directory."""
    stream = stream.ljust(4096, b"\0")
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 10), 0xFFFFFFFE]
    head = OLE + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<IIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", *fat, *[0xFFFFFFFF] * (128 - len(fat)))
    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0) + entry("Workbook", 2, 2, len(stream))
    return head + table + directory.ljust(512, b"\0") + stream


def record(kind: int, *numbers: int) -> bytes:
    body = struct.pack(f"<{len(numbers)}H", *numbers)
    return struct.pack("<HH", kind, len(body)) + body


def entry(name: str, kind: int, begin: int, length: int) -> bytes:
    coded = name.encode("utf-16-le")
    head = coded.ljust(64, b"\0") + struct.pack("<HBB", len(coded) + 2, kind, 1)
    return head + bytes(48) + struct.pack("<IQ", begin, length)
