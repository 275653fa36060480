"""How a row says that one joins from afar: a link and a phone number, ready to tap."""

import re

from chalicelib.listings.incoming import phone, text
from chalicelib.listings.incoming.link_text import read_link
from chalicelib.listings.incoming.row import LIMITS, Row
from chalicelib.listings.incoming.text import quote_value
from chalicelib.meetings import join_link
from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.join_link import LinkKind
from chalicelib.meetings.meeting import Conference

_SHOWN_AS = {
    LinkKind.WEB_PAGE: "is not a known call provider: shown as a page outside",
    LinkKind.SHORTENER: "can lead anywhere: shown with that warning",
    LinkKind.IMITATION: "looks like a call provider and is none: shown as text, without a link",
}


def read_conference(row: Row) -> Conference:
    """Returns the link and the number to tap; words around them go to their notes."""
    url, url_words = _read_url(row)
    number, phone_words = _read_phone(row)
    return Conference(
        url,
        _notes(row, "conference_url", url_words),
        number,
        _notes(row, "conference_phone", phone_words),
    )


def _read_url(row: Row) -> tuple[str, str]:
    field = "conference_url"
    source = row.raw_text(field)
    if not source:
        return "", ""
    try:
        found = read_link(source)
    except InvalidMeeting as error:
        row.remark(field, f"left out: {error.reason}")
        return "", ""
    if found.words:
        _remark_words(row, field, found.words)
    if found.mended:
        row.remark(field, f"mended: {quote_value(source)} is taken as {quote_value(found.url)}")
    if found.url:
        shown_as = _SHOWN_AS.get(join_link.kind(found.url))
        if shown_as:
            row.remark(field, f"{quote_value(join_link.host(found.url))} {shown_as}")
    return found.url, found.words


def _read_phone(row: Row) -> tuple[str, str]:
    field = "conference_phone"
    source = row.raw_text(field)
    if not source:
        return "", ""
    try:
        found = phone.read_phone(source)
    except InvalidMeeting as error:
        row.remark(field, f"left out: {error.reason}")
        return "", ""
    if found.is_cut:
        reason = (
            "a code has letters, which cannot be dialled: cut before it, and whole in its notes"
        )
        row.remark(field, reason)
    elif found.words:
        _remark_words(row, field, found.words)
    elif re.sub(r"[^0-9+*#]", "", source) != found.number.replace(",", ""):
        row.remark(field, f"mended: {quote_value(source)} is dialled as {found.number}")
    return found.number, found.words


def _remark_words(row: Row, field: str, words: str) -> None:
    row.remark(field, f"the words in it are now in its notes: {quote_value(words)}")


def _notes(row: Row, field: str, words: str) -> str:
    """Returns the field's notes, with what stood in it besides what can be tapped."""
    notes = row.lines(f"{field}_notes")
    if not words:
        return notes
    limit = LIMITS[f"{field}_notes"]
    return text.cut("\n".join(filter(None, (notes, words))), limit)
