"""The service under ``/api/v1``: its addresses, its description, and how failures are told."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Swagger
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.registry.api import compounds, reference
from linli.registry.api.bodies import StrictParser
from linli.registry.api.door import Bearer
from linli.registry.api.parameters import known_parameters_only
from linli.registry.api.problems import MEDIA_TYPE, problem_of_status, problem_response
from linli.registry.api.shapes import ProblemAnswer

_DESCRIPTION = (
    "小区库接口。令牌在“接口令牌”页签发，权限与签发人相同。"
    "The registry's interface. Make a token on the page of tokens; it acts within its user's scope."
)


class Readable(JSONRenderer):
    """Writes Chinese as it is: a third of the bytes, and readable."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


class Service(NinjaAPI):
    """Describes with every address that it may fail, and how."""

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:  # noqa: ANN401 - the library's own
        """Return the description (OpenAPI 3.1)."""
        schema = super().get_openapi_schema(**given)
        shape = ProblemAnswer.model_json_schema(ref_template="#/components/schemas/{model}")
        parts = {**shape.pop("$defs"), "ProblemAnswer": shape}
        schema["components"].setdefault("schemas", {}).update(parts)
        failure = {
            "description": "RFC 9457",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemAnswer"}}},
        }
        for methods in schema["paths"].values():
            for operation in methods.values():
                operation["responses"]["4XX"] = failure
        return schema


service = Service(
    title="Linli 邻里",
    version="1",
    description=_DESCRIPTION,
    auth=Bearer(),
    parser=StrictParser(),
    renderer=Readable(),
    urls_namespace="api-v1",
    docs=Swagger({"validatorUrl": None, "persistAuthorization": False}),
)
for _router in (compounds.router, reference.router):
    _router.add_decorator(known_parameters_only, mode="view")
service.add_router("/compounds", compounds.router)
service.add_router("", reference.router)


@service.exception_handler(ProblemError)
def _problems(_request: HttpRequest, error: ProblemError) -> HttpResponse:
    return problem_response(error.problems)


@service.exception_handler(ObjectDoesNotExist)
def _not_found(_request: HttpRequest, _error: ObjectDoesNotExist) -> HttpResponse:
    return problem_response([problem_of_status(404)], HTTPStatus.NOT_FOUND)


@service.exception_handler(AuthenticationError)
def _no_token(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return problem_response([problem_of_status(401)], HTTPStatus.UNAUTHORIZED)


@service.exception_handler(PermissionDenied)
def _forbidden(_request: HttpRequest, _error: PermissionDenied) -> HttpResponse:
    return problem_response([problem_of_status(403)], HTTPStatus.FORBIDDEN)


@service.exception_handler(HttpError)
def _failed(_request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem_response([problem_of_status(error.status_code)], error.status_code)


@service.exception_handler(ValidationError)
def _unfit(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem_response([_fault(each) for each in error.errors])


def _fault(each: dict[str, Any]) -> Problem:
    """Return what the description's check says of one place of a request."""
    kind, *path = map(str, each["loc"])
    pointer = "/" + "/".join(path[1:] if kind == "body" else path)
    return Problem(
        "request-unfit",
        Text(f"此处不合接口说明：{pointer}。", f"{pointer}: {each['msg']}."),
        Text("请对照接口说明改正。", "Compare with the description of the interface."),
        Place(key=pointer),
    )
