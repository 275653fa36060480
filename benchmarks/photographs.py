"""Photographs of QR symbols: what a camera makes of one, the same picture for the same seed.

They show dark modules on white paper, askew, out of focus and as JPEG; optionally stained.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from chalicelib.verification.qr import QUIET_ZONE

PAPER, INK = 235, 25  # grey levels
_SURROUNDINGS = 4  # modules of paper around the quiet zone
_TEXELS = 12  # a module's pixels before the camera sees it
_FINE = 4  # the view is drawn this many times finer and averaged, as a sensor's pixels do it

Picture = NDArray[np.uint8]
Modules = Sequence[Sequence[bool]]


@dataclass(frozen=True, slots=True)
class Camera:
    """How a picture is taken.

    `askew` is how far every corner of the symbol is moved, each in a direction of its own, as a
    share of the side.
    """

    pixels_a_module: float = 3.5
    blur_sigma: float = 1.0  # pixels
    askew: float = 0.03
    jpeg_quality: int = 60


GATE = Camera()


@dataclass(frozen=True, slots=True)
class Stains:
    """Opaque ovals anywhere on the symbol (its quiet zone aside), which don't touch each other.

    Together they cover `share` of its area. Each is as dark as the ink or as light as the paper.
    """

    share: float
    count: int = 1


def photograph(
    modules: Modules, seed: int, camera: Camera = GATE, stains: Stains | None = None
) -> Picture:
    """Returns a grey picture of a symbol's rows; these include the quiet zone, dark is true."""
    random = np.random.default_rng(seed)
    side = len(modules) - 2 * QUIET_ZONE
    sheet = _sheet(modules)
    if stains:
        sheet = _stain(sheet, side, stains, random)
    view = _take_view(sheet, side, camera, random)
    blurred = cv2.GaussianBlur(view, (0, 0), camera.blur_sigma)
    _, jpeg = cv2.imencode(".jpg", blurred, [cv2.IMWRITE_JPEG_QUALITY, camera.jpeg_quality])
    return np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_GRAYSCALE), np.uint8)


def _sheet(modules: Modules) -> Picture:
    inked = np.where(np.asarray(modules, dtype=bool), INK, PAPER)
    paper = np.pad(inked, _SURROUNDINGS, constant_values=PAPER)
    return np.kron(paper, np.ones((_TEXELS, _TEXELS))).astype(np.uint8)


def _stain(sheet: Picture, side: int, stains: Stains, random: np.random.Generator) -> Picture:
    stained = sheet.copy()
    texels = side * _TEXELS
    begin = (len(sheet) - texels) / 2
    covered = np.zeros_like(sheet)
    radius = texels * (stains.share / stains.count / np.pi) ** 0.5
    stain_count = 0
    while stain_count < stains.count:
        longer = random.uniform(1.0, 1.4)
        axes = (round(radius * longer), round(radius / longer))
        reach = max(axes)
        centre = [round(at) for at in random.uniform(begin + reach, begin + texels - reach, 2)]
        oval = cv2.ellipse(
            np.zeros_like(sheet), centre, axes, random.uniform(0, 180), 0, 360, 1, cv2.FILLED
        ).astype(bool)
        if not covered[oval].any():
            covered[oval] = 1
            stained[oval] = random.choice((INK, PAPER))
            stain_count += 1
    return stained


def _take_view(sheet: Picture, side: int, camera: Camera, random: np.random.Generator) -> Picture:
    whole = len(sheet) // _TEXELS  # modules
    near, far = (whole - side) / 2, (whole + side) / 2
    corners = np.array([(near, near), (far, near), (far, far), (near, far)])
    towards = random.uniform(0, 2 * np.pi, 4)
    moved_corners = corners + camera.askew * side * np.column_stack(
        (np.cos(towards), np.sin(towards))
    )
    scale = camera.pixels_a_module * _FINE
    transform = cv2.getPerspectiveTransform(
        (corners * _TEXELS - 0.5).astype(np.float32),
        (moved_corners * scale - 0.5).astype(np.float32),
    )
    pixels = round(whole * camera.pixels_a_module)
    fine = (pixels * _FINE, pixels * _FINE)
    fine_view = cv2.warpPerspective(
        sheet, transform, fine, flags=cv2.INTER_LINEAR, borderValue=PAPER
    )
    averaged = cv2.resize(fine_view, (pixels, pixels), interpolation=cv2.INTER_AREA)
    return np.asarray(averaged, np.uint8)
