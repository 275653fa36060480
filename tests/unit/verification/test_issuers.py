"""Other issuers, as the setting names them."""

import pytest

from chalicelib import settings
from chalicelib.verification.issuers import TrustListEntry, trust_list

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
