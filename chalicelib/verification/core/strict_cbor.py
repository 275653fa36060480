"""Reads CBOR (RFC 8949) and tells whether it is the one encoding that we would have written.

General readers are made to accept: cbor2 gives the same value for a tagged, shared, self-described
or big-number form of an integer, so that two different codes would read alike. Here nothing stands
for anything else: a tag stays a tag, and a float or simple value is never a number.
"""

import struct
from dataclasses import dataclass
from typing import Any

MAX_DEPTH = 8
TAG_BIGNUMS = (2, 3)


class Malformed(ValueError):
    """Not one whole CBOR item of definite length, or nested too deep."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """A tag and what it is put on."""

    number: int
    value: Any


@dataclass(frozen=True, slots=True)
class Simple:
    """A simple value or a float, by its bits."""

    info: int
    bits: int


@dataclass(frozen=True, slots=True)
class Map:
    """A map's pairs, in the order written."""

    pairs: tuple[tuple[Any, Any], ...]

    @property
    def has_integer_keys(self) -> bool:
        """Whether every key is an integer."""
        return all(type(key) is int for key, _ in self.pairs)

    def by_integer(self) -> dict[int, Any]:
        """Returns the values by key, where all keys are integers."""
        return dict(self.pairs)


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `deterministic`: in the form of RFC 8949 section 4.2.1, with text in UTF-8."""

    value: Any
    deterministic: bool


def read(data: bytes) -> Item:
    """Returns the one item that the bytes are. Raises Malformed where they are not one."""
    reader = _Reader(data)
    value = reader.item(1)
    if reader.position != len(data):
        raise Malformed("bytes after the end")
    return Item(value, reader.deterministic)


class _Reader:
    """Notes a fault in form and reads on, because a broken item is another thing."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.position = 0
        self.deterministic = True

    def item(self, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise Malformed("nested too deep")
        major, info, argument = self._head()
        if major == 7:
            self._require(_shortest_simple(info, argument))
            return Simple(info, argument)
        self._require(info < 24 or argument >= (24, 1 << 8, 1 << 16, 1 << 32)[info - 24])
        match major:
            case 0:
                return argument
            case 1:
                return -1 - argument
            case 2:
                return self._take(argument)
            case 3:
                return self._text(self._take(argument))
            case 4:
                return [self.item(depth + 1) for _ in range(argument)]
            case 5:
                return self._map(argument, depth + 1)
        value = self.item(depth + 1)
        if argument in TAG_BIGNUMS and type(value) is bytes:
            self._require(len(value) > 8 and value[0] != 0)
        return Tagged(argument, value)

    def _map(self, count: int, depth: int) -> Map:
        pairs = []
        previous = b""
        for _ in range(count):
            start = self.position
            key = self.item(depth)
            encoded = self._data[start : self.position]
            self._require(encoded > previous)
            previous = encoded
            pairs.append((key, self.item(depth)))
        return Map(tuple(pairs))

    def _text(self, content: bytes) -> str:
        try:
            return content.decode()
        except UnicodeDecodeError:
            self._require(False)
            return ""

    def _head(self) -> tuple[int, int, int]:
        (first,) = self._take(1)
        major, info = first >> 5, first & 31
        if info < 24:
            return major, info, info
        if info > 27:
            raise Malformed("length left open")
        return major, info, int.from_bytes(self._take(1 << info - 24), "big")

    def _take(self, count: int) -> bytes:
        content = self._data[self.position : self.position + count]
        if len(content) < count:
            raise Malformed("cut off")
        self.position += count
        return content

    def _require(self, canonical: bool) -> None:
        self.deterministic = self.deterministic and canonical


def _shortest_simple(info: int, bits: int) -> bool:
    """Tells whether a simple value or float has its shortest form.

    See RFC 8949 sections 3.3 and 4.2.2.
    """
    if info < 24:
        return True
    if info == 24:
        if bits < 32:
            raise Malformed("simple value in the wrong form")
        return True
    if info == 25:
        is_nan = bits & 0x7C00 == 0x7C00 and bits & 0x3FF != 0
        return not is_nan or bits == 0x7E00
    width, form, shorter = (4, ">f", ">e") if info == 26 else (8, ">d", ">f")
    (value,) = struct.unpack(form, bits.to_bytes(width, "big"))
    if value != value:
        return False
    try:
        return bool(struct.unpack(shorter, struct.pack(shorter, value))[0] != value)
    except OverflowError:
        return True
