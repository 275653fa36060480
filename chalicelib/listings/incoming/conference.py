"""How a row says that one joins from afar: a link and a phone number, ready to tap."""

import re

from chalicelib.listings.incoming import phone, text
from chalicelib.listings.incoming.link_text import ReadLink
from chalicelib.listings.incoming.row import LIMITS, Row
from chalicelib.listings.incoming.text import quote_value
from chalicelib.meetings import join_link
from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.join_link import LinkKind
from chalicelib.meetings.meeting import Conference

_URL, _PHONE = "conference_url", "conference_phone"
# What is surely a number to dial, and no number of a meeting.
_IS_NUMBER = re.compile(r"\s*(?:tel:|callto:|\+[0-9 ().-]{7,20}[0-9])", re.IGNORECASE)
_HAS_LINK = re.compile(r"https?://", re.IGNORECASE)
_SHOWN_AS = {
    LinkKind.WEB_PAGE: "is not a known call provider: shown as a page outside",
    LinkKind.SHORTENER: "can lead anywhere: shown with that warning",
    LinkKind.IMITATION: "looks like a call provider and is none: shown as text, without a link",
}


def read_conference(row: Row, read_link: ReadLink) -> Conference:
    """Returns the link and the number to tap; words around them go to their notes.

    A number in the field of the link, or a link in that of the number, counts where the other field
    is empty.
    """
    url_source, phone_source = (_source(row, field) for field in (_URL, _PHONE))
    if url_source and not phone_source and _IS_NUMBER.match(url_source):
        row.remark(_URL, f"a phone number: {quote_value(url_source)} is dialled")
        url_source, phone_source = "", url_source
    elif phone_source and not url_source and _HAS_LINK.search(phone_source):
        row.remark(_PHONE, f"a link: {quote_value(phone_source)} is read as {_URL}")
        url_source, phone_source = phone_source, ""
    url, url_words = _read_url(row, url_source, read_link)
    number, phone_words = _read_phone(row, phone_source)
    return Conference(
        url,
        _notes(row, _URL, url_words),
        number,
        _notes(row, _PHONE, phone_words),
    )


def _source(row: Row, field: str) -> str:
    """Returns the text of a field; of a list its texts, one after the other."""
    value = row.value(field)
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return " ".join(value)
    return row.raw_text(field)


def _read_url(row: Row, source: str, read_link: ReadLink) -> tuple[str, str]:
    field = _URL
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


def _read_phone(row: Row, source: str) -> tuple[str, str]:
    field = _PHONE
    if not source:
        return "", ""
    try:
        found = phone.read_phone(source)
    except InvalidMeeting as error:
        row.remark(field, f"left out: {error.reason}")
        return "", ""
    if found.is_cut:
        reason = (
            "a code with letters, or without a pause before it, cannot be dialled: cut before it,"
            " and whole in its notes"
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
