"""The late-built share reaches the planner only once the pack sets it (S19, A04)."""

from datetime import date
from fractions import Fraction

import pytest
from django.conf import settings

from linli.core.kernel.problem import ProblemError
from linli.core.planning.scenario import Basis
from linli.core.policy.schema import ParameterValue
from linli.engines.packfiles import load_pack
from linli.plan.bridge.scenarios import LATE_BASIS, LATE_SHARE, quota_of
from linli.plan.tests.year import brief

DAY = date(2021, 5, 1)


def with_values(pack, **values):
    parameters = dict(pack.parameters)
    for name, value in values.items():
        entry = ParameterValue(since=DAY, value=value, source="test")
        parameters[name] = parameters[name].model_copy(update={"values": (entry,)})
    return pack.model_copy(update={"parameters": parameters})


def test_a04_share_of_the_shipped_pack_is_open():
    assert quota_of(brief(), load_pack(settings.PACK), DAY).is_open


def test_s19_share_and_basis_of_a_pack_are_exact():
    pack = with_values(load_pack(settings.PACK), **{LATE_SHARE: "0.30", LATE_BASIS: "households"})
    quota = quota_of(brief(), pack, DAY)
    assert (quota.share, quota.basis) == (Fraction(3, 10), Basis.HOUSEHOLDS)
    assert quota_of(brief(), pack, date(2021, 4, 30)).is_open


def test_a04_share_without_its_basis_stays_open():
    pack = with_values(load_pack(settings.PACK), **{LATE_SHARE: "0.30"})
    assert quota_of(brief(), pack, DAY).is_open


def test_s19_share_that_a_scenario_sets_with_its_source_goes_before_the_packs():
    own = {"share": "0.1", "basis": "projects", "source": "市领导小组会议纪要"}
    quota = quota_of(brief(quota=own), load_pack(settings.PACK), DAY)
    assert (quota.share, quota.basis) == (Fraction(1, 10), Basis.PROJECTS)


def test_a04_a_share_without_its_source_is_refused():
    with pytest.raises(ProblemError):
        brief(quota={"share": "0.1", "basis": "projects", "source": ""})
