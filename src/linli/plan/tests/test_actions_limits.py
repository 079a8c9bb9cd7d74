"""The late-built share reaches the planner only once the pack sets it (S19, A04)."""

from datetime import date
from fractions import Fraction

from django.conf import settings

from linli.core.planning.terms import Basis
from linli.core.policy.schema import ParameterValue
from linli.engines.packfiles import load_pack
from linli.plan.bridge import LATE_BASIS, LATE_SHARE, core_limits

DAY = date(2021, 5, 1)


def with_values(pack, **values):
    parameters = dict(pack.parameters)
    for name, value in values.items():
        entry = ParameterValue(since=DAY, value=value, source="test")
        parameters[name] = parameters[name].model_copy(update={"values": (entry,)})
    return pack.model_copy(update={"parameters": parameters})


def test_a04_share_of_the_shipped_pack_is_open():
    assert core_limits(load_pack(settings.PACK), None, DAY).late_open


def test_s19_share_and_basis_of_a_pack_are_exact():
    pack = with_values(load_pack(settings.PACK), **{LATE_SHARE: "0.30", LATE_BASIS: "households"})
    limits = core_limits(pack, None, DAY)
    assert (limits.late_share, limits.late_basis) == (Fraction(3, 10), Basis.HOUSEHOLDS)
    assert core_limits(pack, None, date(2021, 4, 30)).late_open


def test_a04_share_without_its_basis_stays_open():
    pack = with_values(load_pack(settings.PACK), **{LATE_SHARE: "0.30"})
    assert core_limits(pack, None, DAY).late_open
