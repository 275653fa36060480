"""Files as people hand them in: text, pictures and PDFs -> the texts in them.

Pictures need the extra `pictures` (zxing-cpp, Pillow), PDFs the extra `pdf` (pypdfium2 as well).
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_PDF_SCALE = 200 / 72  # 200 pixels an inch: a symbol of 40 mm has four pixels a module or more


class NotRead(Exception):
    """The file can't be read; the message says why."""


@dataclass(frozen=True)
class Part:
    """A text in a file, and the page of a PDF that it is on (None in other files)."""

    text: str
    page: int | None = None


def read(file: Path) -> list[Part]:
    """Returns the texts of a file: a text as it is, of pictures and pages what their symbols say.

    Raises NotRead.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise NotRead(f"{file}: {error.strerror}") from None
    if b"%PDF-" in data[:1024]:
        return list(_pages(file, data))
    if data.startswith(_UTF_16):
        return [Part(data.decode("utf-16", "replace"))]
    if b"\0" not in data:
        return [Part(data.decode("utf-8", "replace"))]
    return [Part(text) for text in _symbols(_picture(file, data))]


def _picture(file: Path, data: bytes) -> Any:
    try:
        from PIL import Image
    except ImportError:
        raise NotRead(f"{file}: pictures need waypost-verify[pictures]") from None
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return picture.convert("L")
    except (OSError, ValueError, Image.DecompressionBombError):
        raise NotRead(f"{file}: neither text nor a picture or PDF that can be read") from None


def _pages(file: Path, data: bytes) -> Iterator[Part]:
    try:
        import pypdfium2
        import zxingcpp  # noqa: F401
    except ImportError:
        raise NotRead(f"{file}: PDFs need waypost-verify[pdf]") from None
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise NotRead(f"{file}: a PDF that can't be read") from None
    with document:
        for number, page in enumerate(document, 1):
            yield Part(page.get_textpage().get_text_bounded(), number)
            for text in _symbols(page.render(scale=_PDF_SCALE, grayscale=True).to_pil()):
                yield Part(text, number)


def _symbols(picture: Any) -> list[str]:
    try:
        import zxingcpp
    except ImportError:
        raise NotRead("pictures need waypost-verify[pictures]") from None
    return [found.text for found in zxingcpp.read_barcodes(picture)]
