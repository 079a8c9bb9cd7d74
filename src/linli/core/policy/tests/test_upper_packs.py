"""Packs that build on upper packs (laws, announcements), and the rows of the later rooms."""

import pytest

from linli.core.policy.pack import check_pack, read_pack
from linli.core.policy.tests.sample import files

LAW = """
id = "law"
title = { zh = "法", en = "Law" }
document_number = "某法"
issuer = "全国"
dated = 2020-01-01
in_force_from = 2020-01-01
city = { zh = "全国", en = "Nationwide" }
"""
CLAUSE = """
[[clauses]]
path = "某法 第一条"
heading = { zh = "条", en = "Article" }
paraphrase = { zh = "条文大意。", en = "What it says." }
"""
FIGURE = """
[parameters.law_share]
type = "ratio"
label = { zh = "份额", en = "Share" }
clause = "某法 第一条"
values = [{ since = 2020-01-01, value = "0.50", source = "某法" }]
"""
STEP = """
[[procedures]]
code = "scheme"
label = { zh = "方案", en = "Scheme" }
clause = "一"
serves = []
lead_office = "住建局"
"""
UPPER = {
    "extends/law/pack.toml": LAW,
    "extends/law/clauses.toml": CLAUSE,
    "extends/law/parameters.toml": FIGURE,
}


def building_on(upper=UPPER, **own):
    pack = files()
    pack["pack.toml"] = b'extends = ["law"]\n' + pack["pack.toml"]
    pack |= {name.replace("_toml", ".toml"): text.encode() for name, text in own.items()}
    return pack | {name: text.encode() for name, text in upper.items()}


def codes(pack):
    return [(problem.code, problem.place.file, problem.value) for problem in check_pack(pack)]


def test_entries_of_the_upper_pack_belong_to_the_pack_and_keep_their_document():
    pack = read_pack(building_on())
    assert pack.parameters["law_share"].values[0].source == "某法"
    assert pack.clauses["某法 第一条"].document == "某法"
    assert pack.clauses["一"].document == ""
    assert pack.citation("某法 第一条") == "某法 第一条"
    assert pack.citation("一") == f"{pack.head.document_number} 一"


def test_the_upper_pack_is_part_of_the_digest():
    other = UPPER | {"extends/law/parameters.toml": FIGURE.replace("0.50", "0.60")}
    assert read_pack(building_on()).digest != read_pack(building_on(other)).digest


def test_an_upper_pack_that_is_not_there_is_named():
    assert codes(building_on({})) == [("pack.no-upper", "pack.toml", "law")]


def test_upper_packs_that_extend_each_other_end_as_one_that_is_missing():
    circle = UPPER | {"extends/law/pack.toml": 'extends = ["law"]' + LAW}
    assert codes(building_on(circle)) == [("pack.no-upper", "extends/law/pack.toml", "law")]


def test_a_fault_of_the_upper_pack_is_told_with_its_name():
    broken = UPPER | {"extends/law/clauses.toml": "[[clauses]]\npath = 3"}
    assert {file for _, file, _ in codes(building_on(broken))} == {"extends/law/clauses.toml"}


def test_what_stands_in_the_upper_pack_may_only_be_overridden_on_purpose():
    own = files()["parameters.toml"].decode()
    again = FIGURE.replace("0.50", "0.25")
    refused = codes(building_on(parameters_toml=own + again))
    assert refused == [("pack.overrides", "parameters.toml", "law_share")]
    meant = again.replace("type =", 'overrides = "law"\ntype =')
    pack = read_pack(building_on(parameters_toml=own + meant))
    assert pack.parameters["law_share"].values[0].value == "0.25"


@pytest.mark.parametrize(
    ("line", "code", "value"),
    [
        ('waived_by = "no_rule"', "pack.unknown-rule", "no_rule"),
        ('after = ["no_step"]', "pack.unknown-step", "no_step"),
        ('office = "x"', "pack.unknown-key", "office"),
    ],
)
def test_a_row_points_at_what_is_there(line, code, value):
    assert codes({**files(), "procedures.toml": (STEP + line).encode()}) == [
        (code, "procedures.toml", value)
    ]


def test_a_row_stands_once_and_cites_a_clause():
    twice = files() | {"procedures.toml": (STEP + STEP).encode()}
    assert codes(twice) == [("pack.duplicate", "procedures.toml", "scheme")]
    cites = files() | {"procedures.toml": STEP.replace('"一"', '"九"').encode()}
    assert codes(cites) == [("pack.unknown-clause", "procedures.toml", "九")]
