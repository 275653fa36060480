"""An export that holds one of each."""

import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from chalicelib.facilitators.items import Facilitator
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.storage import document
from chalicelib.meetings.storage.changes import Put
from chalicelib.recovery import lines
from chalicelib.recovery.file import ExportWriter
from chalicelib.recovery.lines import MonthOfWithdrawals
from chalicelib.verification.core.claims import reference_text
from chalicelib.verification.core.public_keys import KeyRing, PublicKey
from chalicelib.verification.signers import SeedSigner
from tests.unit.meetings.factories import NOW, meeting

SEED = bytes(range(32))
KEYS = KeyRing({(key := PublicKey(SeedSigner(SEED).public, 1_000, None, 900)).kid: key})
ACCOUNT = Facilitator("a1", "Tuesday team", frozenset({"b", "a"}), version=3)
WITHDRAWN = MonthOfWithdrawals("2026-09", [reference_text(bytes(range(10)))])


def put() -> Put:
    """A meeting that is cancelled once, as it was changed a day ago."""
    listed = meeting()
    cancelled = (Override(date(2026, 3, 11)),)
    return Put(
        listed, document.write(listed), listed.slug, "digest", cancelled, NOW - timedelta(days=1)
    )


def written(
    *,
    at: datetime = NOW,
    meetings: Sequence[bytes] | None = None,
    keys: Sequence[bytes] | None = None,
) -> bytes:
    """The bytes of an export."""
    file = io.BytesIO()
    writer = ExportWriter(file, at)
    writer.add(lines.MEETINGS, [lines.meeting_line(put())] if meetings is None else meetings)
    writer.add(lines.SOURCES, [lines.source_line("test")])
    writer.add(lines.ACCOUNTS, [lines.account_line(ACCOUNT)])
    writer.add(lines.WITHDRAWALS, [lines.withdrawals_line(WITHDRAWN)])
    writer.add(lines.KEYS, [lines.keys_line(KEYS)] if keys is None else keys)
    writer.close("https://a.example", "")
    return file.getvalue()
