"""A listing's storage in memory."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from chalicelib.dynamodb import TooBusy
from chalicelib.meetings.errors import CannotBeListed, IdTaken
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage.changes import ImportedMeeting


class MemoryStorage:
    """Stores manifests as the meetings table does; `writes` counts the meetings written."""

    def __init__(self) -> None:
        self.manifests: dict[str, dict[str, str]] = {}
        self.meetings: dict[str, Meeting] = {}
        self.writes = 0
        self.busy = False
        self.import_times: dict[str, datetime] = {}
        self.holders: dict[str, str] = {}  # ids that listings of other sources have

    def manifest(self, source: str) -> Mapping[str, str]:
        return dict(self.manifests.get(source, {}))

    def apply_import(
        self,
        source: str,
        put: Sequence[ImportedMeeting],
        remove: Sequence[str],
        now: datetime,
        progress: Callable[[int], None],
    ) -> Mapping[str, CannotBeListed]:
        if self.busy:
            raise TooBusy("no quiet moment in 8 s")
        assert now.tzinfo is not None
        slugs = self.manifests.setdefault(source, {})
        refused: dict[str, CannotBeListed] = {}
        for new in put:
            if holder := self.holders.get(new.meeting.id):
                refused[new.meeting.slug] = IdTaken(new.meeting.id, holder)
                continue
            slugs[new.meeting.slug] = new.digest
            self.meetings[new.meeting.slug] = new.meeting
            progress(1)
        for slug in remove:
            del slugs[slug]
            progress(1)
        self.writes += len(put) + len(remove) - len(refused)
        return refused

    def note_import(self, source: str, now: datetime) -> None:
        self.import_times[source] = now

    def forget_import(self, source: str) -> None:
        self.import_times.pop(source, None)
