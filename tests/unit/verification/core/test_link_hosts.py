"""The hosts of a link, from the outermost; and those that lead on or hide where they lead."""

import time

import pytest

from chalicelib.verification.core.link_hosts import (
    CARRIERS,
    as_ascii,
    hosts_of_link_before,
    opaque_host_in,
)


@pytest.mark.parametrize(
    ("before", "hosts"),
    [
        ("", []),
        ("See ", []),
        ("See https://waypost.example.org/v#", ["waypost.example.org"]),
        ("(waypost.example.org:8443/v#", ["waypost.example.org:8443"]),
        ("HTTPS://WayPost.Example.org:443/v#", ["waypost.example.org"]),
        ("https:\\\\evil.example\\v#", ["evil.example"]),
        ("//evil.example/v#", ["evil.example"]),
        ("https://me@evil.example./v#", ["evil.example"]),
        (
            "https://urldefense.com/v3/__https://waypost.example.org/v*",
            ["urldefense.com", "waypost.example.org"],
        ),
        (
            "https://urldefense.com/v2/url?u=https-3A__waypost.example.org_v-23",
            ["urldefense.com", "waypost.example.org"],
        ),
        ("https://waypost.example.org/v#\r\n> ", ["waypost.example.org"]),
        ("https://evil.example/ https://waypost.example.org/v#", ["waypost.example.org"]),
        ("https://evil.example/ and then ", []),
    ],
)
def test_a_link_has_the_hosts_of_its_addresses(before: str, hosts: list[str]) -> None:
    assert hosts_of_link_before(before) == hosts


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://url.uk.m.Mimecastprotect.com/s/abc", "url.uk.m.mimecastprotect.com"),
        ("https://us-west-2.protection.sophos.com?d=x", ""),  # stands before no slash
        ("https://notmimecast.com/s/abc", ""),
        ("https://mimecast.com.evil.example/s/abc", ""),
    ],
)
def test_a_host_that_hides_where_its_links_lead_is_known(text: str, host: str) -> None:
    assert opaque_host_in(text) == host


@pytest.mark.parametrize(
    ("host", "is_carrier"),
    [
        ("eur01.safelinks.protection.outlook.com", True),
        ("l.facebook.com", True),
        ("www.l.facebook.com", False),
        ("urldefense.com.evil.example", False),
        ("noturldefense.com", False),
    ],
)
def test_a_carrier_is_known_by_its_whole_name(host: str, is_carrier: bool) -> None:
    assert bool(CARRIERS.search(host)) == is_carrier


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("waypost.example.org", "waypost.example.org"),
        ("w\u0430ypost.example.org", "xn--wypost-3nf.example.org"),
        ("\xdcBER.example", "xn--ber-goa.example"),
        ("stra\xdfe.example", "xn--strae-oqa.example"),
        ("\u03b2\u03cc\u03bb\u03bf\u03c2.example", "xn--nxasmm1c.example"),
        ("\ufffd.example", "\ufffd.example"),
    ],
)
def test_a_host_is_written_as_browsers_write_it(host: str, expected: str) -> None:
    """A host that looks like one's own must not become it."""
    assert as_ascii(host) == expected


@pytest.mark.parametrize("beginning", ["", "\xdf"])
def test_no_host_takes_long_to_write(beginning: str) -> None:
    """Written out, one of 20,000 different letters would take most of a minute."""
    host = beginning + "".join(map(chr, range(0x4E00, 0x4E00 + 20_000))) + ".example"
    began = time.process_time()
    assert as_ascii(host) == host
    assert time.process_time() - began < 1
