"""A new pack passes its check at once; the schemas say what editors need."""

from __future__ import annotations

import json
import tomllib
from datetime import date

import pytest

from linli.cli.scaffold import scaffold, write_schemas
from linli.core.kernel.problem import ProblemError
from linli.core.policy.pack import check_pack
from linli.core.policy.schema import Rule
from linli.engines.packfiles import load_pack, pack_files


@pytest.fixture
def folder(tmp_path):
    scaffold(tmp_path / "my_city", "my_city", "示例市", "99", date(2023, 1, 1))
    return tmp_path / "my_city"


def test_a_new_pack_passes_its_check(folder):
    assert check_pack(pack_files(folder)) == []


def test_every_figure_of_a_new_pack_is_open(folder):
    own = tomllib.loads((folder / "parameters.toml").read_text("utf-8"))["parameters"]
    assert own
    assert all("values" not in figure for figure in own.values())
    assert load_pack(folder).head.document_number.startswith("（请填")


def test_every_file_leads_editors_to_a_schema_that_is_there(folder):
    for path in folder.rglob("*.toml"):
        first = path.read_text("utf-8").splitlines()[0]
        assert (path.parent / first.removeprefix("#:schema ")).is_file(), path


def test_the_schema_of_rules_knows_every_key_and_words_in_two_languages(tmp_path):
    write_schemas(tmp_path)
    schema = json.loads((tmp_path / "schema" / "rules.json").read_text("utf-8"))
    rule = schema["$defs"]["Rule"]
    assert rule["properties"].keys() == Rule.model_fields.keys()
    assert rule["properties"]["title"]["required"] == ["zh", "en"]
    assert rule["additionalProperties"] is False


def test_a_folder_that_holds_something_is_left_alone(folder):
    (folder / "pack.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(ProblemError):
        scaffold(folder, "other", "示例市", "99", date(2023, 1, 1))
    assert (folder / "pack.toml").read_text("utf-8") == "mine"
