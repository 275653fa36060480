"""`/courts`: what a code is worth and how to check it, on one sheet or as a letter."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from chalice.app import Response

from chalicelib import failure_log, settings
from chalicelib.verification import qr
from chalicelib.verification.core.public_keys import KeyRing, PublicKey, State, thumbprint
from chalicelib.verification.publishing import open_publisher
from chalicelib.verification.vault import KeysUnavailable
from chalicelib.web.http.caching import NO_STORE
from chalicelib.web.http.page_response import page_response
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import NO_HEADERS

if TYPE_CHECKING:
    from markupsafe import Markup

_IN_ORDER = (State.SIGNING, State.STANDBY, State.VERIFY_ONLY, State.REVOKED, State.RETIRED)


class ListedKey(NamedTuple):
    """A published key, as the page lists it.

    `thumbprint`: RFC 7638. `state`: a value of State. `since` and `until`: the days (UTC) between
    which it signs or signed, None where that is not known yet.
    """

    thumbprint: str
    state: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class CourtsPage:
    """The page.

    `letter`: whether it is laid out as a letter, with a place to sign. `site`: the address of this
    service without "https://", as somebody types it; `symbol`: a QR of that of the desk. `phone`:
    whom to call, "" for nobody, and `phone_link` what a phone dials. `code_life_days`: for how many
    days a code counts. `keys`: those whose codes may still count, `older_keys`: the others, none of
    both where they can't be read. `today`: the day in UTC.
    """

    template: ClassVar[str] = "verifier/courts.html"
    carries_style: ClassVar[bool] = True
    own_styles: ClassVar[tuple[str, ...]] = ("styles/courts.css",)
    letter: bool
    organisation: str
    site: str
    symbol: "Markup"
    phone: str
    phone_link: str
    code_life_days: int
    keys: tuple[ListedKey, ...]
    older_keys: tuple[ListedKey, ...]
    today: date
    canonical: str


def courts_page(request: Request) -> Response:
    """Returns the page, which is one sheet on paper."""
    return _response(request, letter=False)


def letter_page(request: Request) -> Response:
    """Returns the same as a letter to a court."""
    return _response(request, letter=True)


def _response(request: Request, *, letter: bool) -> Response:
    from markupsafe import Markup

    current = settings.current()
    try:
        ring = open_publisher().keys(request.now).value
    except KeysUnavailable as error:  # the rest of the page is as true without them
        failure_log.write("served_without", error)
        ring = KeyRing()
    keys = list(listed_keys(ring, request.now))
    page = CourtsPage(
        letter=letter,
        organisation=current.organisation,
        site=current.public_url.partition("://")[2],
        symbol=Markup(qr.svg(f"{current.public_url}/station")),  # nosec B704 # squares we draw
        phone=current.courts_phone,
        phone_link=phone_link(current.courts_phone),
        code_life_days=current.code_life_days,
        keys=tuple(key for key in keys if key.state != State.RETIRED),
        older_keys=tuple(key for key in keys if key.state == State.RETIRED),
        today=request.now.astimezone(UTC).date(),
        canonical=f"{current.public_url}/courts",
    )
    return page_response(page, request, headers=NO_HEADERS if keys else NO_STORE)


def listed_keys(ring: KeyRing, now: datetime) -> Iterator[ListedKey]:
    """Yields all published keys, the one that signs first and of others the newest."""
    moment = int(now.timestamp())
    states = [(key, key.state(moment)) for key in ring.keys.values()]
    states += [(key, State.REVOKED) for key in ring.revoked.values()]
    newest_first = sorted(states, key=lambda each: -(each[0].signs_from or moment))
    for key, state in sorted(newest_first, key=lambda each: _IN_ORDER.index(each[1])):
        yield _listed(key, state)


def _listed(key: PublicKey, state: State) -> ListedKey:
    return ListedKey(thumbprint(key.public), state, _day(key.signs_from), _day(key.signs_until))


def _day(moment: int | None) -> date | None:
    return None if moment is None else datetime.fromtimestamp(moment, UTC).date()


def phone_link(number: str) -> str:
    """Returns what dials a telephone number, "" for none."""
    digits = "".join(character for character in number if character in "+0123456789")
    return f"tel:{digits}" if digits else ""
