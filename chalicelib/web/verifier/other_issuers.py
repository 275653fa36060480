"""The other issuers of the setting, on the pages that check codes: these are built without them."""

import json
from collections.abc import Sequence
from html import escape

from chalicelib import settings
from chalicelib.verification.core.trust_list import TrustListEntry
from chalicelib.verification.issuers import trust_list

_NONE = 'data-issuers="[]"'


def other_issuers() -> tuple[TrustListEntry, ...]:
    """Returns the other issuers whose codes are checked here, too."""
    return trust_list(settings.current().issuers)


def origins(issuers: Sequence[TrustListEntry]) -> list[str]:
    """Returns whom the pages may ask for lists, as their policy names them."""
    return [issuer.origin for issuer in issuers]


def with_issuers(html: str, issuers: Sequence[TrustListEntry]) -> str:
    """Returns a page as it was built, with these issuers for its script."""
    if not issuers:
        return html
    listed = escape(json.dumps([issuer.json() for issuer in issuers]))
    return html.replace(_NONE, f'data-issuers="{listed}"', 1)
