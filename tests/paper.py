"""What a printer puts on paper, read back from the PDF."""

from typing import Any

import numpy as np
import pypdfium2
import zxingcpp

DPI = 300


def text_of(document: pypdfium2.PdfDocument) -> str:
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def picture_of(page: pypdfium2.PdfPage) -> np.ndarray:
    picture: np.ndarray = page.render(scale=DPI / 72).to_numpy()[:, :, :3]
    return picture


def width_mm(symbol: Any) -> float:
    """The shorter side of a symbol that was read off such a picture, without its quiet zone."""
    corners = symbol.position
    across = [corners.top_right.x - corners.top_left.x, corners.bottom_left.y - corners.top_left.y]
    return float(min(across)) / DPI * 25.4


def read_by_opencv(picture: np.ndarray) -> set[str]:
    """Each symbol of a page, cut out with the white around it, as OpenCV reads it."""
    links = set()
    for symbol in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode):
        corners = symbol.position
        points = (corners.top_left, corners.top_right, corners.bottom_right, corners.bottom_left)
        left, right = min(p.x for p in points), max(p.x for p in points)
        top, bottom = min(p.y for p in points), max(p.y for p in points)
        white = (right - left) // 18  # four modules of 73
        cut = picture[max(top - white, 0) : bottom + white, max(left - white, 0) : right + white]
        links.add(_read_at_some_distance(np.ascontiguousarray(cut)))
    return links


def _read_at_some_distance(picture: np.ndarray) -> str:
    """What OpenCV reads, as a hand would hold the paper: near or further away."""
    import cv2

    for reader in (cv2.QRCodeDetector(), cv2.QRCodeDetectorAruco()):
        for scale in (1.0, 0.8, 0.65, 0.5):
            seen = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            text, *_ = reader.detectAndDecode(seen)
            if text:
                return str(text)
    return ""
