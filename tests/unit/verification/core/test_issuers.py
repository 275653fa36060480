"""What the lists of several issuers say of a code."""

from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.verification.core.checking import Outcome, TrustedLists
from chalicelib.verification.core.issuers import ListedIssuer, check_by_issuers
from chalicelib.verification.core.trust_list import TrustListEntry
from tests.vectors import codes

NOW = datetime.fromtimestamp(codes.NOW, UTC)
STRANGERS = codes.STRANGER.jwk | {"signs_from": codes.ROTATED}
OURS = codes.Code(codes.payload()).text
THEIRS = codes.Code(codes.payload(), codes.STRANGER).text
NOBODYS = codes.Code(codes.payload(), codes.key("nobody's")).text
SAMPLE = codes.Code(codes.payload(), codes.SAMPLE).text
DAMAGED = codes.Code(codes.payload(), signature=bytes(64)).text


def issuer(name: str, *keys: dict[str, Any], at: int | None = codes.NOW) -> ListedIssuer:
    lists = TrustedLists.from_published({"keys": list(keys)}, [], at, at)
    return ListedIssuer(TrustListEntry(name, f"https://{name}.example"), lists)


A = issuer("a", codes.SIGNING.jwk | {"signs_from": codes.ROTATED})
B = issuer("b", STRANGERS)
AWAY = issuer("b", at=None)


@pytest.mark.parametrize(
    ("code", "issuers", "outcome", "whose"),
    [
        (OURS, [A, B], Outcome.GENUINE, A),
        (THEIRS, [A, B], Outcome.GENUINE, B),
        (THEIRS, [AWAY, B], Outcome.GENUINE, B),
        (NOBODYS, [A, B], Outcome.UNKNOWN_ISSUER, None),
        (NOBODYS, [A, AWAY], Outcome.COULD_NOT_CHECK, None),
        (DAMAGED, [A, B], Outcome.NOT_GENUINE, None),
        (DAMAGED, [B, AWAY, A], Outcome.NOT_GENUINE, None),
        (SAMPLE, [A, B], Outcome.SAMPLE, None),
        ("no code", [A, B], Outcome.UNREADABLE, None),
        (OURS, [B], Outcome.UNKNOWN_ISSUER, None),
    ],
)
def test_a_code_is_his_whose_signature_holds(
    code: str, issuers: list[ListedIssuer], outcome: Outcome, whose: ListedIssuer | None
) -> None:
    checked, found = check_by_issuers(code, issuers, NOW)
    assert (checked.outcome, found) == (outcome, whose)


def test_the_signature_decides_between_two_of_one_key_id() -> None:
    namesake = issuer("c", STRANGERS | {"kid": codes.SIGNING.kid})
    assert check_by_issuers(OURS, [namesake, A], NOW)[1] is A


def test_without_its_withdrawals_a_code_is_still_that_issuers() -> None:
    lists = TrustedLists.from_published({"keys": [STRANGERS]}, None, codes.NOW, None)
    without = ListedIssuer(TrustListEntry("b", "https://b.example"), lists)
    checked, whose = check_by_issuers(THEIRS, [A, without], NOW)
    assert (checked.outcome, checked.reason, whose) == ("could_not_check", "withdrawals", without)
