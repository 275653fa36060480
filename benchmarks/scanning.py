"""Scanning: the share of codes that two readers find in photographs of their symbols.

Readers differ in the pixels a module that they need, whatever is written; so the other formats are
photographed as large as a code is, with fewer pixels for each of their modules.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import cv2
import zxingcpp

from benchmarks import codes, feeds
from benchmarks.figures import Figure
from benchmarks.photographs import GATE, Camera, Modules, Picture, Stains, photograph
from chalicelib.listings.incoming.feed import Affiliation
from chalicelib.listings.incoming.meeting_guide import read_feed
from chalicelib.meetings.schedule.occurrences import latest_started
from chalicelib.settings import Settings
from chalicelib.verification import qr
from chalicelib.verification.core.claims import (
    MAX_NAME_BYTES,
    MAX_PLACE_BYTES,
    REFERENCE_BYTES,
    AttendanceClaims,
)
from chalicelib.verification.detail import place_name
from chalicelib.verification.encoding import encode
from chalicelib.verification.qr import QUIET_ZONE, Level
from chalicelib.verification.truncation import truncate

CODES = 100
MIN_READ_PERCENT, MIN_READ_STAINED_PERCENT = 90, 85  # %, by zxing-cpp
STAINED = Stains(share=0.08, count=2)
SMALL = replace(GATE, pixels_a_module=2.5)  # about the least that zxing-cpp reads

_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


@dataclass(frozen=True, slots=True)
class Sample:
    """A text and its symbol."""

    text: str
    modules: Modules

    @property
    def side(self) -> int:
        """Returns the modules a side without the quiet zone."""
        return len(self.modules) - 2 * QUIET_ZONE


def zxing(picture: Picture) -> str:
    """Returns what zxing-cpp reads; "" where it finds nothing."""
    found = zxingcpp.read_barcode(picture, _QR)
    return found.text if found else ""


def opencv(picture: Picture) -> str:
    """Returns what OpenCV's detector reads; "" where it finds nothing."""
    return cv2.QRCodeDetector().detectAndDecode(picture)[0]


READERS: dict[str, Callable[[Picture], str]] = {"zxing-cpp": zxing, "OpenCV": opencv}


def measure(announce: Callable[[str], None]) -> list[Figure]:
    """Returns how many codes are read on a screen, on paper and stained; then other formats."""
    attendance_claims = attendances(CODES)
    ours = {level: samples(attendance_claims, level) for level in Level}
    figures: list[Figure] = []
    for subject, level, stains, lower_limit in (
        ("scanning, M", Level.M, None, MIN_READ_PERCENT),
        ("scanning, Q", Level.Q, None, MIN_READ_PERCENT),
        ("scanning, Q, 8 % under one stain", Level.Q, replace(STAINED, count=1), None),
        ("scanning, Q, 8 % under two stains", Level.Q, STAINED, MIN_READ_STAINED_PERCENT),
        ("scanning, Q, 8 % under four stains", Level.Q, replace(STAINED, count=4), None),
    ):
        announce(subject)
        taken = pictures(ours[level], GATE, stains)
        figures += _figures(subject, ours[level], taken, lower_limit)
    for camera in (GATE, SMALL):
        subject = f"scanning, M, all as large as a code of {camera.pixels_a_module} px a module"
        announce(subject)
        figures += _compare_formats(subject, attendance_claims, ours[Level.M], camera)
    return figures


def attendances(count: int) -> list[AttendanceClaims]:
    """Returns claims for meetings of the sample listing, each with a reference of its own."""
    chance = random.Random(0)
    listing = read_feed(
        feeds.SAMPLE.read_bytes(), source="sample", affiliation=Affiliation.OWN, timezone=None
    )
    attendance_claims = []
    for meeting in chance.sample([listed for listed in listing.meetings if listed.schedule], count):
        occurrence = latest_started(meeting.schedule, codes.NOW) if meeting.schedule else None
        assert occurrence
        issued_at = occurrence.end + timedelta(seconds=chance.randrange(3600))
        moment = int(issued_at.timestamp())
        attendance_claims.append(
            AttendanceClaims(
                meeting_id=meeting.id,
                start=int(occurrence.start.timestamp()),
                utc_offset_min=occurrence.utc_offset_min,
                length_min=occurrence.length_min,
                name=truncate(meeting.name, MAX_NAME_BYTES),
                place=truncate(place_name(meeting), MAX_PLACE_BYTES),
                reference=chance.randbytes(REFERENCE_BYTES),
                issued_at=moment,
                expires_at=moment + Settings().code_life_days * 24 * 3600,
            )
        )
    return attendance_claims


def samples(
    attendance_claims: Sequence[AttendanceClaims],
    level: Level,
    write: Callable[[AttendanceClaims], str] = lambda claims: codes.link(
        encode(claims, codes.SIGNER)
    ),
) -> list[Sample]:
    """Returns the claims' symbols, by default as codes."""
    return [Sample(text, qr.matrix(text, level)) for text in map(write, attendance_claims)]


def pictures(
    symbols: Sequence[Sample], camera: Camera = GATE, stains: Stains | None = None, seed: int = 0
) -> list[Picture]:
    """Returns a photograph of each symbol, from an angle of its own."""
    return [
        photograph(sample.modules, seed + number, camera, stains)
        for number, sample in enumerate(symbols)
    ]


def share_read(
    symbols: Sequence[Sample], taken: Sequence[Picture], reader: Callable[[Picture], str]
) -> float:
    """Returns the percentage of photographs in which the reader finds what was written."""
    pairs = list(zip(symbols, taken, strict=True))
    return 100 * sum(reader(picture) == sample.text for sample, picture in pairs) / len(pairs)


def _figures(
    subject: str, symbols: Sequence[Sample], taken: Sequence[Picture], lower_limit: float | None
) -> list[Figure]:
    limits = {"zxing-cpp": lower_limit}
    return [
        Figure(subject, f"read by {name}", share_read(symbols, taken, reader), "%",
               lower_limit=limits.get(name))
        for name, reader in READERS.items()
    ]  # fmt: skip


def _compare_formats(
    subject: str,
    attendance_claims: Sequence[AttendanceClaims],
    ours: Sequence[Sample],
    camera: Camera,
) -> list[Figure]:
    figures = []
    formats = {"a code": ours} | {
        name: samples(attendance_claims, Level.M, write) for name, write in codes.FORMATS.items()
    }
    for name, theirs in formats.items():
        taken = [
            photograph(
                sample.modules,
                number,
                replace(camera, pixels_a_module=camera.pixels_a_module * own.side / sample.side),
            )
            for number, (own, sample) in enumerate(zip(ours, theirs, strict=True))
        ]
        figures += [
            Figure(subject, f"{name}, read by {reader}", share_read(theirs, taken, read), "%")
            for reader, read in READERS.items()
        ]
    return figures
