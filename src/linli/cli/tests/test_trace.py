"""The trace from requirements to rows, screens and tests."""

from __future__ import annotations

import pytest

from linli.cli.pack_commands import ROOT, TRACED_PACK
from linli.cli.trace import as_page, trace, unserved
from linli.engines.packfiles import load_pack

PACK = load_pack(TRACED_PACK)


def test_s01_to_s91_none_is_left_unserved():
    traced = trace(PACK, ROOT)
    assert (len(traced), unserved(traced)) == (91, [])


@pytest.fixture
def source(tmp_path):
    views = tmp_path / "src/linli/approvals/views.py"
    views.parent.mkdir(parents=True)
    views.write_text('def waivers(request):\n    """Show S30-S32 and S35 (not S3 or XS36)."""\n')
    tests = tmp_path / "journeys/test_x.py"
    tests.parent.mkdir()
    tests.write_text(
        "def test_s35_s36_below():\n    pass\n\n\ndef test_s01_to_s91_all():\n    pass\n"
    )
    return tmp_path


def test_views_name_what_they_serve_and_so_do_tests(source):
    traced = {each.number: each for each in trace(PACK, source)}
    with_screen = [number for number, each in traced.items() if each.screens]
    assert with_screen == ["S30", "S31", "S32", "S35"]
    assert [number for number, each in traced.items() if each.tests] == ["S35", "S36"]
    assert traced["S35"].screens == ("src/linli/approvals/views.py::waivers",)


def test_the_page_points_at_the_row_that_waits_for_its_room(source):
    page = as_page(PACK, trace(PACK, source))
    (line,) = [line for line in page.splitlines() if line.startswith("| S38")]
    assert "`rules.registered_in_time`" in line
    assert "待建" in line
    assert "共 91 条：政策包有据 91，有页面 4，有测试 2。" in page


def test_a_requirement_without_rows_is_named():
    bare = PACK.model_copy(update={"posts": (), "digest": "bare"})
    assert unserved(trace(bare, ROOT)) == ["S89"]
