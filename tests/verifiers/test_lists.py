"""Where the installed command takes its lists from: files, https addresses, what was kept."""

import json
import urllib.error
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.vectors import codes
from tests.vectors.snapshot import pieces as snapshots

ADDRESS = "https://codes.example.org/.well-known/jwks.json"
NOW = 1_795_000_000
KEYS = {"keys": [{"kid": "a"}], "revoked": []}


@pytest.fixture
def lists(assembled: Callable[[str], Any]) -> Any:
    return assembled("lists")


class Service:
    """What answers instead of the network."""

    def __init__(self) -> None:
        self.asked = 0
        self.body: bytes | None = json.dumps(KEYS).encode()
        self.headers: dict[str, str] = {}

    def __call__(self, address: str) -> tuple[bytes, dict[str, str]]:
        assert address == ADDRESS
        self.asked += 1
        if self.body is None:
            raise urllib.error.URLError("no network")
        return self.body, self.headers


@pytest.fixture
def service(lists: Any, monkeypatch: pytest.MonkeyPatch) -> Service:
    answering = Service()
    monkeypatch.setattr(lists, "_fetch", answering)
    return answering


def test_an_address_is_asked_again_after_five_minutes(
    lists: Any, service: Service, tmp_path: Path
) -> None:
    for now, asked in ((NOW, 1), (NOW + 299, 1), (NOW + 300, 2)):
        found = lists.load(ADDRESS, lists.KEYS_HOLD, tmp_path, now)
        assert (found.body, service.asked) == (KEYS, asked)
    assert found.fetched_at == NOW + 300


@pytest.mark.parametrize(
    ("headers", "age_s"),
    [
        ({}, 0),
        ({"Age": "120"}, 120),
        ({"Age": "-5"}, 0),
        ({"Age": "soon"}, 0),
        ({"x-amz-meta-as-of": str(NOW - 900)}, 900),
        ({"x-amz-meta-as-of": str(NOW + 900)}, 0),
        ({"x-amz-meta-as-of": "soon", "Age": "60"}, 60),
        ({"x-amz-meta-as-of": str(NOW - 900), "Age": "60"}, 900),
    ],
)
def test_a_list_is_as_old_as_whoever_held_it_says(
    lists: Any, service: Service, tmp_path: Path, headers: dict[str, str], age_s: int
) -> None:
    service.headers = headers
    found = lists.load(ADDRESS, lists.KEYS_HOLD, tmp_path, NOW)
    assert found.fetched_at == NOW - age_s


def test_what_was_kept_serves_on_with_its_age(lists: Any, service: Service, tmp_path: Path) -> None:
    lists.load(ADDRESS, lists.KEYS_HOLD, tmp_path, NOW)
    for body in (None, b"<html>", b"[]", b'{"keys": null}', b'{"keys": [], "revoked": 0}'):
        service.body = body
        found = lists.load(ADDRESS, lists.KEYS_HOLD, tmp_path, NOW + 86400)
        assert (found.body, found.fetched_at) == (KEYS, NOW)
        assert ADDRESS in found.failure


def test_an_address_that_never_answered_has_no_list(
    lists: Any, service: Service, tmp_path: Path
) -> None:
    service.body = None
    with pytest.raises(lists.NoList, match="no network"):
        lists.load(ADDRESS, lists.KEYS_HOLD, tmp_path, NOW)


@pytest.mark.parametrize(
    ("source", "is_asked"),
    [
        ("https://codes.example.org/x", True),
        ("http://127.0.0.1:8000/.well-known/jwks.json", True),
        ("http://localhost/api/.well-known/jwks.json", True),
        ("http://codes.example.org/x", False),
        ("http://localhost.example.org/x", False),
        ("http://127.0.0.1:8000@codes.example.org/x", False),
    ],
)
def test_only_https_and_this_computer_itself_are_asked(
    lists: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, source: str, is_asked: bool
) -> None:
    asked: list[str] = []

    def fetch(address: str) -> tuple[bytes, dict[str, str]]:
        asked.append(address)
        return json.dumps(KEYS).encode(), {}

    monkeypatch.setattr(lists, "_fetch", fetch)
    if is_asked:
        assert lists.load(source, lists.KEYS_HOLD, tmp_path, NOW).body == KEYS
    else:
        with pytest.raises(lists.NoList, match="neither a file nor an https address"):
            lists.load(source, lists.KEYS_HOLD, tmp_path, NOW)
    assert asked == ([source] if is_asked else [])


def test_what_was_revoked_stays_so(lists: Any, service: Service, tmp_path: Path) -> None:
    def revoked(listed: Any, now: int) -> Any:
        service.body = json.dumps({"keys": [], "revoked": listed}).encode()
        return lists.load(ADDRESS, lists.KEYS_HOLD, tmp_path, now).body["revoked"]

    assert revoked([{"kid": "a"}], NOW) == [{"kid": "a"}]
    assert revoked(None, NOW + 300) == [{"kid": "a"}]
    both = revoked([None, {"kid": "b"}], NOW + 99 * 86400)
    assert both == [{"kid": "b"}, {"kid": "a"}]


def test_what_was_withdrawn_stays_so_for_a_day_after_a_list_had_it_last(
    lists: Any, service: Service, tmp_path: Path
) -> None:
    def withdrawn(now: int, *listed: Any) -> Any:
        service.body = json.dumps({"references": listed}).encode()
        found = lists.load(ADDRESS, lists.WITHDRAWALS_HOLD, tmp_path, now)
        return lists.trusted(None, found).withdrawn

    assert withdrawn(NOW, "A", "B", 7) == ["A", "B", 7]
    assert withdrawn(NOW + 300, "A") == ["A", "B"]
    assert withdrawn(NOW + 3600) == ["B", "A"]
    service.body = None
    kept = lists.load(ADDRESS, lists.WITHDRAWALS_HOLD, tmp_path, NOW + 7200)
    assert lists.trusted(None, kept).withdrawn == ["B", "A"]
    assert withdrawn(NOW + 86400, "C") == ["C", "A"]
    assert withdrawn(NOW + 86700) == ["C"]


def test_only_https_is_asked(lists: Any, service: Service, tmp_path: Path) -> None:
    for address in (ADDRESS.replace("https", "http"), "file:///etc/hostname", "ftp://x.example/k"):
        with pytest.raises(lists.NoList, match="neither"):
            lists.load(address, lists.KEYS_HOLD, tmp_path, NOW)
    assert service.asked == 0


def test_a_redirect_away_from_https_is_refused(lists: Any) -> None:
    import urllib.request

    asked = urllib.request.Request(ADDRESS)
    follow = lists._OnlyHttps().redirect_request
    assert follow(asked, None, 302, "Found", {}, "https://x.example/keys").full_url
    with pytest.raises(urllib.error.URLError):
        follow(asked, None, 302, "Found", {}, "http://x.example/keys")


def test_a_file_counts_as_fetched_when_it_was_written(lists: Any, tmp_path: Path) -> None:
    import os

    file = tmp_path / "jwks.json"
    file.write_text(json.dumps(KEYS))
    os.utime(file, (NOW, NOW))
    found = lists.load(str(file), lists.KEYS_HOLD, tmp_path, NOW + 5)
    assert (found.body, found.fetched_at) == (KEYS, NOW)


def test_a_file_that_is_no_list_is_refused(lists: Any, tmp_path: Path) -> None:
    for content in ("", "[]", "{}", '{"keys": {}}', "\udcff"):
        file = tmp_path / "odd.json"
        file.write_bytes(content.encode("utf-8", "surrogateescape"))
        with pytest.raises(lists.NoList):
            lists.load(str(file), lists.KEYS_HOLD, tmp_path, NOW)


def snapshot(folder: Path, as_of: int = snapshots.AS_OF, **more: Any) -> Path:
    file = folder / f"{as_of}.json"
    file.write_text(snapshots.signed(snapshots.PAYLOAD | {"as_of": as_of} | more))
    return file


def test_a_snapshot_of_a_pinned_signer_gives_both_lists(lists: Any, tmp_path: Path) -> None:
    pins = [snapshots.thumbprint(codes.SIGNING)]
    file = snapshot(tmp_path)
    keys, withdrawals = lists.load_snapshot(file, snapshots.ISSUER, pins, tmp_path, codes.NOW)
    assert keys.body["keys"] == snapshots.KEYS
    assert withdrawals.body["references"] == [snapshots.WITHDRAWN]
    assert keys.fetched_at == withdrawals.fetched_at == snapshots.AS_OF


def test_a_snapshot_of_nobody_known_is_refused(lists: Any, tmp_path: Path) -> None:
    for issuer, pins, refusal in (
        (snapshots.ISSUER, [], "unknown_signer"),
        (snapshots.OTHER, [snapshots.thumbprint(codes.SIGNING)], "other_issuer"),
    ):
        with pytest.raises(lists.NoList, match=refusal):
            lists.load_snapshot(snapshot(tmp_path), issuer, pins, tmp_path, codes.NOW)


def test_after_a_snapshot_no_pin_is_needed_and_none_is_older(lists: Any, tmp_path: Path) -> None:
    pins = [snapshots.thumbprint(codes.SIGNING)]
    lists.load_snapshot(snapshot(tmp_path), snapshots.ISSUER, pins, tmp_path, codes.NOW)
    lists.load_snapshot(snapshot(tmp_path), snapshots.ISSUER, [], tmp_path, codes.NOW)
    earlier = snapshot(tmp_path, snapshots.AS_OF - 3600)
    with pytest.raises(lists.NoList, match="older"):
        lists.load_snapshot(earlier, snapshots.ISSUER, pins, tmp_path, codes.NOW)


def test_of_two_snapshots_as_of_one_time_the_withdrawals_of_both_count(
    lists: Any, tmp_path: Path
) -> None:
    pins = [snapshots.thumbprint(codes.SIGNING)]

    def withdrawn(as_of: int, *listed: str) -> Any:
        file = snapshot(tmp_path, as_of, withdrawals=listed)
        both = lists.load_snapshot(file, snapshots.ISSUER, pins, tmp_path, codes.NOW)
        return lists.trusted(*both).withdrawn

    assert withdrawn(snapshots.AS_OF - 3600, "A", "B") == ["A", "B"]
    assert withdrawn(snapshots.AS_OF - 3600, "B", "C") == ["B", "C", "A"]
    assert withdrawn(snapshots.AS_OF - 3600) == ["B", "C", "A"]
    assert withdrawn(snapshots.AS_OF, "C") == ["C"]
