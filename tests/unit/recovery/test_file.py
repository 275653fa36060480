"""The file of an export: whatever is changed in it, nothing else is ever read than was written."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.recovery import lines
from chalicelib.recovery.file import (
    MANIFEST,
    ExportFile,
    ExportWriter,
    UnusableExport,
    new_file,
    open_export,
)
from chalicelib.recovery.restore import check
from chalicelib.verification.core.public_keys import KeyRing
from tests.unit.meetings.factories import NOW, meeting
from tests.unit.recovery.samples import KEYS, put, written

PARTS = sorted(lines.PARTS)


def content(file: bytes) -> list[object]:
    """All that is restored of a file, but for its manifest."""
    export = ExportFile(io.BytesIO(file))
    check(export)
    return [export.manifest, *([*export.lines(name)] for name in sorted(export.manifest.parts))]


def changed(file: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The file with another part, whose archive is whole."""
    new = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(new, "w") as archive:
        for entry in old.namelist():
            part = old.read(entry)
            archive.writestr(entry, change(part) if entry == name else part)
    return new.getvalue()


def with_manifest(file: bytes, **members: object) -> bytes:
    return changed(file, MANIFEST, lambda text: json.dumps(json.loads(text) | members).encode())


def test_what_is_written_is_read() -> None:
    export = ExportFile(io.BytesIO(written()))
    assert [lines.read_meeting(line) for line in export.lines(lines.MEETINGS)] == [put()]
    found = check(export)
    assert (found.meetings, found.accounts, found.withdrawals) == (1, 1, 1)
    assert found.keys == KEYS
    assert (export.manifest.exported_at, export.manifest.public_url) == (NOW, "https://a.example")


def test_no_changed_byte_changes_what_is_restored() -> None:
    file = written()
    whole = content(file)
    for at in range(len(file)):
        for bits in (0x01, 0xFF):
            damaged = file[:at] + bytes([file[at] ^ bits]) + file[at + 1 :]
            try:
                found = content(damaged)
            except UnusableExport:
                continue
            assert found == whole, at  # a date in the archive, which nothing goes by


def test_no_part_of_a_file_is_taken_for_the_whole() -> None:
    file = written()
    for length in range(len(file)):
        with pytest.raises(UnusableExport):
            content(file[:length])


@pytest.mark.parametrize("name", PARTS)
def test_a_changed_part_is_no_longer_what_the_manifest_says(name: str) -> None:
    for change in (lambda part: part + b"\n", lambda part: part[:-1], lambda part: b""):
        with pytest.raises(UnusableExport, match="damaged"):
            content(changed(written(), name, change))


def test_a_newer_format_is_left_to_a_newer_version() -> None:
    with pytest.raises(UnusableExport, match="update first"):
        content(with_manifest(written(), version=2, parts=["otherwise"]))


@pytest.mark.parametrize(
    "members",
    [
        {"format": "else"},
        {"version": None},
        {"exported_at": "yesterday"},
        {"exported_at": "2026-01-01T00:00:00"},
        {"parts": {}},
        {"parts": []},
    ],
)
def test_a_manifest_that_says_something_else_is_refused(members: dict[str, object]) -> None:
    with pytest.raises(UnusableExport):
        content(with_manifest(written(), **members))


@pytest.mark.parametrize("name", PARTS)
def test_an_export_without_a_part_is_none(name: str) -> None:
    file, new = written(), io.BytesIO()
    parts = json.loads(zipfile.ZipFile(io.BytesIO(file)).read(MANIFEST))["parts"]
    del parts[name]
    old = zipfile.ZipFile(io.BytesIO(with_manifest(file, parts=parts)))
    with old, zipfile.ZipFile(new, "w") as archive:
        for entry in set(old.namelist()) - {name}:
            archive.writestr(entry, old.read(entry))
    with pytest.raises(UnusableExport, match=f"no {name}"):
        content(new.getvalue())


def test_a_part_of_a_later_version_is_not_left_out() -> None:
    file = io.BytesIO()
    writer = ExportWriter(file, NOW)
    for name in (*PARTS, "later.jsonl"):
        writer.add(name, [])
    writer.close("https://a.example", "")
    with pytest.raises(UnusableExport, match="does not know"):
        content(file.getvalue())


def test_a_part_that_is_not_in_the_manifest_is_refused() -> None:
    file = io.BytesIO(written())
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("more", b"")
    with pytest.raises(UnusableExport, match="other parts"):
        content(file.getvalue())


def test_lines_that_this_version_cannot_read_are_refused_before_anything_is_written() -> None:
    document = json.loads(lines.meeting_line(put()))
    document["meeting"]["seats"] = 12
    newer = written(meetings=[json.dumps(document).encode()])
    with pytest.raises(UnusableExport, match="can't be read"):
        check(ExportFile(io.BytesIO(newer)))
    key = KEYS.jwks() | {"keys": [{"kty": "EC", "kid": "newer"}]}
    with pytest.raises(UnusableExport, match="can't be read"):
        check(ExportFile(io.BytesIO(written(keys=[json.dumps(key).encode()]))))


def test_a_new_file_is_there_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with pytest.raises(ZeroDivisionError), new_file(path) as file:
        file.write(bytes(1 // 0))
    assert [*tmp_path.iterdir()] == []
    with new_file(path) as file:
        file.write(b"whole")
        assert not path.exists()
        assert len([*tmp_path.iterdir()]) == 1  # on the same disk, or it could not take its place
    assert path.read_bytes() == b"whole"
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError), new_file(path):
        pass
    assert path.read_bytes() == b"whole"
    assert [*tmp_path.iterdir()] == [path]


def test_a_file_that_was_made_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with pytest.raises(FileExistsError), new_file(path):
        path.write_bytes(b"of another")
    assert path.read_bytes() == b"of another"
    assert [*tmp_path.iterdir()] == [path]
    path.unlink()
    path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExistsError), new_file(path):
        pass
    assert path.is_symlink()


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnusableExport, match="No such file"), open_export(tmp_path / "none"):
        pass


def test_what_is_unpacked_of_it_only_its_owner_reads() -> None:
    archive = zipfile.ZipFile(io.BytesIO(written()))
    assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o600}


def test_equal_services_give_equal_bytes() -> None:
    assert written() == written()
    assert meeting() == put().meeting
    later = datetime(2027, 1, 1, tzinfo=UTC)
    assert written(at=later) != written()


def test_a_service_without_keys_is_exported_too() -> None:
    empty = written(keys=[lines.keys_line(KeyRing())])
    assert check(ExportFile(io.BytesIO(empty))).keys == KeyRing()
