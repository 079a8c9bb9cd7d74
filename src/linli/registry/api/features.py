"""Compounds as OGC API - Features (Part 1: Core) serves them: for GDAL, QGIS and other maps."""

from __future__ import annotations

import json
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import polars as pl
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from linli.core.kernel.problem import ProblemError
from linli.engines.tables.fact_frame import KEY
from linli.foundation.people.doors import StaffRequest
from linli.registry.api.door import with_token
from linli.registry.api.feature_queries import ItemsQuery, read_items_query
from linli.registry.api.feature_values import position, properties
from linli.registry.api.features_api import CONFORMANCE, CRS84, description
from linli.registry.api.problems import problem_of_status, problem_response
from linli.registry.api.reads import changed_ids, compounds_in_order
from linli.registry.columns import visible_columns
from linli.registry.models import Compound

GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
COLLECTION = "compounds"


@login_not_required
@require_GET
def landing(request: HttpRequest) -> HttpResponse:
    """Say what there is."""
    links = [
        _link(request, "self", "landing", title="邻里小区库 · Linli registry"),
        _link(request, "service-desc", "api", OPENAPI, "接口说明 · API definition"),
        _link(request, "conformance", "conformance"),
        _link(request, "data", "collections"),
    ]
    return _json(
        {"title": "Linli 邻里", "description": "城镇老旧小区 · old compounds", "links": links}
    )


@login_not_required
@require_GET
def conformance(_request: HttpRequest) -> HttpResponse:
    """Say which classes of the standard hold."""
    return _json({"conformsTo": list(CONFORMANCE)})


@login_not_required
@require_GET
def api(request: HttpRequest) -> HttpResponse:
    """Describe the service (OpenAPI 3.0)."""
    root = request.build_absolute_uri(reverse("ogc:landing")).rstrip("/")
    return _json(description(root), OPENAPI)


@require_GET
@with_token
def collections(request: StaffRequest) -> HttpResponse:
    """List the one collection."""
    links = [_link(request, "self", "collections")]
    return _json({"collections": [_collection(request)], "links": links})


@require_GET
@with_token
def collection(request: StaffRequest) -> HttpResponse:
    """Describe the collection of compounds."""
    return _json(_collection(request))


def _collection(request: StaffRequest) -> dict[str, Any]:
    return {
        "id": COLLECTION,
        "title": "小区 · Compounds",
        "description": "没有坐标的小区没有几何 · A point where the place is known",
        "itemType": "feature",
        "crs": [CRS84],
        "storageCrs": CRS84,
        "extent": {"spatial": {"bbox": [_extent(request)], "crs": CRS84}},
        "links": [
            _link(request, "self", "collection"),
            _link(request, "items", "items", GEOJSON),
        ],
    }


def _extent(request: StaffRequest) -> list[float]:
    """Return the box of all positions that the user may see; the globe where there is none."""
    names = ("longitude", "latitude")
    ends = visible_columns(request.user).select(
        *(pl.col(n).min().alias(f"{n} low") for n in names),
        *(pl.col(n).max().alias(f"{n} high") for n in names),
    )
    found = list(ends.row(0))
    return [-180.0, -90.0, 180.0, 90.0] if None in found else found


@require_GET
@with_token
def items(request: StaffRequest) -> HttpResponse:
    """List compounds as features: in a box, changed in a time, with values of public facts."""
    try:
        query = read_items_query(request.GET)
    except ProblemError as error:
        return problem_response(error.problems, HTTPStatus.BAD_REQUEST)
    found = visible_columns(request.user).filter(*query.conditions)
    if query.since or query.until:
        ids = changed_ids(request.user, query.since, query.until)
        found = found.filter(pl.col(KEY).is_in(ids))
    shown = found[query.offset : query.offset + query.limit][KEY].to_list()
    features = [_feature(each) for each in compounds_in_order(request.user, shown)]
    data = {
        "type": "FeatureCollection",
        "features": features,
        "numberMatched": found.height,
        "numberReturned": len(features),
        "timeStamp": timezone.now().isoformat().replace("+00:00", "Z"),
        "links": _pages(request, query, found.height),
    }
    return _json(data, GEOJSON)


@require_GET
@with_token
def item(request: StaffRequest, code: str) -> HttpResponse:
    """Return a compound as a feature."""
    seen = Compound.objects.visible_to(request.user).select_related("jurisdiction", "division")
    found = seen.filter(code=code).first()
    if found is None:
        return problem_response([problem_of_status(404)], HTTPStatus.NOT_FOUND)
    links = [
        _link(request, "self", "item", GEOJSON, "", code),
        _link(request, "collection", "collection"),
    ]
    return _json({**_feature(found), "links": links}, GEOJSON)


def _feature(compound: Compound) -> dict[str, Any]:
    at = position(compound.facts)
    return {
        "type": "Feature",
        "id": compound.code,
        "geometry": None if at is None else {"type": "Point", "coordinates": at},
        "properties": properties(compound),
    }


def _pages(request: HttpRequest, query: ItemsQuery, total: int) -> Iterable[dict[str, str]]:
    places = {"self": query.offset, "next": query.offset + query.limit}
    if query.offset:
        places["prev"] = max(0, query.offset - query.limit)
    if places["next"] >= total:
        del places["next"]
    links = []
    for relation, offset in places.items():
        link = _link(request, relation, "items", GEOJSON)
        asked = {**request.GET.dict(), "limit": str(query.limit), "offset": str(offset)}
        links.append({**link, "href": f"{link['href']}?{urlencode(asked)}"})
    return links


def _link(
    request: HttpRequest,
    relation: str,
    name: str,
    media_type: str = "application/json",
    title: str = "",
    *args: str,
) -> dict[str, str]:
    address = request.build_absolute_uri(reverse(f"ogc:{name}", args=args))
    link = {"rel": relation, "href": address, "type": media_type}
    return {**link, "title": title} if title else link


def _json(data: dict[str, Any], media_type: str = "application/json") -> HttpResponse:
    response = HttpResponse(json.dumps(data, ensure_ascii=False), content_type=media_type)
    if media_type == GEOJSON:
        response["Content-Crs"] = f"<{CRS84}>"
    return response
