"""Parameters that an address does not know are refused: a misspelt filter would filter nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.operation import Operation
from ninja.params.models import QueryModel

from linli.core.kernel.problem import Place, Problem
from linli.core.kernel.text import Text
from linli.registry.api.problems import problem_response

Run = Callable[..., HttpResponse]
_SHOWN = 60


def known_parameters_only(run: Run) -> Run:
    """Decorate the running of an operation: answer 400 to a parameter unknown or given twice."""
    operation: Operation = run.__self__  # type: ignore[attr-defined] # a bound method, as the library says
    known = {
        name
        for model in operation.models
        if issubclass(model, QueryModel)
        for name in getattr(model, "__ninja_flatten_map__", {})
    }

    @wraps(run)
    def checked(request: HttpRequest, **given: Any) -> HttpResponse:  # noqa: ANN401 - of the address
        if problems := list(_problems(request, known)):
            return problem_response(problems, HTTPStatus.BAD_REQUEST)
        return run(request, **given)

    return checked


def _problems(request: HttpRequest, known: set[str]) -> Iterator[Problem]:
    for name, values in request.GET.lists():
        if name not in known:
            yield _unknown(name)
        elif len(values) > 1:
            yield _twice(name)


def _unknown(name: str) -> Problem:
    shown = name[:_SHOWN]
    return Problem(
        "parameter-unknown",
        Text(f"没有参数“{shown}”。", f'There is no parameter "{shown}".'),
        Text("请对照接口说明改正。", "Compare with the description of the interface."),
        Place(key=f"/{shown}"),
    )


def _twice(name: str) -> Problem:
    return Problem(
        "parameter-twice",
        Text(f"参数“{name}”给了不止一次。", f'Parameter "{name}" is given more than once.'),
        Text("请只给一次。", "Give it once."),
        Place(key=f"/{name}"),
    )
