"""What is to become of meetings, and in which batches an import writes it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.meetings.meeting import Meeting, meeting_id
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.storage import keys
from chalicelib.meetings.storage.buckets import buckets

MANIFEST_PART_ENTRIES = 1_000
_BATCH_ITEMS = 94  # leaves room for a bucket and a part that have to be split


@dataclass(frozen=True, slots=True)
class ImportedMeeting:
    """A meeting as a feed lists it.

    With its document (`document.write`), and the digest by which the next import knows whether it
    has changed.
    """

    meeting: Meeting
    document: str
    digest: str


@dataclass(frozen=True, slots=True)
class Put:
    """A meeting is to be as given.

    `slug` and `digest` are for its source's manifest, empty where it comes from no feed. `set_here`
    are its overrides that no feed has (None: those that are stored stay); `revised` is when it last
    changed (None: now).
    """

    meeting: Meeting
    document: str
    slug: str = ""
    digest: str = ""
    set_here: tuple[Override, ...] | None = None
    revised: datetime | None = None

    @property
    def id(self) -> str:
        """Returns the meeting's id."""
        return self.meeting.id


@dataclass(frozen=True, slots=True)
class Removal:
    """A meeting is to be gone, with its `slug` from its source's manifest."""

    id: str
    slug: str = ""


@dataclass(frozen=True, slots=True)
class PartialRemoval:
    """A meeting that is to be gone, by a `Removal` after this, leaves some of its buckets."""

    id: str
    slug: str = ""


@dataclass(frozen=True, slots=True)
class OverrideChange:
    """A meeting is to stay as it is but for one occurrence."""

    id: str
    override: Override
    slug: str = ""


Change = Put | Removal | PartialRemoval | OverrideChange


def import_changes(
    source: str, put: Sequence[ImportedMeeting], remove: Sequence[str]
) -> list[Change]:
    """Returns the changes of an import: meetings to put, and slugs to remove."""
    return [
        *(Removal(meeting_id(source, slug), slug) for slug in remove),
        *(Put(new.meeting, new.document, new.meeting.slug, new.digest) for new in put),
    ]


def assign_manifest_parts(
    parts: Sequence[Mapping[str, str]], changes: Sequence[Change]
) -> dict[str, int]:
    """Returns the number of the manifest part of each slug.

    That is where it is, or for a new one the last part, while that has room.
    """
    part_of = {slug: number for number, digests in enumerate(parts) for slug in digests}
    sizes = [len(digests) for digests in parts]
    for change in changes:
        if change.slug not in part_of:
            if not sizes or sizes[-1] >= MANIFEST_PART_ENTRIES:
                sizes.append(0)
            part_of[change.slug] = len(sizes) - 1
            sizes[-1] += 1
    return part_of


def bucket_keys(change: Change, now: datetime) -> frozenset[str]:
    """Returns the keys of the buckets and directories that a meeting is to be in."""
    if not isinstance(change, Put):
        return frozenset()
    return frozenset(
        key for bucket in buckets(change.meeting, now) for key in (bucket.key, bucket.directory)
    )


def near_ones_together(
    changes: Iterable[Change], keys_of: Mapping[str, frozenset[str]]
) -> list[Change]:
    """Returns the changes so that those of one bucket follow each other.

    A bucket is written anew with every batch that has a meeting of it. Those of one hour of the
    week come first, then those of one cell and day; `keys_of` is as for `batches`.
    """
    return sorted(changes, key=lambda change: (sorted(keys_of[change.id], reverse=True), change.id))


def batches(
    changes: Sequence[Change],
    keys_of: Mapping[str, frozenset[str]],
    source: str,
    part_of: Mapping[str, int],
) -> Iterator[list[Change]]:
    """Yields runs of changes that fit one transaction.

    Their meetings, buckets, directories and manifest parts are counted; `keys_of` has by meeting id
    what `bucket_keys` says.
    """
    batch: list[Change] = []
    batch_keys: set[str] = set()
    for change in changes:
        part = keys.manifest_part(source, part_of[change.slug])
        needed = {keys.meeting(change.id), part, *keys_of[change.id]}
        if batch and len(batch_keys | needed) > _BATCH_ITEMS:
            yield batch
            batch, batch_keys = [], set()
        batch.append(change)
        batch_keys |= needed
    if batch:
        yield batch
