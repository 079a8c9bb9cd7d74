"""The late-built share reaches the planner only once the pack sets it (S19, A04)."""

from datetime import date
from fractions import Fraction

from django.conf import settings

from linli.core.planning.scenario import Basis
from linli.core.policy.schema import ParameterValue
from linli.engines.packfiles import load_pack
from linli.plan.bridge import LATE_BASIS, LATE_SHARE, core_quota

DAY = date(2021, 5, 1)


def with_values(pack, **values):
    parameters = dict(pack.parameters)
    for name, value in values.items():
        entry = ParameterValue(since=DAY, value=value, source="test")
        parameters[name] = parameters[name].model_copy(update={"values": (entry,)})
    return pack.model_copy(update={"parameters": parameters})


def test_a04_share_of_the_shipped_pack_is_open():
    assert core_quota(load_pack(settings.PACK), DAY).is_open


def test_s19_share_and_basis_of_a_pack_are_exact():
    pack = with_values(load_pack(settings.PACK), **{LATE_SHARE: "0.30", LATE_BASIS: "households"})
    quota = core_quota(pack, DAY)
    assert (quota.share, quota.basis) == (Fraction(3, 10), Basis.HOUSEHOLDS)
    assert core_quota(pack, date(2021, 4, 30)).is_open


def test_a04_share_without_its_basis_stays_open():
    pack = with_values(load_pack(settings.PACK), **{LATE_SHARE: "0.30"})
    assert core_quota(pack, DAY).is_open
