"""Which addresses of the internet are public: what a feed's server may lead an import to.

`ipaddress.is_global` says yes to some that lead elsewhere: to the IPv4 address inside an IPv6 one
(NAT64, 6to4), or to a protocol's own. Therefore IPv6 counts only where addresses are given out.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address

_GIVEN_OUT = IPv6Network("2000::/3")  # RFC 4291; NAT64, IPv4-mapped, local and multicast are not
_NOT_OF_HOSTS_6 = (
    IPv6Network("2001::/23"),  # protocols: Teredo, ORCHID, benchmarks (RFC 2928)
    IPv6Network("2001:db8::/32"),  # documentation
    IPv6Network("2002::/16"),  # 6to4: an IPv4 address inside
    IPv6Network("3fff::/20"),  # documentation (RFC 9637)
)
_NOT_OF_HOSTS_4 = (
    IPv4Network("192.0.0.0/24"),  # protocols (RFC 6890)
    IPv4Network("192.88.99.0/24"),  # relays of 6to4
)


def is_public(address: str) -> bool:
    """Returns whether an IPv4 or IPv6 address is one that any host of the internet may have.

    False too for what is no address.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv4Address):
        return ip.is_global and not ip.is_multicast and not any(ip in n for n in _NOT_OF_HOSTS_4)
    return ip in _GIVEN_OUT and ip.is_global and not any(ip in n for n in _NOT_OF_HOSTS_6)
