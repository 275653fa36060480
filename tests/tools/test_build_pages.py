"""The pages that check codes, as they are built: what they load first, and what they say."""

import base64
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.page import MAX_CHECK_PAGE_BYTES, MAX_DESK_BYTES, files_of, sent_bytes
from chalicelib.verification.core.claims import AttendanceClaims
from chalicelib.verification.encoding import encode
from chalicelib.verification.signers import SAMPLE_SIGNER
from chalicelib.web.files import BUILT, STATIC
from chalicelib.web.i18n.catalogue import languages
from chalicelib.web.verifier import page, station
from tools import build_frontend, build_pages

ORGANISATION = "Open Door Meetings"
VERIFIER = build_frontend.SOURCES / "verifier"
SAMPLE_DAY = 1_767_722_400  # Tue 6 Jan 2026, 6:00 pm UTC
SAMPLE = AttendanceClaims(
    meeting_id="",
    start=SAMPLE_DAY,
    utc_offset_min=0,
    length_min=90,
    name="Sample meeting",
    place="Sample town",
    reference=b"SAMPLECODE",
    issued_at=SAMPLE_DAY + 90 * 60,
    expires_at=SAMPLE_DAY + 180 * 86400,
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages, built anew from the scripts and styles that are built."""
    if build_frontend.missing(build_frontend.BUILT):
        pytest.skip("built without npm")
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(BUILT, folder, dirs_exist_ok=True)
    build_pages.build(folder, ORGANISATION)
    return folder


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    ("name", "limit"), [("v", MAX_CHECK_PAGE_BYTES), ("station", MAX_DESK_BYTES)]
)
def test_what_loads_first_stays_small(built: Path, name: str, limit: int, language: str) -> None:
    html = (built / f"{name}.{language}.html").read_text("utf-8")
    files = [(built / "static" / file).read_text("utf-8") for file in files_of(html)]
    assert any(file.endswith(".js") for file in files_of(html))
    assert sum(map(sent_bytes, [html, *files])) <= limit


@pytest.mark.parametrize(("name", "style"), [("v", page.STYLE), ("station", station.STYLE)])
def test_each_has_one_stylesheet_of_its_own(built: Path, name: str, style: str) -> None:
    html = (built / f"{name}.en.html").read_text("utf-8")
    assert [file for file in files_of(html) if file.endswith(".css")] == [style]


def test_a_stylesheet_knows_what_modules_put_into_the_page(tmp_path: Path) -> None:
    """Without npm a page's script is no bundle: what it imports counts too."""
    shutil.copytree(BUILT, tmp_path, dirs_exist_ok=True)
    for folder in ("lib", "verifier"):
        shutil.copytree(
            build_frontend.SOURCES / folder, tmp_path / "static" / folder, dirs_exist_ok=True
        )
    assert ".rows .chosen" in build_pages.desk_style(ORGANISATION, tmp_path)


def test_the_desk_has_each_text_that_its_scripts_say_and_no_other() -> None:
    scripts = "".join(file.read_text("utf-8") for file in VERIFIER.glob("*.js"))
    said = set(re.findall(r'\btext\(\s*"([^"]+)"|\btexts\.(\w+) \?\?', scripts))
    needed = {name or other for name, other in said}
    page = build_pages.station_page("en", ORGANISATION)
    [texts] = re.findall(r"data-station='([^']*)'", page)
    assert '"trust.' not in texts
    texts += build_pages.list_words("en").replace('": "', '":"')
    assert {name for name in needed if f'"{name}":' not in texts} == set()
    for name in ("check", "field", "label", "count.genuine", "camera.view", "practice.next"):
        assert f'"{name}":' not in texts


def test_the_samples_are_codes_under_the_published_key() -> None:
    plain = encode(SAMPLE, SAMPLE_SIGNER)
    padded = plain + "=" * (-len(plain) % 8)
    changed = base64.b32decode(padded).replace(b"Sample town", b"Simple town")
    time_only = replace(SAMPLE, name="", place="", reference=b"SAMPLE-TWO")
    elsewhere = replace(SAMPLE, reference=b"SAMPLE-3RD")
    script = (VERIFIER / "samples.js").read_text("utf-8")
    assert dict(re.findall(r'name: "(\w+)",\s+code: "([^"]+)"', script)) == {
        "plain": plain,
        "time_only": encode(time_only, SAMPLE_SIGNER),
        "changed": base64.b32encode(changed).decode().rstrip("="),
        "elsewhere": f"https://look-alike.example/v#{encode(elsewhere, SAMPLE_SIGNER)}",
    }


def test_what_the_desk_loads_later_is_kept_for_use_without_a_network(built: Path) -> None:
    html = (built / "station.en.html").read_text("utf-8")
    worker = (built / "station-worker.en.js").read_text("utf-8")
    later = re.findall(r'data-[\w-]+="(\./static/[^"]+)"', html)
    assert len(later) >= 7
    assert [address for address in later if f'"{address}"' not in worker] == []
    assert f"/{STATIC.name}/styles/style.css" not in worker
