"""The reference names every key that a pack may hold, and each letter can be filled in."""

import re

import pytest

from linli.core.kernel.problem import Place
from linli.core.policy import schema
from linli.core.policy.letters import LETTERS, letter
from linli.core.policy.tests.sample import ROOT

REFERENCE = (ROOT / "docs" / "reference" / "policy-pack.md").read_text(encoding="utf-8")
ENTRIES = [
    entry
    for entry in vars(schema).values()
    if isinstance(entry, type) and issubclass(entry, schema.Entry) and entry is not schema.Pack
]
CHOICES = [
    choice
    for kind in (schema.FactType, schema.Subject, schema.RuleKind, schema.Force, schema.WorkClass)
    for choice in kind
]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.__name__)
def test_every_key_is_explained(entry):
    for key in entry.model_fields:
        assert f"`{key}`" in REFERENCE, key


@pytest.mark.parametrize("choice", CHOICES)
def test_every_choice_is_named(choice):
    assert f"`{choice}`" in REFERENCE


@pytest.mark.parametrize("code", LETTERS)
def test_every_letter_speaks_two_languages(code):
    words = dict.fromkeys(re.findall(r"{(\w+)}", " ".join(LETTERS[code])), "x")
    problem = letter(code, Place(), words.pop("value", ""), **words)
    assert re.search(r"[一-鿿]|^x$", problem.message.zh)
    assert not re.search(r"[一-鿿]", problem.message.en)
    assert not re.search(r"[一-鿿]", problem.next_step.en)
