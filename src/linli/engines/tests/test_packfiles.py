from pathlib import Path

import pytest

from linli.core.kernel.problem import ProblemError
from linli.core.policy.pack import check_pack
from linli.engines.packfiles import load_pack, pack_files

FIXTURES = Path(__file__).parents[4] / "tests" / "fixtures"
BROKEN = FIXTURES / "broken_packs"
EXPECTED = {
    "case_that_differs": {"pack.case-answer"},
    "circle": {"expression.circle"},
    "full_width_sign": {"expression.character"},
    "misspelt_key": {"pack.unknown-key", "pack.missing-key"},
    "mixed_types": {"expression.kinds"},
    "not_toml": {"pack.toml"},
    "not_utf_8": {"pack.encoding"},
    "unknown_clause": {"pack.unknown-clause"},
    "unknown_fact": {"expression.unknown-name"},
    "wrong_total": {"pack.target-total"},
}


def test_the_files_of_a_folder_are_named_with_slashes():
    assert sorted(pack_files(FIXTURES / "good_pack")) == [
        "clauses.toml",
        "facts.toml",
        "pack.toml",
        "parameters.toml",
        "rules/objects.toml",
        "targets.toml",
        "works.toml",
    ]


def test_a_good_folder_becomes_a_pack():
    assert load_pack(FIXTURES / "good_pack").head.id == "sample_town"


def test_a_folder_that_is_not_there_is_told():
    with pytest.raises(ProblemError, match="没有文件夹"):
        load_pack(FIXTURES / "no_such_pack")


def test_every_broken_pack_is_expected():
    assert {folder.name for folder in BROKEN.iterdir()} == set(EXPECTED)


@pytest.mark.parametrize(("name", "codes"), EXPECTED.items())
def test_a_broken_pack_fails_for_its_one_reason(name, codes):
    assert {problem.code for problem in check_pack(pack_files(BROKEN / name))} == codes
