"""What a search imports before its first answer: nothing that only other requests need."""

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]
ELSEWHERE = {
    "boto3",
    "cbor2",
    "nacl",
    "qrcode",
    "tzfpy",
    "chalicelib.failure_log",
    "chalicelib.gazetteer.addresses",
    "chalicelib.gazetteer.geocoding",
    "chalicelib.gazetteer.postal_rows",
    "chalicelib.meetings.report",
    "chalicelib.meetings.search.online",
    "chalicelib.meetings.storage.heads",
    "chalicelib.meetings.storage.seasons",
    "chalicelib.meetings.storage.writer",
    "chalicelib.web.finder.map_offer",
    "chalicelib.web.http.static_files",
    "chalicelib.web.i18n.type_words",
}


@pytest.mark.parametrize(
    ("module", "also_elsewhere"),
    [
        ("chalicelib.web.finder.results", set()),
        (
            "chalicelib.web.api.meetings",
            {"jinja2", "chalicelib.meetings.meeting", "chalicelib.meetings.search.named"},
        ),
    ],
)
def test_a_search_starts_without_what_others_need(module: str, also_elsewhere: set[str]) -> None:
    code = f"import sys, app, {module}; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    imported = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    assert not set(imported.stdout.split()) & (ELSEWHERE | also_elsewhere)


def test_the_database_is_imported_with_its_first_use() -> None:
    code = "import sys, app, chalicelib.meetings.storage.table; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    imported = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    assert not set(imported.stdout.split()) & {"botocore", "urllib3"}


def test_later_collections_leave_out_what_a_start_made() -> None:
    code = (
        "import gc, app; from chalice.test import Client\n"
        "with Client(app.app) as client:\n"
        "    assert client.http.get('/v').status_code == 200\n"
        "print(gc.get_freeze_count(), len(gc.get_objects()))"
    )
    command = [sys.executable, "-c", code]
    counted = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    left_out, looked_at = map(int, counted.stdout.split())
    assert left_out > 20 * looked_at
