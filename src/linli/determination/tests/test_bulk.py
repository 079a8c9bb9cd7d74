"""A whole release answered by columns, row by row the same as the tree walk."""

from __future__ import annotations

import pytest
from django.conf import settings

from linli.core.kernel.problem import ProblemError
from linli.core.policy.evaluate import determine
from linli.core.policy.schema import Subject
from linli.determination import machines
from linli.determination.actions import load_pack, run_determination
from linli.determination.machines import Machine
from linli.determination.models import CompoundAnswers, Determination
from linli.determination.reads import compound_facts, pack_of
from linli.determination.tests.worlds import DAY, compound
from linli.engines.tables import answers
from linli.engines.tables.answers import outcome
from linli.engines.tables.numbers import TooLarge
from linli.registry.releasing import make_release


@pytest.fixture
def town(places):
    load_pack(settings.PACK, None)
    vague = ["1992", "2000-12", "2000-12-31", "2001", "2005", "2006-01-01", None]
    for number, built in enumerate(vague):
        for willing in (True, False, None):
            code = f"450721-{number}{willing}"
            compound(places["450721"], code, code, built_on=built, residents_willing=willing)
    return make_release(None, "测试")


def walked(run):
    pack = pack_of(run.pack)
    return {
        row.compound_id: {
            each.rule.id: outcome(each)
            for each in determine(
                pack, Subject.COMPOUND, compound_facts(pack, row.compound.facts), DAY
            )
        }
        for row in CompoundAnswers.objects.select_related("compound")
    }


def stored():
    return {row.compound_id: row.answers for row in CompoundAnswers.objects.all()}


def test_s17_s18_s19_stored_answers_are_those_of_the_walk(town):
    run = run_determination(town, DAY, None)
    assert len(stored()) == town.compounds
    assert stored() == walked(run)


def test_numbers_too_large_for_columns_are_walked(town, monkeypatch):
    def refuse(*_arguments):
        raise TooLarge

    monkeypatch.setattr(answers, "compile_rules", refuse)
    run = run_determination(town, DAY, None)
    assert stored() == walked(run)


def test_spark_that_is_not_installed_is_said_so_and_nothing_is_stored(town, monkeypatch):
    monkeypatch.setattr(machines, "find_spec", lambda _name: None)
    with pytest.raises(ProblemError, match="Spark"):
        run_determination(town, DAY, None, machine=Machine.SPARK)
    assert not Determination.objects.exists()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_spark_stores_the_same_answers(town):
    pytest.importorskip("pyspark", reason="the extra spark is not installed")
    run = run_determination(town, DAY, None, machine=Machine.SPARK)
    assert stored() == walked(run)
