"""Lists by any fact: what columns answer is what a look at every compound would."""

from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import example, given
from hypothesis import strategies as st

from linli.core.kernel.period import Period
from linli.core.kernel.problem import ProblemError
from linli.core.policy.facts import decode, parse
from linli.core.policy.schema import FactType, Subject
from linli.engines.pinyin import initials
from linli.foundation.people.models import Role
from linli.registry.actions import change_facts
from linli.registry.bridge import dictionary
from linli.registry.criteria import Criterion, operators_of
from linli.registry.models import Compound
from linli.registry.selection import IDENTITY, Selection, matching, read_selection
from linli.registry.tests.examples import examples
from linli.registry.tests.stock import make_stock

FACTS = dictionary().facts_of(Subject.COMPOUND)
STILL = examples(60)


@pytest.fixture
def stock(places):
    make_stock(60)
    return list(Compound.objects.order_by("code"))


@pytest.fixture
def officer(appoint):
    return appoint("city", Role.CITY_OFFICE)


def found(user, selection: Selection) -> list[str]:
    ids = matching(user, selection)["id"].to_list()
    codes = dict(Compound.objects.values_list("pk", "code"))
    return [codes[pk] for pk in ids]


# The oracle: each compound looked at by itself


def value_of(compound, name):
    if name == "code":
        return compound.code
    raw = compound.facts.get(name)
    return None if raw is None else decode(FACTS[name], raw)


def holds(compound, criterion: Criterion) -> bool:
    """Tell whether a criterion is sure to hold; what is unknown is nothing but unknown."""
    fact, value = FACTS[criterion.fact], value_of(compound, criterion.fact)
    if criterion.operator in ("known", "unknown"):
        return (value is None) == (criterion.operator == "unknown")
    if value is None:
        return False
    if criterion.operator == "contains":
        return parse(fact, criterion.value).lower() in value.lower()
    low = ends(parse(fact, criterion.value))
    high = ends(parse(fact, criterion.until)) if criterion.operator == "between" else low
    first, last = ends(value)
    return {
        "is": lambda: low[0] <= first and last <= low[1],
        "is-not": lambda: last < low[0] or first > low[1],
        "at-least": lambda: first >= low[0],
        "at-most": lambda: last <= low[1],
        "between": lambda: first >= low[0] and last <= high[1],
    }[criterion.operator]()


def ends(value):
    return (value.first, value.last) if isinstance(value, Period) else (value, value)


def crossings(point, corners) -> bool:
    """Tell whether a point lies inside a polygon, by how often a line from it crosses the edge."""
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


# Criteria


DAYS = st.dates(Period.parse("1974").first, Period.parse("2001").last)
TEXTS = {
    FactType.BOOL: st.sampled_from(["yes", "no", "是", "否"]),
    FactType.INT: st.integers(0, 600).map(str),
    FactType.MONEY: st.decimals(0, 10**7, places=2).map(str),
    FactType.DECIMAL: st.decimals(0, 10**6, places=8).map(lambda d: format(d, "f")),
    FactType.DATE: st.builds(lambda day, n: day.isoformat()[:n], DAYS, st.sampled_from((4, 7, 10))),
    FactType.TEXT: st.sampled_from(["=1+1", "A区", "a", "路", "4507", "+86 777", '"']),
}


def texts(fact):
    return st.sampled_from(list(fact.values)) if fact.values else TEXTS[fact.type]


@st.composite
def criteria(draw):
    fact = draw(st.sampled_from(list(FACTS.values())))
    sign = draw(st.sampled_from(operators_of(fact)))
    if sign in ("known", "unknown"):
        return Criterion(fact.name, str(sign))
    values = [draw(texts(fact))] + ([draw(texts(fact))] if sign == "between" else [])
    values.sort(key=lambda text: ends(parse(fact, text))[0])
    return Criterion(fact.name, str(sign), *values)


@pytest.mark.django_db
@STILL
@given(chosen=st.lists(criteria(), min_size=1, max_size=2))
@example(chosen=[Criterion("built_on", "is", "1998")])
@example(chosen=[Criterion("floor_area", "is-not", "1.12345678")])
@example(chosen=[Criterion("households", "at-most", "999999999999999")])
def test_any_fact_is_compared_as_by_hand(stock, officer, chosen):
    expected = [each.code for each in stock if all(holds(each, c) for c in chosen)]
    assert found(officer, Selection(criteria=tuple(chosen))) == expected


@pytest.mark.django_db
def test_every_kind_of_criterion_finds_some_and_leaves_some(stock, officer):
    for name, sign, value in (
        ("built_on", "is", "1990"),
        ("built_on", "at-least", "1990-06"),
        ("households", "at-least", "1000"),
        ("floor_area", "at-most", "5000.5"),
        ("estimated_investment", "at-least", "5000000.01"),
        ("structure", "is-not", "frame"),
        ("heritage", "is", "yes"),
        ("original_owner", "contains", "a"),
        ("location", "known", ""),
    ):
        some = found(officer, Selection(criteria=(Criterion(name, sign, value),)))
        assert 0 < len(some) < len(stock), name


@pytest.mark.django_db
@STILL
@given(
    name=st.sampled_from([n for n, f in FACTS.items() if f.type is not FactType.POINT]),
    down=st.booleans(),
)
def test_sorting_is_stable_with_the_unknown_last(stock, officer, name, down):
    if name == "jurisdiction":
        keys = {each.code: each.jurisdiction_id for each in stock}
    elif name == "name":
        keys = {each.code: initials(each.name)[1:9].ljust(8) for each in stock}
    elif FACTS[name].type is FactType.ENUM:
        keys = {
            e.code: list(FACTS[name].values).index(v) for e in stock if (v := value_of(e, name))
        }
    else:
        values = {each.code: value_of(each, name) for each in stock}
        keys = {code: ends(value)[0] for code, value in values.items() if value is not None}
    known = [each.code for each in stock if each.code in keys]
    expected = sorted(known, key=keys.__getitem__, reverse=down)
    expected += [each.code for each in stock if each.code not in keys]
    assert found(officer, Selection(sort=name, descending=down)) == expected


@pytest.mark.django_db
@STILL
@given(
    corners=st.lists(
        st.tuples(st.integers(10800, 10900), st.integers(2140, 2260)),
        min_size=3,
        max_size=6,
        unique=True,
    )
)
def test_a_polygon_holds_what_lies_inside(stock, officer, corners):
    # Corners lie between the compounds' positions: none is on an edge.
    ring = [(x / 100 + 0.0031, y / 100 + 0.0017) for x, y in corners]
    polygon = ";".join(f"{x},{y}" for x, y in ring)
    at = {each.code: value_of(each, "location") for each in stock}
    sure = [code for code, p in at.items() if p and crossings((float(p[0]), float(p[1])), ring)]
    west, east = min(x for x, _y in ring), max(x for x, _y in ring)
    south, north = min(y for _x, y in ring), max(y for _x, y in ring)
    boxed = [c for c, p in at.items() if p and west <= p[0] <= east and south <= p[1] <= north]
    assert found(officer, Selection(polygon=polygon)) == sure
    assert found(officer, Selection(bbox=f"{west},{south},{east},{north}")) == boxed


# The address


PARTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12).map(
    str.strip
)


@given(
    st.builds(
        Selection,
        text=PARTS,
        jurisdiction=PARTS,
        criteria=st.lists(criteria(), max_size=4).map(tuple),
        bbox=PARTS,
        polygon=PARTS,
        sort=st.sampled_from(list(FACTS)),
        descending=st.booleans(),
        columns=st.lists(st.sampled_from([n for n in FACTS if n not in IDENTITY]), unique=True).map(
            tuple
        ),
    )
)
def test_a_selection_is_read_from_the_address_that_it_writes(selection):
    assert read_selection(QueryDict(selection.query())) == selection


def test_gaps_between_the_numbers_of_criteria_do_not_matter():
    query = QueryDict("fact-7=storeys&is-7=is&value-7=6&fact-2=structure&fact-9=&is-3=is")
    assert read_selection(query).criteria == (
        Criterion("structure", "known"),
        Criterion("storeys", "is", "6"),
    )


# What is wrong is told


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("fact-1=no_such", "fact-1"),
        ("fact-1=structure&is-1=at-least&value-1=frame", "is-1"),
        ("fact-1=households&is-1=at-least&value-1=", "value-1"),
        ("fact-1=households&is-1=at-least&value-1=不详", "value-1"),
        ("fact-1=households&is-1=at-least&value-1=4栋", "value-1"),
        ("fact-1=households&is-1=between&value-1=9&until-1=3", "until-1"),
        ("fact-1=built_on&is-1=is&value-1=1998-13", "value-1"),
        ("fact-1=structure&is-1=is&value-1=glass", "value-1"),
        ("jurisdiction=999", "jurisdiction"),
        ("text=" + "x" * 61, "text"),
        ("bbox=109,21,108,22", "bbox"),
        ("bbox=nan,21,108,22", "bbox"),
        ("polygon=108,21;109,22", "polygon"),
        ("polygon=108,21;109,22;400,22", "polygon"),
        ("polygon=" + "108,21;" * 600 + "108,22", "polygon"),
        ("sort=location", "sort"),
        ("sort=no_such", "sort"),
    ],
)
def test_what_cannot_be_asked_is_told_at_its_field(places, officer, query, key):
    with pytest.raises(ProblemError) as error:
        matching(officer, read_selection(QueryDict(query)))
    assert [problem.place.key for problem in error.value.problems] == [key]


@pytest.mark.django_db
def test_all_that_is_wrong_is_told_at_once(places, officer):
    query = QueryDict("fact-1=no_such&fact-2=households&is-2=is&bbox=x&sort=y")
    with pytest.raises(ProblemError) as error:
        matching(officer, read_selection(query))
    keys = [problem.place.key for problem in error.value.problems]
    assert keys == ["fact-1", "value-2", "bbox", "sort"]


# Search


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("jhy", {"锦华园"}),
        ("JHY", {"锦华园"}),
        ("华园", {"锦华园"}),
        ("人民路", {"锦华园"}),
        ("白木", {"锦华园"}),
        ("450721", {"锦华园"}),
        ("江滨", {"江滨苑"}),
        ("xyz", set()),
        ("%", set()),
    ],
)
def test_search_knows_names_places_codes_and_pinyin(stocked, officer, lingshan_clerk, text, names):
    compound = Compound.objects.get(name="锦华园")
    change_facts(compound, {"town": "灵城街道", "community": "白木社区"}, lingshan_clerk, "补填")
    ids = matching(officer, Selection(text=text))["id"].to_list()
    assert set(Compound.objects.filter(pk__in=ids).values_list("name", flat=True)) == names


@pytest.mark.django_db
def test_s10_a_selection_stays_within_the_scope(stock, lingshan_clerk, appoint):
    own = [each.code for each in stock if each.code.startswith("450721")]
    assert found(lingshan_clerk, Selection()) == own
    assert found(lingshan_clerk, Selection(jurisdiction="450721")) == own
    with pytest.raises(ProblemError):
        matching(lingshan_clerk, Selection(jurisdiction="450702"))
    assert found(appoint("nobody", Role.RESIDENT), Selection()) == []


@pytest.mark.django_db
def test_an_amount_is_compared_to_the_fen(stock, officer):
    amounts = [each.facts.get("estimated_investment") for each in stock]
    amount = next(each for each in amounts if each)
    criterion = Criterion("estimated_investment", "is", amount)
    assert found(officer, Selection(criteria=(criterion,))) == [
        each.code for each in stock if each.facts.get("estimated_investment") == amount
    ]
    finer = Criterion("estimated_investment", "at-least", str(Decimal(amount) + Decimal("0.01")))
    assert stock[amounts.index(amount)].code not in found(officer, Selection(criteria=(finer,)))
