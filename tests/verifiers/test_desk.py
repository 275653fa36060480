"""`waypost-verify desk`: what people hand in, read from files."""

import csv
import io
from pathlib import Path

import pypdfium2
import pytest
import qrcode

from tests.vectors import codes
from tests.verifiers.conftest import Installed

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("verifiers")]


def link(cti: bytes, name: str = "Tuesday Night") -> str:
    listing = ["a1b2c3d4", codes.START, -360, 90, name, "Springfield, IL"]
    body = codes.payload(cti=cti, listing=listing)
    return f"https://waypost.example.org/v#{codes.Code(body, codes.SAMPLE).text}"


def picture(file: Path, text: str) -> Path:
    qrcode.make(text).save(file)
    return file


def rows(printed: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(printed)))


def test_text_pictures_and_pdfs_are_read(installed_with_extras: Installed, tmp_path: Path) -> None:
    from PIL import Image

    mail = tmp_path / "mail.txt"
    mail.write_text(link(bytes(10)))
    png = picture(tmp_path / "a.png", link(bytes(range(10))))
    pdf = tmp_path / "b.pdf"
    page = picture(tmp_path / "page.png", link(bytes(range(1, 11))))
    with Image.open(page) as drawn:
        drawn.convert("RGB").save(pdf, resolution=100)
    assert len(pypdfium2.PdfDocument(pdf)) == 1
    ran = installed_with_extras.run("desk", "--csv", mail, png, pdf)
    found = rows(ran.stdout)
    assert [(Path(row["file"]).name, row["page"], row["outcome"]) for row in found] == [
        ("mail.txt", "", "sample"),
        ("a.png", "", "sample"),
        ("b.pdf", "1", "sample"),
    ]
    assert len({row["reference"] for row in found}) == 3
    assert ran.returncode == 1


def test_the_same_code_again_is_said(installed: Installed, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(link(bytes(10)))
    ran = installed.run("desk", "--csv", tmp_path / "a.txt", tmp_path / "b.txt")
    assert [row["note"] for row in rows(ran.stdout)] == ["", "the same attendance as row 1"]


def test_where_a_link_leads_is_said_before_what_its_code_is(
    installed: Installed, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("https://protect-us.mimecast.com/s/AbCdEfGh")
    for options in ((), ("--csv",)):
        heading, row = installed.run("desk", *options, tmp_path / "a.txt").stdout.splitlines()
        assert heading.index("note") < heading.index("outcome")
        assert row.index("hides where it leads") < row.index("unreadable")


def test_a_file_without_a_code_has_a_row(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("nothing")
    ran = installed.run("desk", "--csv", tmp_path / "a.txt")
    assert [row["outcome"] for row in rows(ran.stdout)] == ["unreadable"]
    assert ran.returncode == 1


def test_a_name_is_no_formula_and_moves_no_cursor(installed: Installed, tmp_path: Path) -> None:
    for name, written in (("f.txt", "=1+1"), ("c.txt", "\x1b[2Jx")):
        (tmp_path / name).write_text(link(bytes(10), written))
    ran = installed.run("desk", "--csv", tmp_path / "f.txt")
    assert rows(ran.stdout)[0]["meeting"] == "'=1+1"
    for options in ((), ("--csv",)):
        ran = installed.run("desk", *options, tmp_path / "c.txt")
        assert "\x1b" not in ran.stdout
    assert "\ufffd[2Jx" in ran.stdout


def test_the_table_has_no_empty_columns(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(link(bytes(10)))
    heading, row = installed.run("desk", tmp_path / "a.txt").stdout.splitlines()
    assert "reason" not in heading.split()
    assert "AAAA-AAAA-AAAA-AAAA" in row.split()
