"""Records that may be the same place spelt differently, as pairs with a score (S11, S13).

Names and addresses are brought to a plain form; pairs are looked for only among records of one area
that share the plain name, the plain name but for one character, or road and house number. So the
work grows with the records, not with their pairs.
"""

from __future__ import annotations

import polars as pl
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist

LIKELY = 0.8
"""From this score on two records are likely the same."""
POSSIBLE = 0.7
"""From this score on a person should look at two records."""
_MOST_ALIKE = 40
"""Records that share so common a key are told apart by community first."""
_NAME, _ADDRESS, _COMMUNITY = 0.5, 0.35, 0.15
_UNKNOWN = 0.7
"""How alike two addresses or communities count of which one is not known."""
_SHORTEST = 3
"""A plain name of fewer characters says too little when one of them differs."""
_KINDS = (
    "住宅小区|生活小区|商住小区|居民小区|小区|住宅区|生活区|家属区|宿舍区|宿舍楼|宿舍|家属院|家属楼|住宅楼"
    "|职工楼|大院"
)
_NUMERALS = dict(zip("一二三四五六七八九", "123456789", strict=True))
_DISTINCT = r"\d+|[a-z]|[东西南北甲乙丙丁](?:区|院|苑|门|组团|栋|里|村)"
"""What tells parts of one compound apart: figures, letters, 南区 and the like."""
_ROAD = r"([\p{Han}]{1,8}?(?:大道|路|街|巷|里|弄|道))(\d+(?:-\d+)?)号?"
_PLACES = r"^\D*(?:自治区|省|市|县|区|镇|乡|街道)"


def plain_name(name: pl.Expr) -> pl.Expr:
    """Return names without blanks, signs, kinds of housing; figures in digits."""
    text = name.str.normalize("NFKC").str.to_lowercase().str.replace_all(r"[\s\p{P}\p{S}]+", "")
    bare = text.str.replace_all(_KINDS, "")
    kept = pl.when(bare == "").then(text).otherwise(bare)
    return kept.str.replace_many(_NUMERALS).str.replace_all("(?:幢|座|号楼)", "栋")


def road_and_number(address: pl.Expr) -> pl.Expr:
    """Return road and house number, ``人民路12``; null where an address lacks one of them."""
    text = address.str.normalize("NFKC").str.replace_all(r"[\s,;。、]+", "")
    found = text.str.replace(_PLACES, "").str.extract_groups(_ROAD)
    return found.struct.field("1") + found.struct.field("2")


def pairs(records: pl.DataFrame, asked: pl.Expr | None = None) -> pl.DataFrame:
    """Return pairs of records that may be the same, likeliest first.

    ``records``: ``id`` (unique), ``area``, ``name``, ``address`` and ``community`` (text or null);
    ``asked`` tells which of them a pair must hold one of at least (default: any).
    The pairs: ``left`` and ``right`` (ids, the earlier record first) and ``score`` from
    ``POSSIBLE`` to 1: how alike name, address and community are, by what both say.
    """
    plain = _plain(records)
    places = (
        plain["place"]
        if asked is None
        else plain["place"].filter(records.select(asked).to_series())
    )
    shared = _shared(plain, places)
    both = shared.join(shared, on="key", suffix="_other").filter(
        pl.col("place") < pl.col("place_other"),
        pl.col("place").is_in(places.implode()) | pl.col("place_other").is_in(places.implode()),
    )
    return _scored(plain, both.select("place", "place_other").unique())


def _plain(records: pl.DataFrame) -> pl.DataFrame:
    """Return the plain forms; ``base`` is the same for records that may be alike at all."""
    community = pl.col("community").str.replace_all(r"\s|社区|居委会|村委会|村$", "")
    figures = pl.col("plain").str.extract_all(_DISTINCT)
    return records.select(
        pl.int_range(pl.len()).alias("place"),
        "id",
        "area",
        plain_name(pl.col("name")).alias("plain"),
        road_and_number(pl.col("address")).alias("road"),
        pl.when(community != "").then(community).alias("community"),
    ).with_columns(pl.struct("area", figures.list.join(" ")).hash().alias("base"))


def _shared(plain: pl.DataFrame, places: pl.Series) -> pl.DataFrame:
    """Return ``place`` and ``key``: what records have in common with a few of ``places``."""
    named = plain.filter(pl.col("base").is_duplicated())
    keyed = pl.concat([_keys(named, "plain"), _keys(_shortened(named), "short")])
    keyed = pl.concat([keyed, _keys(named.filter(pl.col("road").is_not_null()), "road")])
    wanted = keyed.filter(pl.col("place").is_in(places.implode()))["key"].unique()
    common = keyed.filter(pl.col("key").is_duplicated(), pl.col("key").is_in(wanted.implode()))
    size = pl.len().over("key")
    by_community = pl.struct("key", pl.col("community").fill_null("")).hash()
    common = common.with_columns(
        key=pl.when(size > _MOST_ALIKE).then(by_community).otherwise("key")
    )
    return common.filter(size <= _MOST_ALIKE).select("place", "key")


def _keys(table: pl.DataFrame, column: str) -> pl.DataFrame:
    road = pl.lit(column == "road")
    key = pl.struct("base", road.alias("of_road"), pl.col(column).alias("text")).hash()
    return table.select("place", "community", key.alias("key"))


def _shortened(plain: pl.DataFrame) -> pl.DataFrame:
    """Return ``short``, each name without one of its characters.

    Names but for one character share one of these, or one is the other's name itself.
    """
    length = pl.col("plain").str.len_chars()
    long = plain.filter(length >= _SHORTEST)
    cut = long.with_columns(pl.int_ranges(length).alias("at")).explode("at")
    start = pl.col("plain").str.slice(0, pl.col("at"))
    rest = pl.col("plain").str.slice(pl.col("at") + 1)
    return cut.select("place", "base", "community", (start + rest).alias("short"))


def _scored(plain: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    left, right = (plain[found[side]] for side in ("place", "place_other"))
    name = cpdist(left["plain"], right["plain"], scorer=Indel.normalized_similarity, dtype=float)
    score = _NAME * pl.Series(name, dtype=pl.Float64)
    score += _ADDRESS * _alike(left["road"], right["road"])
    score += _COMMUNITY * _alike(left["community"], right["community"])
    both = pl.DataFrame({"left": left["id"], "right": right["id"], "score": score})
    return both.filter(score >= POSSIBLE).sort(
        "score", "left", "right", descending=[True, False, False]
    )


def _alike(left: pl.Series, right: pl.Series) -> pl.Series:
    return (left == right).cast(pl.Float64).fill_null(_UNKNOWN)
