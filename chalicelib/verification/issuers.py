"""Other issuers whose codes are checked here too, as the setting `ISSUERS` names them."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from chalicelib.verification.core.trust_list import TrustListEntry

if TYPE_CHECKING:
    from chalicelib.verification.core.finding import FoundCode


def trust_list(setting: str) -> tuple[TrustListEntry, ...]:
    """Reads `ISSUERS`: "name|address|thumbprint thumbprint; ...", without or with thumbprints."""
    return tuple(_entry(text) for text in setting.split(";") if text.strip())


def issuer_led_to(
    found: "FoundCode", own_hosts: Collection[str], issuers: Iterable[TrustListEntry]
) -> TrustListEntry | None:
    """Returns the issuer whose site a code's link leads to; None for one's own, or any other."""
    host = found.elsewhere(own_hosts)
    listed = (issuer for issuer in issuers if issuer.host == host)
    return next((one for one in listed if not found.elsewhere({*own_hosts, one.host})), None)


def _entry(text: str) -> TrustListEntry:
    name, address, *pins = (part.strip() for part in text.split("|"))
    return TrustListEntry(name, address, tuple(" ".join(pins).split()))
