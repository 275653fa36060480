"""What wrong secrets are counted under: one household together, and nobody by name."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.limits.addresses import WINDOW_S, address_prefix, client_id, day_of, window_end

NOW = datetime(2026, 11, 17, 20, 4, 31, tzinfo=UTC)
DAY_S = 24 * 3600


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:200::1", "2001:db8:1:2ff:ffff::2"),  # one subscriber's
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::2"),
        ("2001:DB8::1", "2001:db8:0:0::1"),
    ],
)
def test_addresses_of_one_subscriber_are_counted_together(one: str, other: str) -> None:
    assert address_prefix(one) == address_prefix(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("192.0.2.1", "192.0.2.2"),
        ("2001:db8:1:200::1", "2001:db8:1:300::1"),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2"),
    ],
)
def test_addresses_of_others_are_counted_apart(one: str, other: str) -> None:
    assert address_prefix(one) != address_prefix(other)


@pytest.mark.parametrize("text", ["", "test-invoke-source-ip", "1.2.3", "192.0.2.1, 192.0.2.2"])
def test_what_is_no_address_has_no_prefix(text: str) -> None:
    assert address_prefix(text) == ""


def test_ten_minutes_end_together_and_never_reach_into_another_day() -> None:
    assert window_end(NOW) == int(NOW.replace(minute=10, second=0).timestamp())
    assert window_end(NOW.replace(minute=10, second=0)) == window_end(NOW) + WINDOW_S
    assert DAY_S % WINDOW_S == 0
    last = NOW.replace(hour=23, minute=59, second=59)
    assert day_of(last) == "2026-11-17"
    assert day_of(last + timedelta(seconds=1)) == "2026-11-18"
    assert window_end(last) == int((last + timedelta(seconds=1)).timestamp())


def test_an_id_is_another_in_other_minutes_under_another_key_and_for_another_address() -> None:
    ids = {
        client_id(key, prefix, end)
        for key in (b"a" * 32, b"b" * 32)
        for prefix in ("192.0.2.1", "192.0.2.2")
        for end in (600, 1200)
    }
    assert len(ids) == 8
    assert all(len(one) == 32 for one in ids)
