"""What the function `sweep` does each time, whatever of it fails."""

import json
import traceback
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import measuring, scheduled, settings, sweeping
from chalicelib.aws import bucket as buckets
from chalicelib.dynamodb import StorageUnavailable
from chalicelib.verification import publishing
from chalicelib.verification.keystore import open_key_store
from chalicelib.web import site_copy
from tests.conftest import Tables
from tests.unit.verification.sample_meeting import NOW

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def s3(moto_tables: Tables, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A deployed stack with a CDN's bucket."""
    import boto3

    client = boto3.client("s3")
    client.create_bucket(Bucket="site")
    own = settings.current()._replace(stack_name="waypost-test", site_bucket="site")
    for module in (scheduled, settings):
        monkeypatch.setattr(module, "current_settings", lambda: own, raising=False)
    open_key_store().ensure_signing_key(NOW)
    for cache in (publishing._publisher, buckets.open_bucket):
        cache.cache_clear()
    yield client
    for cache in (publishing._publisher, buckets.open_bucket):
        cache.cache_clear()


def measured(output: str) -> dict[str, Any]:
    (line,) = (each for each in output.splitlines() if "_aws" in each)
    return dict(json.loads(line))


def test_it_copies_what_checking_needs_and_says_how_old_the_copy_is(
    s3: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    scheduled.run(NOW)
    stored = {each["Key"] for each in s3.list_objects_v2(Bucket="site")["Contents"]}
    assert ".well-known/jwks.json" in stored and "v1/withdrawals.json" in stored
    told = measured(capsys.readouterr().out)
    assert (told["Stack"], told["SnapshotAge"]) == ("waypost-test", 0)


def test_a_sweep_that_fails_hinders_neither_the_copy_nor_the_measures(
    s3: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StorageUnavailable("ThrottlingException")

    monkeypatch.setattr(sweeping, "sweep", fail)
    with pytest.raises(StorageUnavailable):
        scheduled.run(NOW)
    assert measured(capsys.readouterr().out)["SnapshotAge"] == 0


def test_a_copy_that_fails_is_logged_and_grows_older(
    s3: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduled.run(NOW)
    capsys.readouterr()

    def refuse(*_: object) -> None:
        raise buckets.BucketUnavailable("AccessDenied")

    monkeypatch.setattr(buckets.Bucket, "write", refuse)
    with pytest.raises(buckets.BucketUnavailable):
        scheduled.run(LATER)
    output = capsys.readouterr()
    assert measured(output.out)["SnapshotAge"] == 2 * 3600
    assert "copy_failed" in output.out + output.err


def test_a_copy_that_cannot_be_looked_at_is_of_no_known_age(
    s3: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise buckets.BucketUnavailable("AccessDenied")

    monkeypatch.setattr(buckets.Bucket, "read", refuse)
    with pytest.raises(buckets.BucketUnavailable):
        scheduled.run(NOW)
    output = capsys.readouterr()
    told = measured(output.out)
    assert "SweepAge" in told and "SnapshotAge" not in told
    events = [json.loads(line)["event"] for line in output.err.splitlines()]
    assert events == ["copy_failed", "not_measured"]


def test_what_fails_without_being_foreseen_is_one_line_and_lambda_has_no_words_of_it(
    s3: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("Jane Doe, 12 Elm Street")

    for module, name, event in (
        (sweeping, "sweep", "sweep_failed"),
        (sweeping, "rotate_keys", "rotation_failed"),
        (site_copy, "write", "copy_failed"),
        (measuring, "measure", "not_measured"),
    ):
        with monkeypatch.context() as broken:
            broken.setattr(module, name, fail)
            with pytest.raises(scheduled.ScheduleFailed) as failed:
                scheduled.run_now()
        (line,) = (json.loads(each) for each in capsys.readouterr().err.splitlines())
        assert (line["event"], line["cause"]) == (event, "ValueError")
        assert "Jane" not in "".join(traceback.format_exception(failed.value))


def test_on_no_stack_nothing_is_printed(
    moto_tables: Tables, capsys: pytest.CaptureFixture[str]
) -> None:
    scheduled.run(NOW)
    assert capsys.readouterr().out == ""
