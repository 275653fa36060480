"""What an error is answered with: a page in the visitor's language, JSON in English."""

import json

import pytest

from chalicelib.web.http import error_responses, params
from chalicelib.web.http.errors import DEFINITIONS, ErrorDetails
from chalicelib.web.http.exceptions import InvalidField
from chalicelib.web.i18n.catalogue import languages, translator


def test_a_page_has_words_for_whatever_visitors_can_narrow_a_search_by() -> None:
    t = translator()
    for parameter in params.SEARCH:
        page = error_responses.error_response(ErrorDetails(
            DEFINITIONS[InvalidField], "", parameter.name), "/", "")  # fmt: skip
        named = t("error.detail.field", field="").rstrip(".") in page.body
        assert named == (parameter.name not in ("timezone", "limit", "cursor")), parameter.name


@pytest.mark.parametrize("language", languages())
def test_an_address_without_a_route_is_answered_in_the_language_of_who_asks(language: str) -> None:
    title = translator(language)("error.not_found.title")
    for headers in (
        {"accept-language": f"{language}, en;q=0.5"},
        {"cookie": f"language={language}", "accept-language": "en"},
    ):
        answer = error_responses.not_found_response("/nowhere", headers)
        assert (answer.status_code, answer.headers["Content-Language"]) == (404, language)
        assert f"<h1>{title}</h1>" in answer.body
    for_software = error_responses.not_found_response("/v1/nowhere", {"accept-language": language})
    assert json.loads(for_software.body)["error"]["message"].isascii()
