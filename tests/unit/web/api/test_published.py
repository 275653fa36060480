"""The lists that a check relies on."""

from click.testing import CliRunner

from chalicelib.__main__ import main
from chalicelib.verification.core.decoding import decode
from tests.unit.web.api.checker import Checker


def test_the_published_keys_are_those_that_sign(checker: Checker) -> None:
    jwks = checker.site.get("/.well-known/jwks.json")
    assert decode(checker.code).kid in {key["kid"] for key in jwks.json["keys"]}
    assert not any("d" in key for key in jwks.json["keys"])
    cose = checker.site.get("/.well-known/cose-key-set", Accept="application/cose-key-set")
    assert cose.header("Content-Type") == "application/cose-key-set"
    for answer in (jwks, cose, checker.site.get("/v1/withdrawals.json")):
        assert answer.header("Access-Control-Allow-Origin") == "*"
        assert "max-age" in answer.header("Cache-Control")


def test_lists_that_a_checker_has_already_are_not_sent_again(checker: Checker) -> None:
    for path in ("/v1/withdrawals.json", "/.well-known/jwks.json"):
        tag = checker.site.get(path).header("ETag")
        assert tag.startswith('W/"')
        checker.site.clock.wait(hours=1)
        for known in (tag, f'"other", {tag}', tag.removeprefix("W/")):
            same = checker.site.get(path, **{"If-None-Match": known})
            assert (same.status, same.body, same.header("ETag")) == (304, b"", tag)
            assert same.header("Access-Control-Allow-Origin") == "*"
            assert "max-age" in same.header("Cache-Control")
        assert checker.site.get(path, **{"If-None-Match": '"other"'}).status == 200


def test_a_new_withdrawal_changes_the_list_that_a_checker_has(checker: Checker) -> None:
    tag = checker.site.get("/v1/withdrawals.json").header("ETag")
    assert CliRunner().invoke(main, ["withdraw", checker.code]).exit_code == 0
    changed = checker.site.get("/v1/withdrawals.json", **{"If-None-Match": tag})
    assert (changed.status, len(changed.json["references"])) == (200, 1)
    assert changed.header("ETag") != tag


def test_withdrawals_are_sorted(checker: Checker) -> None:
    for first in (9, 1, 5, 200):
        code = checker.signed(reference=bytes([first]) * 10)
        assert CliRunner().invoke(main, ["withdraw", code]).exit_code == 0
    references = checker.site.get("/v1/withdrawals.json").json["references"]
    assert (len(references), references) == (4, sorted(references))
