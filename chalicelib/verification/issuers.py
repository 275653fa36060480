"""Other issuers whose codes are checked here too, as the setting `ISSUERS` names them."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from chalicelib.verification.core.finding import FoundCode


@dataclass(frozen=True, slots=True)
class TrustListEntry:
    """An issuer whose codes are checked here.

    `name`: as checkers are told it. `address`: the base of its links, without a final slash.
    `thumbprints`: of keys whose signed snapshots count from the first.
    """

    name: str
    address: str
    thumbprints: tuple[str, ...] = ()

    @property
    def origin(self) -> str:
        """Scheme and host (RFC 6454), as a page's policy names them."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def host(self) -> str:
        """The host of its links, with its port where that is not the scheme's own."""
        parts = urlsplit(self.address)
        usual = ":443" if parts.scheme == "https" else ":80"
        return parts.netloc.removesuffix(usual)

    @property
    def check_page(self) -> str:
        """The address of its own check page."""
        return f"{self.address}/v"

    def json(self) -> dict[str, Any]:
        """Returns the entry as the pages' scripts read it."""
        return asdict(self)


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
