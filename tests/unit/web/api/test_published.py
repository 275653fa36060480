"""The lists that a check relies on."""

import pytest
from click.testing import CliRunner

from chalicelib import dynamodb, settings
from chalicelib.__main__ import main
from chalicelib.verification.core.decoding import decode
from chalicelib.verification.core.public_keys import KeyRing, thumbprint
from chalicelib.verification.core.trust_snapshot import TrustedIssuer, read_snapshot
from chalicelib.verification.keystore import KeyStore, open_key_store
from chalicelib.verification.table import VerificationTable, open_table
from tests.contracts import faults
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


@pytest.mark.parametrize(
    "accept", ["", "*/*", "text/html, application/cose-key-set", "application/cose-key-set;q=0.9"]
)
def test_bytes_are_sent_to_those_alone_who_ask_for_them_first(
    checker: Checker, accept: str
) -> None:
    """To others API Gateway would send their base64."""
    asked = {"Accept": accept} if accept else {}
    refused = checker.site.get("/.well-known/cose-key-set", **asked)
    assert (refused.status, refused.error["code"]) == (406, "not_acceptable")
    assert "Accept: application/cose-key-set" in refused.error["message"]
    assert refused.header("Access-Control-Allow-Origin") == "*"


def test_lists_that_a_checker_has_already_are_not_sent_again(checker: Checker) -> None:
    for path in ("/v1/withdrawals.json", "/.well-known/jwks.json"):
        tag = checker.site.get(path).header("ETag")
        assert tag.startswith('W/"')
        checker.site.clock.wait(minutes=20)
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


def test_the_signed_snapshot_holds_what_the_lists_hold(checker: Checker) -> None:
    assert CliRunner().invoke(main, ["withdraw", checker.code]).exit_code == 0
    answer = checker.site.get("/.well-known/waypost-trust.json")
    assert answer.header("Content-Type") == "application/jose+json"
    assert answer.header("Access-Control-Allow-Origin") == "*"
    assert "max-age" in answer.header("Cache-Control")
    jwks = checker.site.get("/.well-known/jwks.json").json
    now = int(checker.site.clock.moment.timestamp())
    signer = open_key_store().ring().signing(now)
    issuer = settings.current().public_url
    trusted = {issuer: TrustedIssuer({thumbprint(signer.public)})}
    read = read_snapshot(answer.body.decode(), trusted, now)
    assert (read.issuer, read.name) == (issuer, settings.current().organisation)
    assert read.jwks == jwks
    assert read.withdrawals == checker.site.get("/v1/withdrawals.json").json["references"]
    assert now - 3600 < read.as_of <= now


def test_the_signed_snapshot_is_the_same_for_an_hour(checker: Checker) -> None:
    path, clock = "/.well-known/waypost-trust.json", checker.site.clock
    clock.wait(seconds=2 * 3600 - int(clock.moment.timestamp()) % 3600)
    first = checker.site.get(path)
    clock.wait(minutes=59)
    tag = first.header("ETag")
    same = checker.site.get(path, **{"If-None-Match": tag})
    assert (same.status, same.body, same.header("ETag")) == (304, b"", tag)
    assert checker.site.get(path).body == first.body
    clock.wait(minutes=1)
    assert checker.site.get(path).header("ETag") != tag


SOME, OTHER = "AAAA-AAAA-AAAA-AAAA", "BBBB-BBBB-BBBB-BBBB"


def withdraw_elsewhere(checker: Checker, reference: str) -> None:
    """Withdraws a code in another process."""
    table, now = open_table(), int(checker.site.clock.moment.timestamp())
    VerificationTable(table._table._client, table._table.name).withdraw(reference, now + 86400)


@pytest.mark.parametrize("path", ["/v1/withdrawals.json", "/.well-known/waypost-trust.json"])
def test_what_is_held_while_the_database_fails_says_how_old_it_is(
    checker: Checker, path: str
) -> None:
    fresh = checker.site.get(path)
    assert fresh.header("Age") == ""
    checker.site.clock.wait(minutes=20)
    faults.on(dynamodb.client(), "", lambda _: faults.failure("AccessDeniedException"))
    held = checker.site.get(path)
    assert (held.status, held.body) == (200, fresh.body)
    assert held.header("Age") == "1200"
    assert "Age" in held.header("Access-Control-Expose-Headers")
    checker.site.clock.wait(minutes=40)
    assert checker.site.get(path).status == 503


def test_a_withdrawal_in_any_process_is_listed_at_once(checker: Checker) -> None:
    clock, path = checker.site.clock, "/v1/withdrawals.json"
    moment = int(clock.moment.timestamp())
    assert checker.site.get(path).json == {"references": [], "as_of": moment}
    withdraw_elsewhere(checker, SOME)
    assert checker.site.get(path).json == {"references": [SOME], "as_of": moment}


def test_a_snapshot_holds_what_any_process_withdrew(checker: Checker) -> None:
    clock, path = checker.site.clock, "/.well-known/waypost-trust.json"
    clock.wait(seconds=3 * 3600 - 1 - int(clock.moment.timestamp()) % 3600)

    def said() -> tuple[int, list[object]]:
        now = int(clock.moment.timestamp())
        signer = open_key_store().ring().signing(now)
        trusted = {settings.current().public_url: TrustedIssuer({thumbprint(signer.public)})}
        read = read_snapshot(checker.site.get(path).body.decode(), trusted, now)
        return read.as_of, read.withdrawals

    hour = int(clock.moment.timestamp()) // 3600 * 3600
    assert said() == (hour, [])
    withdraw_elsewhere(checker, SOME)
    assert said() == (hour, [SOME])
    clock.wait(seconds=1)
    withdraw_elsewhere(checker, OTHER)
    assert said() == (hour + 3600, [SOME, OTHER])


def test_a_revoked_key_signs_no_snapshot_in_a_process_that_read_the_keys_before(
    checker: Checker,
) -> None:
    store, now = open_key_store(), checker.site.clock.moment
    old = store.ring().signing(int(now.timestamp()))  # read, and kept for a minute
    KeyStore(store._vault).revoke(
        old.kid, now, lambda: open_table().mark_revoked(old.kid, int(now.timestamp()))
    )
    answer = checker.site.get("/.well-known/waypost-trust.json")
    (new,) = (key for key in KeyStore(store._vault).ring().keys.values() if key.signs_from)
    issuer = settings.current().public_url
    trusted = {issuer: TrustedIssuer({thumbprint(old.public), thumbprint(new.public)})}
    read = read_snapshot(answer.body.decode(), trusted, int(now.timestamp()))
    assert set(KeyRing.from_jwks(read.jwks).revoked) == {old.kid}
