"""Templates are built from the catalogue's parts: no style of their own, a help for each page."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

from journeys.accessibility import INLINE
from linli.engines.packfiles import load_pack
from linli.foundation.desk.page_help import page_helps
from tests.access.addresses import rows

SOURCE = Path(__file__).parents[1] / "src" / "linli"
STATIC = SOURCE / "foundation" / "desk" / "static"
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
CODE = re.compile(r"\{%.*?%\}|\{#.*?#\}")
CLASS = re.compile(r'class="([^"]*)"')
NAME = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
NOT_PAGES = frozenset(
    {
        *"desk:step-file desk:feed-file plan:form plan:receipt special:document".split(),
        *"special:geopackage special:map special:package special:receipt registry:export".split(),
        *"registry:cells registry:compound-file registry:compound-print".split(),
        *"registry:field-list registry:field-token registry:field-worker registry:xlsform".split(),
        *"registry:preview-problems registry:workbook-problems registry:release-file".split(),
        *"record:export reserve:workbook approvals:paper".split(),
        *"overview:cockpit overview:data overview:panel overview:suggest".split(),
        *"socialaccount_login_cancelled openid_connect_login openid_connect_callback".split(),
    }
)
"""Files, data, pieces of pages, the screen of a wall, what belongs to the identity provider."""


def known_classes() -> set[str]:
    """Return the classes that a style sheet of the pages names."""
    sheets = [*SOURCE.rglob("static/linli/*.css"), STATIC / "vendor" / "tabler.css"]
    return set().union(*(NAME.findall(COMMENT.sub("", each.read_text("utf-8"))) for each in sheets))


def classes_of(template: str) -> set[str]:
    """Return the classes in a template; one that ends in a value keeps its beginning and a star."""
    plain = re.sub(r"\{\{.*?\}\}", "*", CODE.sub(" ", template))
    return {word for found in CLASS.findall(plain) for word in found.split()}


def test_no_template_carries_style_or_script_of_its_own():
    faults = {
        f"{path.relative_to(SOURCE)}: {found}"
        for path in TEMPLATES
        for found in INLINE.findall(CODE.sub("", path.read_text("utf-8")))
    }
    assert not faults


def test_every_class_of_a_template_is_known_to_a_style_sheet():
    known = known_classes()
    begun = {name[: at + 1] for name in known for at, sign in enumerate(name) if sign == "-"}
    strangers = {
        f"{path.relative_to(SOURCE)}: {name}"
        for path in TEMPLATES
        for name in classes_of(path.read_text("utf-8"))
        if (name.partition("*")[0] not in begun if "*" in name else name not in known)
    }
    assert not strangers, (
        "style these in parts.css, or name Tabler's in foundation/desk/tabler.txt and run "
        "`make assets`: " + ", ".join(sorted(strangers))
    )


def test_no_style_sheet_but_the_tokens_names_a_colour():
    colour = re.compile(r"#[0-9a-fA-F]{3,8}\b")
    own = {"tokens.css", "dark.css", "print.css"}
    sheets = [each for each in SOURCE.rglob("static/linli/*.css") if each.name not in own]
    assert sheets
    assert not [
        f"{each.name}: {found}"
        for each in sheets
        for found in colour.findall(COMMENT.sub("", each.read_text("utf-8")))
    ]


def test_the_dark_theme_gives_a_value_to_every_colour():
    def colours(name: str) -> set[str]:
        text = (STATIC / "linli" / name).read_text("utf-8")
        return set(re.findall(r"(--[a-z-]+): (?:#|rgb)", text))

    assert colours("tokens.css") - colours("dark.css") <= {"--on-fill"}
    assert colours("dark.css") <= colours("tokens.css")


def test_every_page_says_what_it_is_for():
    pages = {
        name
        for name, row in rows().items()
        if "get" in row.people and not name.startswith(("api", "ogc"))
    }
    helps = page_helps().keys()
    silent = sorted(pages - NOT_PAGES - helps)
    assert not silent, f"no text in foundation/desk/help.toml for {', '.join(silent)}"
    assert not sorted(helps - pages), "texts for addresses that are no pages"
    assert not sorted(helps & NOT_PAGES)


def test_the_help_speaks_both_languages_and_cites_clauses_that_exist():
    clauses = set(load_pack(settings.PACK).clauses)
    for name, each in page_helps().items():
        assert re.search("[一-鿿]", each.text.zh), name
        assert not re.search("[一-鿿]", each.text.en), name
        assert set(each.clauses) <= clauses, name


def test_a_text_of_the_help_stands_once():
    table = tomllib.loads((SOURCE / "foundation/desk/help.toml").read_text("utf-8"))
    names = [name for names in table for name in names.split()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("template", "is_refused"),
    [
        ('<p style="color:red">', True),
        ("<style>p{}</style>", True),
        ("<script>let a</script>", True),
        ('<button onclick="go()">', True),
        ('<script src="/static/a.js"></script>', False),
        ('<script id="a" type="application/json">{}</script>', False),
    ],
)
def test_inline_code_is_found(template, is_refused):
    assert bool(INLINE.search(template)) is is_refused
