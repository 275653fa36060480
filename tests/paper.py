"""What a printer puts on paper, read back from the PDF."""

from typing import Any

import numpy as np
import pypdfium2

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
