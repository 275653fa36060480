"""Other issuers whose codes are checked here too, as the setting `ISSUERS` names them."""

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit


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

    def json(self) -> dict[str, Any]:
        """Returns the entry as the pages' scripts read it."""
        return asdict(self)


def trust_list(setting: str) -> tuple[TrustListEntry, ...]:
    """Reads `ISSUERS`: "name|address|thumbprint thumbprint; ...", without or with thumbprints."""
    return tuple(_entry(text) for text in setting.split(";") if text.strip())


def _entry(text: str) -> TrustListEntry:
    name, address, *pins = (part.strip() for part in text.split("|"))
    return TrustListEntry(name, address, tuple(" ".join(pins).split()))
