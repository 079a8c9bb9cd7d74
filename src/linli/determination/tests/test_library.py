"""The library: every entry of the pack can be found, and says where it is used."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse

from linli.core.policy.schema import TABLES
from linli.determination.actions import load_pack
from linli.determination.captions import ALL_TABLES, RULE_KINDS, TERMS, rule_card
from linli.determination.models import PackVersion
from linli.determination.reads import current_pack
from linli.determination.reads.library import clause_row, clause_tree, search
from linli.determination.reads.uses import rows_naming, using
from linli.determination.rows import row_card
from linli.determination.tests.test_pages import page, text
from linli.determination.tests.worlds import DEFINITION, small_town
from linli.engines.packfiles import pack_files

OLD_LABEL, NEW_LABEL = "摸底调查建成截止日", "普查建成截止日"


@pytest.fixture
def town(places):
    return small_town(places)


@pytest.fixture
def pack(db):
    load_pack(settings.PACK, None)
    return current_pack()


def test_every_clause_page_shows_its_rules_figures_and_rows(client, department, town):
    pack = current_pack()
    client.force_login(department)
    for row in clause_tree(pack):
        shown = text(client.get(reverse("determination:clause", args=[row.clause.path])))
        assert row.clause.paraphrase.zh in shown
        anchors = [rule.id for rule in row.rules] + [figure.name for figure in row.figures]
        anchors += [each.code for rows in row.tables.values() for each in rows]
        assert not [each for each in anchors if f'id="{each}"' not in shown]


def test_every_entry_rests_on_a_clause_of_the_tree(pack):
    rows = clause_tree(pack)
    held = sum(row.holds - len(row.facts) for row in rows)
    entries = [*pack.rules, *pack.parameters, *pack.works, *pack.rows()]
    assert held == len(entries)


def test_a_clause_lies_below_the_one_that_its_path_goes_on_from(pack):
    depths = {row.clause.path: row.depth for row in clause_tree(pack)}
    assert (depths["二"], depths["二（三）"], depths["二（三）2"]) == (0, 1, 2)
    eleventh = pack.clauses["二（三）1"].model_copy(update={"path": "二（三）11"})
    clauses = {**pack.clauses, "二（三）11": eleventh}
    assert clause_row(pack.model_copy(update={"clauses": clauses}), eleventh).depth == 2


def test_a_clause_of_a_law_shows_its_document(client, department, town):
    law = next(each for each in current_pack().clauses.values() if each.document)
    shown = text(page(client, department, "determination:clause", law.path))
    assert law.document in shown


def test_open_figures_say_that_they_are_not_set(client, department, town):
    shown = text(page(client, department, "determination:entry", "figure", "late_quota"))
    assert "未设定" in shown
    set_one = text(page(client, department, "determination:entry", "figure", "survey_cutoff"))
    assert "2005年12月31日" in set_one
    assert "未设定" not in set_one


@pytest.mark.parametrize(
    ("words", "kind", "name"),
    [
        ("初步设计", "rule", "preliminary_design_waived"),
        ("PRELIMINARY design", "figure", "preliminary_design_ceiling"),
        ("竣工验收 年份", "fact", "built_on"),
        ("Ｓ１９", "clause", "二（二）"),
        ("民法典", "clause", "民法典 第二百七十八条"),
    ],
)
def test_search_finds_entries_by_words_of_both_languages(pack, words, kind, name):
    assert name in [hit.name for hit in search(pack, words)[kind]]


def test_a_search_without_a_hit_says_what_to_do(client, department, town):
    shown = text(page(client, department, "determination:library", q="没有这种词"))
    assert "没有找到" in shown
    assert search(current_pack(), "没有这种词") == {}


def test_a_rule_is_used_by_those_that_refer_to_it_and_a_fact_by_theirs(pack):
    assert using(pack, pack.rules["early_built"])[DEFINITION] == ""
    by = using(pack, pack.facts["built_on"])
    assert by["early_built"] == ""
    assert by[DEFINITION] == "early_built"
    assert "located_in_town" not in by


def test_rows_that_name_a_rule_are_among_its_uses(pack):
    found = rows_naming(pack, pack.rules["preliminary_design_waived"])
    assert [row.waived_by for row in found] == ["preliminary_design_waived"]
    shares = rows_naming(pack, pack.parameters[pack.shares[0].parameter])
    assert pack.shares[0] in shares


def test_a_fact_says_for_how_many_compounds_of_the_own_area_it_counts(
    client, lingshan_clerk, city_officer, town
):
    own = page(client, lingshan_clerk, "determination:entry", "fact", "residents_willing")
    assert own.context["known"] == (1, 2)
    counts = {use.rule.id: [each.total for each in use.outcomes] for use in own.context["uses"]}
    assert counts[DEFINITION] == [1, 0, 1]
    whole = page(client, city_officer, "determination:entry", "fact", "residents_willing")
    assert whole.context["known"] == (2, 3)


def test_pages_that_show_an_entry_are_named(client, city_officer, town):
    def names(kind, name):
        found = page(client, city_officer, "determination:entry", kind, name)
        return {screen.entry.url_name for screen in found.context["screens"]}

    assert {"registry:list", "reserve:list", "determination:bench"} <= names("fact", "built_on")
    assert "registry:list" not in names("rule", "preliminary_design_waived")
    assert names("rule", "preliminary_design_waived") == {"determination:bench"}


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("determination:clause", ["九"]),
        ("determination:entry", ["rule", "no-such"]),
        ("determination:entry", ["no-such", "built_on"]),
    ],
)
def test_what_the_pack_does_not_hold_is_not_found(client, department, town, name, arguments):
    assert page(client, department, name, *arguments).status_code == 404


@pytest.mark.parametrize("name", ["library", "bench", "impact"])
def test_before_the_first_pack_there_is_no_library(client, department, name):
    assert page(client, department, f"determination:{name}").status_code == 404


def test_all_words_for_tables_kinds_and_terms_are_there(pack):
    assert set(TABLES) <= set(ALL_TABLES)
    for rule in pack.rules.values():
        card = rule_card(pack, rule)
        assert card.kind is RULE_KINDS[rule.kind]
        assert len(card.cases) == len(rule.cases)
        assert not rule.counted_in or card.term is TERMS[rule.counted_in]


def test_rows_show_what_they_name_as_links(pack):
    step = next(each for each in pack.procedures if each.waived_by)
    cells = [cell for _label, cells in row_card(pack, step).lines for cell in cells]
    assert ("rule", step.waived_by) in [(cell.kind, cell.name) for cell in cells]
    assert pack.rules[step.waived_by].title.zh in [cell.text for cell in cells]
    assert all(row_card(pack, row).row is row for row in pack.rows())


# Versions


def second_version():
    files = {name: content.decode() for name, content in pack_files(settings.PACK).items()}
    files["parameters.toml"] = files["parameters.toml"].replace(OLD_LABEL, NEW_LABEL, 1)
    return PackVersion.objects.create(name="second", sha256="2" * 64, files=files)


def test_versions_are_numbered_and_the_last_two_compared(client, department, town):
    second_version()
    response = page(client, department, "determination:history")
    assert [row.number for row in response.context["versions"]] == [2, 1]
    shown = text(response)
    for words in ("survey_cutoff", OLD_LABEL, NEW_LABEL, "变更"):
        assert words in shown


def test_the_same_version_has_no_changes(client, department, town):
    second_version()
    shown = text(page(client, department, "determination:history", old=1, new=1))
    assert "两个版本内容相同" in shown
    assert page(client, department, "determination:history", old=7).status_code == 404


def test_a_single_version_is_only_listed(client, department, town):
    assert "tables" not in page(client, department, "determination:history").context
