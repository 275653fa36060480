"""A snapshot that anybody carries counts where its signer does, and never takes a reader back."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.verification.core.trust_snapshot import (
    AcceptedList,
    Refusal,
    SnapshotRefused,
    TrustedIssuer,
    read_snapshot,
)

VECTORS = json.loads(
    (Path(__file__).parents[3] / "vectors" / "snapshot.json").read_text(encoding="utf-8")
)
GOOD = VECTORS["cases"][0]["text"]


def trusted_of(described: dict[str, Any]) -> dict[str, TrustedIssuer]:
    return {
        address: TrustedIssuer(
            issuer["pins"],
            (last := issuer["last"])
            and AcceptedList(last["asOf"], last, last.get("withdrawals", ())),
        )
        for address, issuer in described.items()
    }


@pytest.mark.parametrize("case", VECTORS["cases"], ids=[case["name"] for case in VECTORS["cases"]])
def test_decides_as_the_shared_vectors_say(case: dict[str, Any]) -> None:
    trusted = trusted_of(case.get("trusted", VECTORS["trusted"]))
    try:
        read = read_snapshot(case["text"], trusted, case.get("now", VECTORS["now"]))
    except SnapshotRefused as refused:
        assert refused.refusal == case.get("refusal")
        return
    assert case["accepted"] == {
        "issuer": read.issuer,
        "name": read.name,
        "asOf": read.as_of,
        "keys": [entry["kid"] for entry in read.jwks["keys"] if isinstance(entry, dict)],
        "revoked": [entry["kid"] for entry in read.jwks["revoked"]],
        "withdrawals": read.withdrawals,
    }


def test_the_vectors_come_to_every_refusal() -> None:
    assert {case["refusal"] for case in VECTORS["cases"] if "refusal" in case} == set(Refusal)


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_any_text_is_refused(text: str) -> None:
    with pytest.raises(SnapshotRefused):
        read_snapshot(text, trusted_of(VECTORS["trusted"]), VECTORS["now"])


@given(st.data())
def test_no_character_of_it_can_be_another(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(GOOD) - 1))
    other = data.draw(st.characters().filter(lambda letter: letter != GOOD[at]))
    if GOOD[at].isspace() and other in " \t\r\n":
        return
    changed = GOOD[:at] + other + GOOD[at + 1 :]
    with pytest.raises(SnapshotRefused):
        read_snapshot(changed, trusted_of(VECTORS["trusted"]), VECTORS["now"])


def test_one_that_nests_without_end_is_unreadable() -> None:
    with pytest.raises(SnapshotRefused) as refused:
        read_snapshot("[" * 100_000, {}, 0)
    assert refused.value.refusal is Refusal.UNREADABLE
