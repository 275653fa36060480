"""Whom a checker trusts: a file with issuers."""

import json
from typing import Any

import pytest

from chalicelib.verification.core.trust_list import NotATrustList, TrustListEntry, read_trust_list

PIN = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
GOOD = {"name": " River Groups ", "address": "https://river.example/v1/", "thumbprints": [PIN]}


def listing(*issuers: Any) -> str:
    return json.dumps({"issuers": issuers})


def test_each_issuer_has_a_name_an_address_and_pins() -> None:
    here = {"name": "Here", "address": "http://127.0.0.1:8000", "thumbprints": [PIN, PIN]}
    assert read_trust_list(listing(GOOD, here)) == (
        TrustListEntry("River Groups", "https://river.example/v1", (PIN,)),
        TrustListEntry("Here", "http://127.0.0.1:8000", (PIN, PIN)),
    )


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"issuers": {}}', '{"issuers": []}', "[" * 20_000], ids=range(6)
)
def test_anything_else_is_no_list_of_issuers(text: str) -> None:
    with pytest.raises(NotATrustList, match="not a list of issuers"):
        read_trust_list(text)


@pytest.mark.parametrize(
    "changed",
    [
        {"name": " "},
        {"name": "x" * 101},
        {"name": None},
        {"address": "http://river.example"},
        {"address": "https://river.example/?x"},
        {"address": "https://river.example//"},
        {"address": None},
        {"thumbprints": []},
        {"thumbprints": PIN},
        {"thumbprints": [PIN, "short"]},
        {"thumbprints": [None]},
    ],
    ids=str,
)
def test_an_entry_that_is_wrong_is_named_by_its_number(changed: dict[str, Any]) -> None:
    with pytest.raises(NotATrustList, match="entry 2 needs a name"):
        read_trust_list(listing(GOOD, GOOD | changed))
    with pytest.raises(NotATrustList, match="entry 1"):
        read_trust_list(listing(None))
