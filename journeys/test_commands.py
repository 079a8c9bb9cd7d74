"""The way from a workbook to a plan, by the ``linli`` command alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from linli.cli.commands import app
from linli.cli.screen import console
from linli.core.policy.schema import Subject
from linli.engines.packfiles import load_pack

ROOT = Path(__file__).parent.parent
ROOT_PACK = ROOT / "src/linli/packs/qinzhou_2021_5"


@pytest.fixture
def linli(monkeypatch):
    """Return what runs a command that needs no city in this process and gives what it printed."""
    monkeypatch.setattr(console, "_width", 250)

    def run(*arguments: str | Path, expect: int = 0) -> str:
        done = CliRunner().invoke(app, [*map(str, arguments)])
        assert done.exit_code == expect, done.output
        return done.output

    return run


def test_a_second_run_serves_what_the_first_one_filled(city):
    before = city.query("SELECT count(*), max(id) FROM record_entry")
    server = city.serve(8765, "run")
    server.terminate()
    server.wait(10)
    assert city.query("SELECT count(*), max(id) FROM record_entry") == before


def test_filling_the_demo_twice_harms_nothing(city):
    chain = "SELECT count(*), max(id) FROM record_entry"
    before = city.query(chain)
    accounts = city.password("lingshan")
    city.linli("demo")
    assert city.password("lingshan") == accounts
    assert city.query(chain) == before
    city.linli("record", "verify")


def test_s04_s05_the_adopted_demo_plan_equals_the_five_targets(city, tmp_path):
    form = tmp_path / "plan.xlsx"
    printed = city.linli("plan", "--year", "2021", "--adopt", "演示定稿", "--form", form)
    assert "已定稿" in printed
    pack = load_pack(ROOT_PACK)
    names = {area.code: area.name.zh for area in pack.head.jurisdictions}
    expected = {names[t.jurisdiction]: (t.projects, t.households) for t in pack.targets}
    assert planned_by_area(form) == expected
    total = pack.totals[0]
    assert tuple(map(sum, zip(*expected.values(), strict=True))) == (
        total.projects,
        total.households,
    )


def planned_by_area(form) -> dict[str, tuple[int, int]]:
    """Count projects and households by jurisdiction in the lines of the annual-plan form."""
    sheet = openpyxl.load_workbook(form).active
    rows = list(sheet.iter_rows(values_only=True))
    head = next(index for index, row in enumerate(rows) if "项目名称" in row)
    columns = {heading: place for place, heading in enumerate(rows[head]) if heading}
    found: dict[str, tuple[int, int]] = {}
    for row in rows[head + 1 :]:
        if isinstance(row[columns["序号"]], int):
            projects, households = found.get(row[columns["区"]], (0, 0))
            found[row[columns["区"]]] = (projects + 1, households + row[columns["户数"]])
    return found


def test_explaining_a_compound_names_the_clause_and_what_is_missing(city):
    printed = city.linli("explain", "compound", first_code(city))
    assert "二（二）" in printed
    assert "依据" in printed


def test_explaining_an_unknown_compound_fails_with_words(city):
    assert "没有找到" in city.linli("explain", "compound", "000", expect=1)


def first_code(city) -> str:
    """Return a compound's code as the table of the plan's database knows it."""
    return city.query("select code from registry_compound order by code limit 1")[0][0]


def test_a_workbook_with_a_bad_row_is_imported_without_it_and_exits_with_one(city, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["小区名称", "县区", "户数"])
    book.active.append(["新测小区", "灵山县", 40])
    book.active.append(["坏行小区", "灵山县", "约50"])
    file = tmp_path / "survey.xlsx"
    book.save(file)
    count = "select count(*) from registry_compound"
    before = city.query(count)[0][0]
    printed = city.linli("survey", "import", file, expect=1)
    assert "约50" in printed
    assert city.query(count)[0][0] == before + 1
    assert (tmp_path / "survey-问题.xlsx").exists()


def test_a_text_file_renamed_xlsx_leaves_the_database_unchanged(city, tmp_path):
    file = tmp_path / "survey.xlsx"
    file.write_text("这不是工作簿", encoding="utf-8")
    before = city.query("select count(*) from registry_compound, registry_workbook")
    city.linli("survey", "import", file, expect=1)
    assert city.query("select count(*) from registry_compound, registry_workbook") == before


def test_the_pack_passes_its_check(filled_city):
    printed = filled_city.linli("pack", "check", ROOT_PACK)
    assert "41 改造内容" in printed


def broken_packs():
    """List the ten broken packs that are kept as fixtures."""
    return sorted((ROOT / "tests/fixtures/broken_packs").iterdir())


@pytest.mark.parametrize("folder", broken_packs(), ids=lambda path: path.name)
def test_a_broken_pack_fails_with_a_clear_message(linli, folder):
    printed = linli("pack", "check", folder, expect=1)
    assert "●" in printed
    assert "→" in printed
    assert "Traceback" not in printed


def test_there_are_ten_broken_packs():
    assert len(broken_packs()) >= 10


def test_the_pack_s_dictionary_covers_the_five_facts_of_s12():
    pack = load_pack(ROOT_PACK)
    mandatory = {name for name, fact in pack.facts_of(Subject.COMPOUND).items() if fact.mandatory}
    assert {"households", "floor_area", "tenure_kind", "built_on"} <= mandatory


def test_a_new_pack_is_checked_and_compared(linli, tmp_path):
    new = tmp_path / "my_city"
    linli("pack", "new", new)
    assert "✓" in linli("pack", "check", new)
    assert "survey_cutoff" in linli("pack", "diff", ROOT_PACK, new)


def test_s18_the_impact_of_a_later_cut_off_is_counted_before_it_is_in_force(city, tmp_path):
    draft = tmp_path / "qinzhou_2021_5"
    shutil.copytree(ROOT_PACK, draft)
    figures = draft / "parameters.toml"
    text = figures.read_text("utf-8")
    value = '{ since = 2021-04-29, value = 2000-12-31, source = "钦政办规〔2021〕5号 二（二）" }'
    assert value in text
    later = '{ since = 2026-01-01, value = 2002-12-31, source = "草案" }'
    figures.write_text(text.replace(value, f"{value}, {later}"), "utf-8")
    printed = city.linli("pack", "impact", draft)
    assert "建成年代分层" in printed
    assert "late" in printed
    assert "涉及 0 个小区" not in printed
    assert "涉及 0 个小区" in city.linli("pack", "impact", ROOT_PACK)


def test_s01_to_s91_the_trace_is_up_to_date(linli):
    assert "91" in linli("trace", "--check")
