"""Codes that cameras can read: symbols photographed askew, out of focus, as poor JPEG, stained."""

import pytest

from benchmarks.scanning import (
    MIN_READ_PERCENT,
    MIN_READ_STAINED_PERCENT,
    STAINED,
    Sample,
    attendances,
    pictures,
    samples,
    share_read,
    zxing,
)
from chalicelib.verification.qr import Level

pytestmark = pytest.mark.slow

CODES = 40
VIEWS = 3  # photographs of each code


@pytest.fixture(scope="module", params=Level)
def symbols(request: pytest.FixtureRequest) -> list[Sample]:
    return samples(attendances(CODES), request.param) * VIEWS


@pytest.fixture(scope="module")
def paper() -> list[Sample]:
    return samples(attendances(CODES), Level.Q) * VIEWS


def test_a_poor_photograph_is_read(symbols: list[Sample]) -> None:
    assert share_read(symbols, pictures(symbols), zxing) >= MIN_READ_PERCENT


def test_a_stained_sheet_is_read(paper: list[Sample]) -> None:
    assert share_read(paper, pictures(paper, stains=STAINED), zxing) >= MIN_READ_STAINED_PERCENT


def test_the_same_photographs_are_taken_every_time(paper: list[Sample]) -> None:
    few = paper[:3]
    first, again = (pictures(few, stains=STAINED) for _ in range(2))
    assert all(
        (picture == again_taken).all() for picture, again_taken in zip(first, again, strict=True)
    )


def test_what_a_stain_hides_is_not_read_as_something_else(paper: list[Sample]) -> None:
    read = [zxing(picture) for picture in pictures(paper, stains=STAINED)]
    assert all(text in ("", sample.text) for text, sample in zip(read, paper, strict=True))
