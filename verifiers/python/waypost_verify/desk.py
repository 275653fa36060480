"""A list of what was handed in: a row for each code, in the order of the files."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from .formulas import escape_formula

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Row:
    """What stands in a line, all of it text; empty where there is nothing to say."""

    number: str
    file: str
    page: str
    note: str  # before the outcome: where a link leads comes first
    outcome: str
    reason: str
    issuer: str
    reference: str
    date: str
    starts_at: str
    ends_at: str
    meeting: str
    place: str
    hand_in_by: str
    host: str


HEADINGS = tuple(field.name for field in fields(Row))


def row(file: str, page: int | None, answer: dict[str, Any], before: Sequence[Row]) -> Row:
    """Returns the row of a code, from what `answer` says of it and the rows before."""
    meeting = answer["meeting"] or {"name": "", "place": ""}
    return Row(
        number=str(len(before) + 1),
        file=file,
        page=str(page or ""),
        note=_note(answer, before),
        outcome=answer["outcome"],
        reason=answer["reason"] or "",
        issuer=(answer["issuer"] or {"name": ""})["name"],
        reference=answer["reference"] or "",
        date=answer["date"] or "",
        starts_at=answer["starts_at"] or "",
        ends_at=answer["ends_at"] or "",
        meeting=meeting["name"],
        place=meeting["place"],
        hand_in_by=(answer["hand_in_by"] or "")[:10],
        host=answer["host"] or "",
    )


def _note(answer: dict[str, Any], before: Sequence[Row]) -> str:
    if host := answer["opaque_host"]:
        return f"the link of {host} hides where it leads: open it, and copy the address"
    notes = []
    if elsewhere := answer["leads_elsewhere"]:
        notes.append(f"the link leads to {elsewhere}, which is not the issuer's: do not open it")
    reference = answer["reference"]
    same = next((row for row in before if reference and row.reference == reference), None)
    if same:
        notes.append(f"the same attendance as row {same.number}")
    return "; ".join(notes)


def as_csv(rows: Iterable[Row]) -> str:
    """Returns the rows as CSV (RFC 4180), with their headings."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    writer.writerows([_cell(text) for text in _cells(row)] for row in rows)
    return out.getvalue()


def as_table(rows: Iterable[Row]) -> str:
    """Returns the rows in columns, without those in which nothing stands."""
    lines = [HEADINGS, *(tuple(_printable(text) for text in _cells(row)) for row in rows)]
    columns = [column for column in zip(*lines, strict=True) if any(column[1:])]
    widths = [max(len(text) for text in column) for column in columns]
    return "".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        + "\n"
        for line in zip(*columns, strict=True)
    )


def _cells(row: Row) -> Sequence[str]:
    return [getattr(row, name) for name in HEADINGS]


def _cell(text: str) -> str:
    """Returns a cell of CSV: no formula, and nothing that a terminal would obey."""
    return escape_formula(_CONTROL.sub("\ufffd", text))


def _printable(text: str) -> str:
    """Returns the text without what could move a terminal's cursor or turn its direction."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
