"""What an import has to do: the feed as read against the manifest of the import before."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.listings.incoming.feed import Feed
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage import document
from chalicelib.meetings.storage.changes import ImportedMeeting

_SUSPICIOUS_FROM = 20  # with fewer listed meetings, losing most of them is no sign of a mistake


class SuspiciousFeed(Exception):
    """The feed would take away so much that it is more likely broken; the message is one line."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write. `put` holds the added and the changed meetings, each with its document."""

    added: tuple[Meeting, ...]
    changed: tuple[Meeting, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    put: tuple[ImportedMeeting, ...]


def prepare(meeting: Meeting) -> ImportedMeeting:
    """Returns a meeting with its document and the digest of that.

    The digest has twelve characters (60 bits) and changes with anything in the meeting.
    """
    text = document.write(meeting)
    digest = hashlib.sha256(text.encode()).digest()
    short = base64.b32encode(digest[:10])[:12].decode().lower()
    return ImportedMeeting(meeting, text, short)


def plan(feed: Feed, manifest: Mapping[str, str], *, accept_removals: bool = False) -> Plan:
    """Returns the changes that make the listing what the feed says; `manifest` is slug to digest.

    A listing whose row was set aside stays as it is. Raises SuspiciousFeed where no meeting of the
    source would remain, or more than half of 20 or more would be removed, unless that is accepted.
    """
    added: list[Meeting] = []
    changed: list[Meeting] = []
    unchanged: list[str] = []
    put: list[ImportedMeeting] = []
    staying = {remark.slug for remark in feed.set_aside}
    for meeting in feed.meetings:
        staying.add(meeting.slug)
        prepared = prepare(meeting)
        if manifest.get(meeting.slug) == prepared.digest:
            unchanged.append(meeting.slug)
            continue
        (changed if meeting.slug in manifest else added).append(meeting)
        put.append(prepared)
    removed = tuple(sorted(slug for slug in manifest if slug not in staying))
    if not accept_removals:
        _require_plausible(len(feed.meetings), len(manifest), len(removed))
    return Plan(tuple(added), tuple(changed), tuple(unchanged), removed, tuple(put))


def _require_plausible(usable: int, listed: int, removed: int) -> None:
    if listed and not usable:
        raise SuspiciousFeed(f"the feed has no usable meeting, and {listed} are listed from it")
    if listed >= _SUSPICIOUS_FROM and removed * 2 > listed:
        raise SuspiciousFeed(f"the feed would remove {removed} of the {listed} meetings listed")
