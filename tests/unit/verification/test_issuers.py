"""Other issuers, as the setting names them."""

import pytest

from chalicelib import settings
from chalicelib.verification.core.finding import FoundCode
from chalicelib.verification.core.trust_list import TrustListEntry
from chalicelib.verification.issuers import issuer_led_to, trust_list

PIN = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@pytest.mark.parametrize(
    ("setting", "entries"),
    [
        ("", []),
        (" ; ", []),
        ("Open Door|https://door.example", [("Open Door", "https://door.example", ())]),
        (
            f"A & co | https://a.example:8443/v1 | {PIN}  {PIN};\n B|http://127.0.0.1:8000|;",
            [
                ("A & co", "https://a.example:8443/v1", (PIN, PIN)),
                ("B", "http://127.0.0.1:8000", ()),
            ],
        ),
    ],
)
def test_each_has_a_name_an_address_and_perhaps_thumbprints(
    setting: str, entries: list[tuple[str, str, tuple[str, ...]]]
) -> None:
    accepted = settings.read({"ISSUERS": setting}).issuers
    assert trust_list(accepted) == tuple(TrustListEntry(*entry) for entry in entries)


def test_its_origin_has_no_path() -> None:
    assert TrustListEntry("A", "https://a.example:8443/v1").origin == "https://a.example:8443"


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://a.example/v1", "a.example"),
        ("https://a.example:443/v1", "a.example"),
        ("https://a.example:8443", "a.example:8443"),
        ("http://127.0.0.1:80", "127.0.0.1"),
        ("https://a.example:80", "a.example:80"),
    ],
)
def test_its_host_is_as_links_have_it(address: str, host: str) -> None:
    assert TrustListEntry("A", address).host == host


def test_its_check_page_is_below_its_address() -> None:
    assert TrustListEntry("A", "https://a.example/v1").check_page == "https://a.example/v1/v"


DOOR = TrustListEntry("Door", "https://door.example")
RIVER = TrustListEntry("River", "https://river.example")


@pytest.mark.parametrize(
    ("host", "wrapper", "issuer"),
    [
        ("door.example", "", DOOR),
        ("river.example", "", RIVER),
        ("door.example", "urldefense.com", DOOR),
        ("", "", None),
        ("waypost.example", "", None),
        ("door.example.evil.example", "", None),
        ("door.example", "evil.example", None),
        ("evil.example", "door.example", None),
        ("waypost.example", "door.example", DOOR),
    ],
)
def test_a_link_leads_to_an_issuer_where_no_other_host_is_in_it(
    host: str, wrapper: str, issuer: TrustListEntry | None
) -> None:
    found = FoundCode("2KCE3IQB", host, wrapper)
    assert issuer_led_to(found, {"waypost.example"}, [DOOR, RIVER]) is issuer
