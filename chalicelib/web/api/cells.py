"""What searches read, as files: the listing by place and weekday, and online by hour of the week.

Who holds them finds meetings without asking this service: docs/cells.md is their format. They say
nothing of the hour at which they are asked for, so the same listing gives the same bytes.
"""

import re
from typing import Any

from chalice.app import Response

from chalicelib.geo.geohash import GEOHASH_ALPHABET
from chalicelib.meetings.storage.buckets import (
    CELL_PRECISION,
    HOURS,
    REGION_PRECISION,
    Bucket,
    bucket_of_slot,
    cell_bucket,
    cell_of,
    hour_bucket,
    region_directory,
)
from chalicelib.meetings.storage.directory import SLOTS, Directory
from chalicelib.meetings.storage.keys import ONLINE_DIRECTORY
from chalicelib.meetings.storage.table import open_table
from chalicelib.web.api.meeting_json import row_json
from chalicelib.web.http.exceptions import InvalidField, NotFound
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import json_response

VERSION = 1  # of the format
_ONLINE = "online"
_CELL = f"[{GEOHASH_ALPHABET}]"
_NUMBER = r"0|[1-9][0-9]{0,2}"


def directory(request: Request, name: str) -> Response:
    """Returns which files there are: all regions, the cells of one, or the hours online.

    Raises InvalidField for a name that none has.
    """
    stem = _stem(name, "name")
    if stem == "index":
        return _file({"regions": _regions()})
    if stem == _ONLINE:
        found = _read_directory(ONLINE_DIRECTORY)
        hours = [hour for hour in range(HOURS) if found.shards[hour_bucket(hour).slot]]
        return _file({"hours": hours})
    if not re.fullmatch(f"{_CELL}{{{REGION_PRECISION}}}", stem):
        raise InvalidField("name", "index.json, online.json, or a geohash of two such as 9q.json")
    key = region_directory(stem)
    found = _read_directory(key)
    content = {"region": stem, "cells": _cells(key, found), "timezones": sorted(found.zones)}
    return _file(content)


def cell(request: Request, name: str, file: str) -> Response:
    """Returns the meetings of a cell on a weekday, or online in an hour of the week.

    A large file is in parts, `?part=1` and so on. Raises InvalidField for a name that no file has,
    and NotFound for a part that it has not: a part of a large file is there though it be empty, so
    that nobody takes one that is gone, or not there yet, for one without meetings.
    """
    bucket, about = _bucket(name, _stem(file, "file"))
    part = _part(request.query("part"))
    shard = open_table().shard(bucket, part)
    if shard is None and part:
        raise NotFound
    parts, rows = shard or (1, [])
    meetings = [row_json(row) for row in sorted(rows)]
    return _file({**about, "part": part, "parts": parts, "meetings": meetings})


def _bucket(name: str, stem: str) -> tuple[Bucket, dict[str, Any]]:
    number = int(stem) if re.fullmatch(_NUMBER, stem) else HOURS
    if name == _ONLINE:
        if number >= HOURS:
            raise InvalidField("file", "an hour of the week, UTC, from 0 (Sunday 00:00) to 167")
        return hour_bucket(number), {"hour": number}
    if not re.fullmatch(f"{_CELL}{{{CELL_PRECISION}}}", name):
        raise InvalidField("name", "a geohash of four characters, such as 9q8y, or online")
    if number > 6:
        raise InvalidField("file", "a weekday from 0 (Sunday) to 6, and .json")
    return cell_bucket(name, number), {"cell": name, "weekday": number}


def _regions() -> list[str]:
    counts = open_table().listing.state().counts
    return sorted(
        region
        for region, count in counts.items()
        if count > 0 and re.fullmatch(f"{_CELL}{{{REGION_PRECISION}}}", region)
    )


def _cells(directory_key: str, found: Directory) -> dict[str, list[int]]:
    """Returns, by cell, the weekdays on which anything is listed there."""
    cells: dict[str, list[int]] = {}
    for slot in range(SLOTS):
        bucket = bucket_of_slot(directory_key, slot) if found.shards[slot] else None
        if bucket:
            cells.setdefault(cell_of(bucket), []).append(slot % 7)
    return cells


def _read_directory(key: str) -> Directory:
    return open_table().directories([key]).get(key, Directory())


def _stem(name: str, field: str) -> str:
    stem, dot, kind = name.rpartition(".")
    if not dot or kind != "json":
        raise InvalidField(field, "a name that ends in .json")
    return stem


def _part(text: str) -> int:
    if not text:
        return 0
    if re.fullmatch(_NUMBER, text):
        return int(text)
    raise InvalidField("part", "a whole number from 0")


def _file(content: dict[str, Any]) -> Response:
    return json_response({"version": VERSION, **content})
