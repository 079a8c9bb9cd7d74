"""Bundles proposed by neighbourhood: limits kept, nothing left to join, order of no account."""

from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.core.planning.bundles import Place, Proposal, Reach, metres_between, propose

NORTH = 1 / 111_195  # degrees of a metre
QUICK = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
WIDE = Reach(metres=300, compounds=10, households=10_000)


def at(code: str, east: float = 0, north: float = 0, **more) -> Place:
    """A place metres east and north of a point on the equator, where degrees are alike."""
    return Place(code, (108.0 + east * NORTH, north * NORTH), **{"households": 40} | more)


def test_s47_neighbours_within_the_distance_are_bundled():
    (found,) = propose([at("A"), at("B", 100), at("C", 200), at("D", 900)], WIDE)
    assert found == Proposal(("A", "B", "C"), 120, 200, "", "", ())


def test_every_two_of_a_bundle_lie_within_the_distance():
    chain = [at(code, 200 * place) for place, code in enumerate("ABCD")]
    assert [each.codes for each in propose(chain, WIDE)] == [("A", "B"), ("C", "D")]


@pytest.mark.parametrize(
    ("reach", "sizes"),
    [
        (Reach(300, 2, 10_000), [2]),
        (Reach(300, 3, 10_000), [3]),
        (Reach(300, 10, 119), [2]),
        (Reach(300, 10, 120), [3]),
        (Reach(199, 10, 10_000), [2]),
        (Reach(200, 10, 10_000), [3]),
    ],
)
def test_each_limit_binds_just_beyond_itself(reach, sizes):
    found = propose([at("A"), at("B", 90), at("C", 200)], reach)
    assert [len(each.codes) for each in found] == sizes


def test_who_shares_a_community_comes_before_who_is_nearer():
    places = [
        at("A", town="T", community="one"),
        at("B", 50, town="T", community="two"),
        at("C", 250, town="T", community="one"),
    ]
    (found,) = propose(places, Reach(300, 2, 1000))
    assert (found.codes, found.community) == (("A", "C"), "one")


def test_a_community_of_another_street_is_not_the_same():
    places = [
        at("A", town="T", community="one"),
        at("B", 250, town="S", community="one"),
        at("C", -90, town="T"),
    ]
    assert propose(places, Reach(300, 2, 1000))[0].codes == ("A", "C")


def test_s75_shared_facilities_bind_and_are_named():
    market, school = "便民市场", "幼儿园"
    places = [
        at("A", facilities=frozenset({market, school})),
        at("B", 50),
        at("C", 250, facilities=frozenset({market})),
    ]
    (found,) = propose(places, Reach(300, 2, 1000))
    assert (found.codes, found.facilities) == (("A", "C"), (market,))


def test_street_bundles_go_whole_into_area_bundles():
    places = [at(code, 250 * place) for place, code in enumerate("ABCD")]
    streets = [{"B", "C"}]
    (found,) = propose(places, Reach(600, 3, 1000), streets)
    assert found.codes in {("A", "B", "C"), ("B", "C", "D")}
    assert propose(places, Reach(200, 3, 1000), streets)[0].codes == ("B", "C")


def test_nobody_and_one_alone_make_no_bundle():
    assert propose([], WIDE) == []
    assert propose([at("A")], WIDE) == []


def test_two_in_one_place_are_neighbours():
    assert propose([at("A"), at("B")], WIDE)[0].metres == 0


PLACES = st.lists(
    st.tuples(
        st.integers(-800, 800),
        st.integers(-800, 800),
        st.sampled_from(["", "T", "S"]),
        st.sampled_from(["", "one", "two"]),
        st.integers(0, 300),
        st.frozensets(st.sampled_from(["market", "school"])),
    ),
    max_size=14,
).map(
    lambda rows: [
        at(
            f"C{number:02}",
            east,
            north,
            town=town,
            community=community,
            households=homes,
            facilities=shared,
        )
        for number, (east, north, town, community, homes, shared) in enumerate(rows)
    ]
)
REACHES = st.builds(Reach, st.integers(50, 900), st.integers(2, 8), st.integers(50, 1500))


def fits(places: list[Place], reach: Reach) -> bool:
    apart = [metres_between(a.position, b.position) for a, b in combinations(places, 2)]
    return (
        len(places) <= reach.compounds
        and sum(place.households for place in places) <= reach.households
        and all(distance <= reach.metres for distance in apart)
    )


@QUICK
@given(PLACES, REACHES)
def test_every_bundle_keeps_the_limits_and_no_compound_stands_in_two(places, reach):
    found = propose(places, reach)
    by_code = {place.code: place for place in places}
    members = [code for each in found for code in each.codes]
    assert len(members) == len(set(members))
    for each in found:
        assert len(each.codes) > 1
        assert fits([by_code[code] for code in each.codes], reach)


@QUICK
@given(PLACES, REACHES)
def test_no_two_bundles_or_lone_compounds_could_still_be_joined(places, reach):
    by_code = {place.code: place for place in places}
    groups = [list(each.codes) for each in propose(places, reach)]
    bundled = {code for group in groups for code in group}
    groups += [[code] for code in by_code if code not in bundled]
    for one, other in combinations(groups, 2):
        assert not fits([by_code[code] for code in (*one, *other)], reach)


@QUICK
@given(PLACES, REACHES, st.randoms())
def test_the_order_of_the_compounds_makes_no_difference(places, reach, rng):
    shuffled = places[:]
    rng.shuffle(shuffled)
    assert propose(shuffled, reach) == propose(places, reach)


@QUICK
@given(PLACES, REACHES, REACHES)
def test_area_bundles_hold_street_bundles_whole(places, near, far):
    streets = propose(places, near)
    areas = propose(places, far, [each.codes for each in streets])
    for street in streets:
        holding = [area for area in areas if set(area.codes) & set(street.codes)]
        assert len(holding) == 1
        assert set(street.codes) <= set(holding[0].codes)
