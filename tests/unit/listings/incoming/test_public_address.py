import pytest

from chalicelib.listings.incoming.public_address import is_public


@pytest.mark.parametrize(
    "address",
    ["93.184.216.34", "8.8.8.8", "192.0.1.1", "2606:2800:220:1::1", "2a00:1450::1", "2001:200::1"],
)
def test_addresses_of_hosts_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1",
        "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.192",
        "192.0.0.9", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
        "224.0.0.1", "233.252.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
    ],
)  # fmt: skip
def test_private_reserved_and_multicast_addresses_are_not(address: str) -> None:
    assert not is_public(address)
    assert not is_public(f"::ffff:{address}")
    assert not is_public(f"64:ff9b::{address}")


@pytest.mark.parametrize(
    "address",
    [
        "::", "::1", "::7f00:1", "::ffff:8.8.8.8", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1",
        "fd12:3456::1", "ff02::1", "100::1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a9fe:a9fe",
        "64:ff9b::808:808", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:2::1",
        "2001:10::1", "2001:20::1", "2001:db8::1", "2002:a9fe:a9fe::1", "2002:808:808::1",
        "3fff::1", "4000::1", "5f00::1",
    ],
)  # fmt: skip
def test_addresses_that_lead_elsewhere_or_nowhere_are_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("text", ["", "localhost", "1.2.3", "0x7f.1", "2130706433", "[::1]", "a:b"])
def test_what_is_no_address_is_not_public(text: str) -> None:
    assert not is_public(text)
