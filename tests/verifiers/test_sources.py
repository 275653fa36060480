"""Codes of one issuer or several, by the lists that the command's options name."""

import json
import urllib.error
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.vectors import codes
from tests.vectors.snapshot import pieces as snapshots

DOOR, RIVER = "https://door.example", "https://river.example/v1"
OURS = codes.Code(codes.payload()).text
THEIRS = codes.Code(codes.payload(), codes.STRANGER).text
THEIR_KEY = codes.STRANGER.jwk | {"signs_from": codes.ROTATED}
ISSUERS = {
    "issuers": [
        {"name": "Door", "address": DOOR, "thumbprints": [snapshots.thumbprint(codes.SIGNING)]},
        {"name": "River", "address": RIVER, "thumbprints": [snapshots.thumbprint(codes.STRANGER)]},
    ]
}
PUBLISHED = {
    f"{DOOR}/.well-known/jwks.json": {"keys": snapshots.KEYS, "revoked": []},
    f"{DOOR}/v1/withdrawals.json": {"references": []},
    f"{RIVER}/.well-known/jwks.json": {"keys": [THEIR_KEY], "revoked": []},
    f"{RIVER}/v1/withdrawals.json": {"references": []},
}


class Network:
    """What answers instead of it: those that are up."""

    def __init__(self) -> None:
        self.up = {DOOR, RIVER}
        self.asked: list[str] = []

    def __call__(self, address: str) -> tuple[bytes, dict[str, str]]:
        self.asked.append(address)
        if not any(address.startswith(host) for host in self.up):
            raise urllib.error.URLError("no network")
        return json.dumps(PUBLISHED[address]).encode(), {}


@pytest.fixture
def network(assembled: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch) -> Network:
    answering = Network()
    monkeypatch.setattr(assembled("lists"), "_fetch", answering)
    return answering


Answered = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def answered(assembled: Callable[[str], Any], network: Network, tmp_path: Path) -> Answered:
    """What is said of the codes of a text, by sources that the options name."""
    sources, checking, said = (assembled(name) for name in ("sources", "codes", "answer"))

    def answer(text: str, **options: Any) -> list[dict[str, Any]]:
        issuers = sources.listed_issuers(sources.Sources(**options), tmp_path, codes.NOW)
        checker = checking.Checker(issuers, datetime.fromtimestamp(codes.NOW, UTC))
        return [said.answer(code) for code in checker.codes(text)]

    return answer


@pytest.fixture
def trust(tmp_path: Path) -> str:
    file = tmp_path / "issuers.json"
    file.write_text(json.dumps(ISSUERS))
    return str(file)


def snapshot(folder: Path, issuer: str, signer: codes.Key, keys: Collection[Any]) -> str:
    file = folder / f"{signer.kid}.json"
    said = {"iss": issuer, "as_of": codes.NOW - 3600, "keys": list(keys), "withdrawals": []}
    file.write_text(snapshots.signed(snapshots.PAYLOAD | said, signer))
    return str(file)


def test_each_code_says_whose_it_is(answered: Answered, trust: str) -> None:
    ours, theirs = answered(f"{DOOR}/v#{OURS}\n{RIVER}/v#{THEIRS}", trust=trust)
    assert (ours["outcome"], ours["issuer"]) == ("genuine", {"name": "Door", "address": DOOR})
    assert (theirs["outcome"], theirs["issuer"]["name"]) == ("genuine", "River")
    assert (ours["leads_elsewhere"], theirs["leads_elsewhere"]) == (None, None)


def test_a_link_that_is_not_the_issuers_is_named(answered: Answered, trust: str) -> None:
    said = answered(f"https://evi1.example/v#{OURS}\n{DOOR}/v#{THEIRS}", trust=trust)
    assert [code["leads_elsewhere"] for code in said] == ["evi1.example", "door.example"]
    nobodys = codes.Code(codes.payload(), codes.key("nobody's")).text
    for link, elsewhere in ((f"{RIVER}/v", None), ("https://evi1.example/v", "evi1.example")):
        (code,) = answered(f"{link}#{nobodys}", trust=trust)
        assert (code["outcome"], code["issuer"]) == ("unknown_issuer", None)
        assert code["leads_elsewhere"] == elsewhere


def test_snapshots_of_all_ask_nobody(
    answered: Answered, network: Network, trust: str, tmp_path: Path
) -> None:
    carried = [
        snapshot(tmp_path, DOOR, codes.SIGNING, snapshots.KEYS),
        snapshot(tmp_path, RIVER, codes.STRANGER, [THEIR_KEY]),
    ]
    said = answered(f"{OURS}\n{THEIRS}", trust=trust, snapshots=carried)
    assert [(code["outcome"], code["issuer"]["name"]) for code in said] == [
        ("genuine", "Door"),
        ("genuine", "River"),
    ]
    assert network.asked == []


def test_an_issuer_that_is_down_holds_up_no_other(
    answered: Answered, network: Network, trust: str, capsys: pytest.CaptureFixture[str]
) -> None:
    network.up = {DOOR}
    ours, theirs = answered(f"{OURS}\n{THEIRS}", trust=trust)
    assert (ours["outcome"], theirs["outcome"]) == ("genuine", "could_not_check")
    assert RIVER in capsys.readouterr().err


def test_the_issuer_of_one_set_of_lists_is_known_by_its_address(
    answered: Answered, network: Network, tmp_path: Path
) -> None:
    link = f"{DOOR}/v#{OURS} https://evi1.example/v#{OURS}"
    published = {
        "keys": f"{DOOR}/.well-known/jwks.json",
        "withdrawals": f"{DOOR}/v1/withdrawals.json",
    }
    carried = snapshot(tmp_path, DOOR, codes.SIGNING, snapshots.KEYS)
    pins = [snapshots.thumbprint(codes.SIGNING)]
    for options in (published, {"snapshots": [carried], "issuer": f"{DOOR}/", "pins": pins}):
        (said,) = answered(link, **options)
        assert said["issuer"] == {"name": "door.example", "address": DOOR}
        assert said["leads_elsewhere"] == "evi1.example"


def test_copies_of_lists_do_not_tell_whose_they_are(answered: Answered, tmp_path: Path) -> None:
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps(PUBLISHED[f"{DOOR}/.well-known/jwks.json"]))
    (said,) = answered(f"https://evi1.example/v#{OURS}", keys=str(file))
    assert (said["issuer"], said["leads_elsewhere"], said["host"]) == (None, None, "evi1.example")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"trust": "none.json"}, "none.json"),
        ({"trust": __file__}, "not a list of issuers"),
        ({"trust": "a.json", "issuer": DOOR}, "--trust goes with"),
        ({"trust": "a.json", "keys": "b.json"}, "--trust goes with"),
        ({"snapshots": ["a.json"]}, "--snapshot goes with"),
    ],
    ids=str,
)
def test_sources_that_make_no_sense_are_refused(
    assembled: Callable[[str], Any], answered: Answered, options: dict[str, Any], reason: str
) -> None:
    with pytest.raises(assembled("lists").NoList, match=reason):
        answered(OURS, **options)
