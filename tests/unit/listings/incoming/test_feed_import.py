"""An import from beginning to end, on a listing stored in memory."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib.listings.incoming.feed import Affiliation, BrokenFeed
from chalicelib.listings.incoming.feed_file import UnreadableFeed
from chalicelib.listings.incoming.feed_import import ImportResult, InvalidImport, run_import
from chalicelib.listings.incoming.sync import SuspiciousFeed
from tests.unit.listings.feeds import row
from tests.unit.listings.memory_storage import MemoryStorage

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


def run(storage: MemoryStorage, file: Path, **options: Any) -> ImportResult:
    return run_import(
        str(file),
        **{
            "source": "ours",
            "timezone": "America/New_York",
            "affiliation": Affiliation.OWN,
            "storage": storage,
            "now": NOW,
            **options,
        },
    )


def test_an_import_counts_what_it_did_and_a_second_one_writes_nothing(tmp_path: Path) -> None:
    file, storage, steps = tmp_path / "feed.json", MemoryStorage(), list[int]()
    file.write_text(json.dumps([row(slug="a"), row(slug="b"), row(slug="c", day="x")]))
    first = run(storage, file, starting=steps.append, progress=steps.append)
    assert (first.added, first.changed, first.unchanged, first.removed) == (2, 0, 0, 0)
    assert [remark.slug for remark in first.set_aside] == ["c"]
    assert [loss.kind.value for loss in first.report.losses] == ["set_aside"]
    assert steps == [2, 1, 1]
    file.write_text(json.dumps([row(slug="a"), row(slug="b", name="Other"), row(slug="d")]))
    second = run(storage, file)
    assert (second.added, second.changed, second.unchanged, second.removed) == (1, 1, 1, 0)
    writes = storage.writes
    third = run(storage, file)
    assert (third.unchanged, storage.writes) == (3, writes)


@pytest.mark.parametrize(
    ("options", "content", "error"),
    [
        ({"source": "Ours!"}, "[]", InvalidImport),
        ({"timezone": "Eastern"}, "[]", InvalidImport),
        ({}, "[", BrokenFeed),
        ({}, "[]", SuspiciousFeed),
        ({}, None, UnreadableFeed),
    ],
)
def test_what_cannot_be_imported_changes_nothing(
    tmp_path: Path, options: dict[str, Any], content: str | None, error: type[Exception]
) -> None:
    storage = MemoryStorage()
    storage.manifests["ours"] = {"a": "digest"}
    file = tmp_path / "feed.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(error):
        run(storage, file, **options)
    assert storage.writes == 0
