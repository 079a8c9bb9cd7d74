"""Bodies of requests: JSON in the strict sense, with nothing that a database cannot keep."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

_DEEPEST = 12
"""Nesting of the deepest request there is, with room."""


class StrictParser(Parser):
    """Refuses what Python reads beyond the standard: NaN, lone surrogates, NUL, endless nesting."""

    def parse_body(self, request: HttpRequest) -> Any:  # noqa: ANN401 - any JSON value
        """Return the body's value; raises ``ValueError`` where it is not clean JSON in UTF-8."""
        try:
            data = json.loads(request.body.decode("utf-8"), parse_constant=_no_number)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        _check(data, 0)
        return data


def _is_clean(text: str) -> bool:
    """Tell whether every database keeps a text: no NUL and no half of a pair."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"not a number: {name}")


def _check(data: Any, depth: int) -> None:  # noqa: ANN401 - any JSON value
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(data, str) and not _is_clean(data):
        raise ValueError("a character that no database keeps")
    if isinstance(data, dict):
        for key, value in data.items():
            _check(key, depth + 1)
            _check(value, depth + 1)
    elif isinstance(data, list):
        for value in data:
            _check(value, depth + 1)
