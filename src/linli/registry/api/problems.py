"""Problems as programs read them: JSON of RFC 9457, in Chinese and English."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from linli.core.kernel.problem import Problem
from linli.core.kernel.text import Text

MEDIA_TYPE = "application/problem+json"
API_PATHS = ("/api/", "/ogc/")
_STATUS_OF_CODE = {
    "change-not-yours": HTTPStatus.FORBIDDEN,
    "import-not-yours": HTTPStatus.FORBIDDEN,
    "no-open-round": HTTPStatus.CONFLICT,
    "round-closed": HTTPStatus.CONFLICT,
    "changed-since-preview": HTTPStatus.CONFLICT,
    "compound-exists": HTTPStatus.CONFLICT,
    "compound-changed": HTTPStatus.PRECONDITION_FAILED,
    "revision-missing": HTTPStatus.PRECONDITION_REQUIRED,
}
_WORDS = {
    400: Text("请求无法读取。", "The request cannot be read."),
    401: Text("没有有效的令牌。", "There is no valid token."),
    403: Text("您的岗位不能这样做。", "Your post may not do this."),
    404: Text("没有找到，或不在您的管辖范围。", "Not found, or outside your scope."),
    405: Text("此地址不支持该方法。", "This address does not take that method."),
    413: Text("请求超过上限。", "The request is too large."),
}
_NEXT = {
    401: Text(
        "请在 Authorization 头中以 Bearer 方式给出令牌；令牌在“接口令牌”页签发。",
        'Give a token as "Authorization: Bearer ..."; make one on the page of tokens.',
    ),
    403: Text("请由有此职责的单位办理。", "Ask the office whose task it is."),
    404: Text("请核对地址与编码。", "Check the address and the code."),
}
_SEE_DOCS = Text("请对照接口说明改正。", "Compare with the description of the interface.")
_WRONG = Text("服务器出错。", "The server failed.")


def problem_response(problems: Iterable[Problem], status: int | None = None) -> HttpResponse:
    """Return problems as one answer; without ``status`` the first problem's code tells it."""
    found = list(problems)
    first = found[0]
    code = status or _STATUS_OF_CODE.get(first.code, HTTPStatus.UNPROCESSABLE_ENTITY)
    data = {
        "type": f"urn:linli:problem:{first.code}",
        "title": first.message.zh,
        "status": int(code),
        "detail": first.next_step.zh,
        "code": first.code,
        "problems": [problem_data(each) for each in found],
    }
    response = HttpResponse(
        json.dumps(data, ensure_ascii=False), content_type=MEDIA_TYPE, status=int(code)
    )
    if code == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="linli", Basic realm="linli"'
    return response


def problem_data(problem: Problem) -> dict[str, Any]:
    """Return a problem as plain data; ``pointer`` is the JSON pointer of what it is about."""
    key = problem.place.key
    return {
        "code": problem.code,
        "severity": str(problem.severity),
        "message": problem.message._asdict(),
        "next_step": problem.next_step._asdict(),
        "pointer": key if key.startswith("/") or not key else f"/{key}",
        "value": problem.value,
    }


def problem_of_status(status: int) -> Problem:
    """Return the problem that an HTTP status alone tells of."""
    words = _WORDS.get(status, _WORDS[400] if status < HTTPStatus.INTERNAL_SERVER_ERROR else _WRONG)
    return Problem(f"http-{status}", words, _NEXT.get(status, _SEE_DOCS))


def answer_in_json(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Give programs every failure as a problem, also those that Django answers with a page."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        failed = response.status_code >= HTTPStatus.BAD_REQUEST
        if not (failed and request.path.startswith(API_PATHS)):
            return response
        if response.get("Content-Type", "").startswith(MEDIA_TYPE):
            return response
        status = response.status_code
        answer = problem_response([problem_of_status(status)], status)
        if "Allow" in response:
            answer["Allow"] = response["Allow"]
        return answer

    return middleware
