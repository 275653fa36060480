"""What API Gateway answers itself, as the template has it that deploys it."""

import json
from http import HTTPStatus

import pytest

from chalicelib.web.http.errors import NOT_FOUND
from chalicelib.web.i18n.catalogue import languages, translator
from local.gateway_answers import gateway_answer


@pytest.mark.parametrize(
    ("status", "page"),
    [
        (HTTPStatus.NOT_FOUND, "not_found"),
        (HTTPStatus.TOO_MANY_REQUESTS, "unavailable"),
        (HTTPStatus.BAD_GATEWAY, "unavailable"),
        (HTTPStatus.GATEWAY_TIMEOUT, "unavailable"),
    ],
)
def test_a_browser_gets_the_words_of_the_error_page_in_every_language(
    status: HTTPStatus, page: str
) -> None:
    answer = gateway_answer(status, "text/html,*/*;q=0.8")
    assert (answer.status, answer.headers["Content-Type"]) == (status, "text/html")
    for language in languages():
        t = translator(language)
        assert f">{t(f'error.{page}.title')}<" in answer.body
        assert f"<p>{t(f'error.{page}.text')}</p>" in answer.body


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (HTTPStatus.BAD_REQUEST, "bad_request"),
        (HTTPStatus.NOT_FOUND, NOT_FOUND.code),
        (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large"),
        (HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests"),
        (HTTPStatus.BAD_GATEWAY, "unavailable"),
        (HTTPStatus.GATEWAY_TIMEOUT, "unavailable"),
    ],
)
def test_software_gets_our_shape(status: HTTPStatus, code: str) -> None:
    for accept in ("", "*/*", "application/json"):
        answer = gateway_answer(status, accept)
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        error = json.loads(answer.body)["error"]
        assert error["code"] == code and error["message"].endswith(".")
    assert ("Retry-After" in answer.headers) == (status is HTTPStatus.TOO_MANY_REQUESTS)
