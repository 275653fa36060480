"""The QR symbol of a code: small enough for paper, and read back as the same link."""

import re

import pytest
import zxingcpp
from PIL import Image

from chalicelib.verification import qr
from chalicelib.verification.core.claims import AttendanceClaims
from chalicelib.verification.encoding import encode
from chalicelib.verification.qr import QUIET_ZONE, Level
from tests.unit.verification.sample_codes import LONGEST, SIGNER, TIME_ONLY

BASE = "https://waypost.example.org/v#"
PIXELS = 4  # a module


@pytest.mark.parametrize(
    ("attendance", "level", "modules"),
    [
        (LONGEST, Level.M, 61),
        (LONGEST, Level.Q, 73),
        (TIME_ONLY, Level.M, 53),
    ],
    ids=["longest, on screens", "longest, on paper", "date and time only"],
)
def test_a_symbol_has_at_most_so_many_modules(
    attendance: AttendanceClaims, level: Level, modules: int
) -> None:
    rows = qr.matrix(BASE + encode(attendance, SIGNER), level)
    assert len(rows) - 2 * QUIET_ZONE <= modules
    assert {len(row) for row in rows} == {len(rows)}


@pytest.mark.parametrize("level", Level)
def test_a_reader_finds_the_link_in_the_drawing(level: Level) -> None:
    link = BASE + encode(LONGEST, SIGNER)
    drawing = qr.svg(link, level)
    size = int(re.findall(r'viewBox="0 0 (\d+) \1"', drawing)[0])
    image = Image.new("L", (size, size), 255)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", drawing):
        image.paste(0, (int(x), int(y), int(x) + int(width), int(y) + 1))
    image = image.resize((size * PIXELS, size * PIXELS), Image.Resampling.NEAREST)
    assert [
        found.text for found in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    ] == [link]
    assert image.crop((0, 0, size * PIXELS, QUIET_ZONE * PIXELS)).getextrema() == (255, 255)
