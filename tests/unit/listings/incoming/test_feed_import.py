"""An import from beginning to end, on a listing stored in memory."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.listings.incoming import meeting_guide
from chalicelib.listings.incoming.feed import Affiliation, BrokenFeed
from chalicelib.listings.incoming.feed_file import UnreadableFeed
from chalicelib.listings.incoming.feed_import import ImportResult, InvalidImport, run_import
from chalicelib.listings.incoming.sync import SuspiciousFeed
from chalicelib.meetings.meeting import meeting_id
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


def test_when_a_source_was_imported_is_noted_also_where_nothing_had_changed(
    tmp_path: Path,
) -> None:
    file, storage, later = tmp_path / "feed.json", MemoryStorage(), NOW + timedelta(days=1)
    file.write_text(json.dumps([row(slug="a")]))
    run(storage, file)
    assert storage.import_times == {"ours": NOW}
    run(storage, file, now=later)
    assert storage.import_times == {"ours": later}
    file.write_text("[]")
    with pytest.raises(SuspiciousFeed):
        run(storage, file, now=later + timedelta(days=1))
    assert storage.import_times == {"ours": later}
    run(storage, file, accept_removals=True)
    assert storage.import_times == {}


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


def test_a_row_whose_id_another_listing_has_is_set_aside_alone(tmp_path: Path) -> None:
    file, storage = tmp_path / "feed.json", MemoryStorage()
    storage.holders[meeting_id("ours", "b")] = "theirs x"
    rows = [row(slug="a"), row(slug="b", url="x y"), row(slug="c"), row(slug="d", day="x")]
    file.write_text(json.dumps(rows))
    result = run(storage, file)
    assert (result.added, result.changed, result.removed) == (2, 0, 0)
    assert [(remark.row, remark.slug, remark.field) for remark in result.set_aside] == [
        (2, "b", "slug"),
        (4, "d", "day"),
    ]
    assert result.set_aside[0].reason == "the listing theirs x has the same id"
    assert not result.corrected
    assert result.report.losses[0].rows[0].slug == "b"
    assert set(storage.meetings) == {"a", "c"}
    again = run(storage, file)
    assert (again.unchanged, again.added, len(again.set_aside)) == (2, 0, 2)


def test_of_two_rows_with_one_id_the_first_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meeting_guide, "meeting_id", lambda source, slug: slug[:1])
    file, storage = tmp_path / "feed.json", MemoryStorage()
    file.write_text(json.dumps([row(slug="a1"), row(slug="a2"), row(slug="b")]))
    result = run(storage, file)
    assert [(remark.slug, remark.reason) for remark in result.set_aside] == [
        ("a2", "an earlier row has the same id")
    ]
    assert set(storage.meetings) == {"a1", "b"}
