"""From a network address to an id that nobody can turn back: what wrong secrets are counted under.

The id is an HMAC under a key of the day, which is random and goes with the day, over the address's
prefix and the ten minutes that are counted, so that no two of these have an id in common.
"""

import hashlib
import hmac
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address

WINDOW_S = 600  # of which a day has a whole number
IPV6_PREFIX_BITS = 56  # what one subscriber commonly gets (RFC 6177 section 2)


def address_prefix(source_ip: str) -> str:
    """Returns the part of an address that one household, room or office has in common.

    All of an IPv4 address: those beside it are strangers', and many people share each already. The
    first 56 bits of an IPv6 address. "" for what is no address.
    """
    try:
        address = ip_address(source_ip.partition("%")[0])
    except ValueError:
        return ""
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return address.packed[: IPV6_PREFIX_BITS // 8].hex()


def window_end(now: datetime) -> int:
    """Returns when the ten minutes end that are counted now (epoch seconds)."""
    moment = int(now.timestamp())
    return moment - moment % WINDOW_S + WINDOW_S


def day_of(now: datetime) -> str:
    """Returns the day (UTC) whose key is used now: "2026-11-17"."""
    return now.astimezone(UTC).date().isoformat()


def client_id(key: bytes, prefix: str, window_end: int) -> str:
    """Returns what the failures from an address are counted under in one window."""
    message = f"{prefix} {window_end}".encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:32]
