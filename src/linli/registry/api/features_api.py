"""The description of the features service (OpenAPI 3.0, as its standard demands)."""

from __future__ import annotations

from typing import Any

from linli.registry.api.facts import Shape
from linli.registry.api.feature_queries import FARTHEST, MOST, TIMES, USUAL, query_shape, queryable
from linli.registry.api.feature_values import columns, property_shape
from linli.registry.api.problems import MEDIA_TYPE
from linli.registry.api.shapes import CODE

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_PART_1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
CONFORMANCE = tuple(f"{_PART_1}/{name}" for name in ("core", "geojson", "oas30"))
_GEOJSON = "application/geo+json"
_LINKS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["href", "rel"],
        "properties": {name: {"type": "string"} for name in ("href", "rel", "type", "title")},
    },
}
_NUMBERS = {"type": "array", "items": {"type": "number"}, "minItems": 2}


def description(root: str) -> dict[str, Any]:
    """Return the description of the service at an address."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Linli 邻里",
            "version": "1",
            "description": "小区库要素服务 · The registry's features (OGC API - Features)",
        },
        "servers": [{"url": root}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "password": {
                    "type": "http",
                    "scheme": "basic",
                    "description": "密码处填令牌 · the token as password",
                },
            },
            "schemas": {"Problem": _problem(), "Collection": _collection(), "Feature": _feature()},
        },
    }


def _paths() -> dict[str, Any]:
    code = _parameter("code", "path", {"type": "string", "pattern": CODE})
    features = _object(
        type={"type": "string", "enum": ["FeatureCollection"]},
        features={"type": "array", "items": {"$ref": "#/components/schemas/Feature"}},
        numberMatched={"type": "integer", "minimum": 0},
        numberReturned={"type": "integer", "minimum": 0},
        timeStamp={"type": "string", "format": "date-time"},
        links=_LINKS,
    )
    collection = {"$ref": "#/components/schemas/Collection"}
    collections = {"type": "array", "items": collection}
    landing = _object(title={"type": "string"}, description={"type": "string"}, links=_LINKS)
    conforms = _object(conformsTo={"type": "array", "items": {"type": "string"}})
    openapi = "application/vnd.oai.openapi+json;version=3.0"
    return {
        "/": _get("getLandingPage", landing, is_open=True),
        "/conformance": _get("getConformance", conforms, is_open=True),
        "/api": _get("getDescription", {"type": "object"}, openapi, is_open=True),
        "/collections": _get("getCollections", _object(collections=collections, links=_LINKS)),
        "/collections/compounds": _get("describeCollection", collection),
        "/collections/compounds/items": _get("getFeatures", features, _GEOJSON, *_asked()),
        "/collections/compounds/items/{code}": _get(
            "getFeature", {"$ref": "#/components/schemas/Feature"}, _GEOJSON, code
        ),
    }


def _get(
    name: str,
    schema: Shape,
    media_type: str = "application/json",
    *parameters: dict[str, Any],
    is_open: bool = False,
) -> dict[str, Any]:
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        "get": {
            "operationId": name,
            "tags": ["Features"],
            "parameters": list(parameters),
            "security": [] if is_open else [{"token": []}, {"password": []}],
            "responses": {
                "200": {"description": "OK", "content": {media_type: {"schema": schema}}},
                "4XX": {"description": "RFC 9457", "content": {MEDIA_TYPE: problem}},
            },
        }
    }


def _asked() -> list[dict[str, Any]]:
    """Return the parameters of the list of features."""
    limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
    offset = {"type": "integer", "minimum": 0, "maximum": FARTHEST, "default": 0}
    box = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
    return [
        _parameter("limit", "query", limit),
        _parameter("offset", "query", offset),
        {**_parameter("bbox", "query", box), "style": "form", "explode": False},
        _parameter("datetime", "query", {"type": "string", "pattern": TIMES}),
        *(_parameter(name, "query", query_shape(fact)) for name, fact in queryable().items()),
    ]


def _parameter(name: str, place: str, schema: Shape) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


def _object(**properties: Shape) -> Shape:
    return {"type": "object", "required": list(properties), "properties": properties}


def _problem() -> Shape:
    words = {name: {"type": "string"} for name in ("type", "title", "detail", "code")}
    problems = {"type": "array", "items": {"type": "object"}}
    return _object(**words, status={"type": "integer"}, problems=problems)


def _collection() -> Shape:
    texts = {"type": "array", "items": {"type": "string"}}
    text = {"type": "string"}
    return _object(id=text, title=text, crs=texts, extent={"type": "object"}, links=_LINKS)


def _feature() -> Shape:
    point = _object(type={"type": "string", "enum": ["Point"]}, coordinates=_NUMBERS)
    facts = {name: property_shape(fact) for name, fact in columns().items()}
    return _object(
        type={"type": "string", "enum": ["Feature"]},
        id={"type": "string"},
        geometry={**point, "nullable": True},
        properties=_object(**facts, updated_at={"type": "string", "format": "date-time"}),
    )
