"""A sitting at the checking desk: what is marked, counted, kept and printed."""

import csv
import io
import re
from pathlib import Path
from urllib.parse import quote

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.browser.checking_desk import (
    CASES,
    Desk,
    Opened,
    code_of,
    counts,
    date_of,
    paste,
    ready,
    rows,
)
from tests.browser.waiting import pause_clock
from tests.vectors import codes as vectors

# What is marked


def test_the_same_reference_twice_marks_both_rows(opened: Opened, desk: Desk) -> None:
    page = ready(opened())
    paste(page, desk.code())
    paste(page, CASES["name changed"]["text"])
    paste(page, desk.code())
    expect(page.locator("#rows > li")).to_have_count(3)
    first, _, third = rows(page)
    assert "Seen twice: same reference as" in first and "row 3" in first
    assert "Seen twice: same reference as" in third and "row 1" in third
    assert any("seen twice" in text for text in counts(page))
    expect(page.locator("#latest")).to_contain_text("the first to come need not be the right one")


def test_removing_a_row_that_was_scanned_twice_takes_the_mark_away(
    opened: Opened, desk: Desk
) -> None:
    page = ready(opened())
    paste(page, desk.code())
    paste(page, desk.code())
    expect(page.locator("#rows > li")).to_have_count(2)
    page.get_by_role("button", name="Remove row 2").click()
    expect(page.locator("#rows > li")).to_have_count(1)
    assert counts(page) == ["1 genuine"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_reference_in_an_earlier_list_is_marked(
    opened: Opened, desk: Desk, tmp_path: Path, encoding: str
) -> None:
    page = ready(opened())
    paste(page, desk.code())
    expect(page.locator("#rows > li")).to_have_count(1)
    reference = vectors.reference(vectors.CTI)
    (tmp_path / "october.csv").write_text(f"Row;Reference\n1;{reference}\n", encoding=encoding)
    page.locator("#earlier").set_input_files(tmp_path / "october.csv")
    expect(page.locator("#earlier-says")).to_have_text(
        "october.csv, references to compare with: 1."
    )
    expect(page.locator("#latest")).to_contain_text("Seen earlier: in october.csv.")
    assert "Seen earlier: in october.csv." in rows(page)[0]


def test_a_saved_list_marks_the_same_code_in_the_next_sitting(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    page = ready(opened())
    paste(page, desk.code())
    expect(page.locator("#rows > li")).to_have_count(1)
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save as CSV").click()
    saving.value.save_as(tmp_path / "saved.csv")
    page.reload()
    ready(page)
    page.locator("#earlier").set_input_files(tmp_path / "saved.csv")
    paste(page, desk.code())
    expect(page.locator("#latest")).to_contain_text("Seen earlier: in saved.csv.")


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://look-alike.example/v#{code}", "look-alike.example"),
        ("https://{own}@look-alike.example/v#{code}", "look-alike.example"),
        ("look-alike.example/v#{code}", "look-alike.example"),
        ("https://look-alike.example/?next=http://{own}/v#{code}", "look-alike.example"),
    ],
)
def test_a_code_that_opens_another_site_is_marked(
    opened: Opened, desk: Desk, link: str, host: str
) -> None:
    page = ready(opened())
    paste(page, link.format(code=CASES["full code"]["text"], own=desk.host))
    expect(page.locator("#latest .warnings")).to_contain_text(
        f"This link leads to {host}, not here."
    )
    assert "1 leading elsewhere" in counts(page)
    assert page.locator(f"#latest a[href*='{host}']").count() == 0


def test_a_code_of_this_site_is_not_marked(opened: Opened, desk: Desk) -> None:
    page = ready(opened())
    paste(page, desk.code())
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    expect(page.locator("#latest .warnings li")).to_have_count(0)


def test_where_a_link_leads_is_said_before_what_its_code_is(opened: Opened) -> None:
    page = ready(opened())
    paste(page, f"https://look-alike.example/v#{CASES['full code']['text']}")
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    said = page.locator("#latest").inner_text()
    assert said.index("This link leads to look-alike.example, not here.") < said.index("Genuine.")
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        [row] = page.locator("#rows > li").all()
        warning = row.get_by_text("This link leads to").bounding_box()
        outcome = row.get_by_text("Genuine", exact=True).bounding_box()
        assert warning and outcome and warning["y"] + warning["height"] <= outcome["y"] + 1
    page.emulate_media(media="screen")
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save as CSV").click()
    [head, cells] = csv.reader(io.StringIO(Path(saving.value.path()).read_text("utf-8-sig")))
    assert head.index("Notes") < head.index("Outcome")
    assert cells[head.index("Notes")] == "This link leads to look-alike.example, not here."


def test_a_strange_host_around_this_sites_link_is_what_a_saved_list_says_it_opens(
    opened: Opened, desk: Desk
) -> None:
    page = ready(opened())
    paste(page, f"https://look-alike.example/go?to={quote(desk.code(), safe='')}")
    expect(page.locator("#rows > li")).to_have_count(1)
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save as CSV").click()
    [head, row] = csv.reader(io.StringIO(Path(saving.value.path()).read_text("utf-8-sig")))
    assert row[head.index("Link opens")] == "look-alike.example"


def test_two_forms_of_one_code_are_one_attendance(opened: Opened, desk: Desk) -> None:
    page = ready(opened())
    paste(page, "\n".join([desk.code(), desk.code("date and time only")]))
    expect(page.locator("#rows > li")).to_have_count(2)
    assert counts(page) == ["1 genuine", "1 in two forms"]
    expect(page.locator("#totals")).to_have_text("1 genuine in 1 week, 17 Nov")
    first, second = rows(page)
    assert "Two forms of the same code: see row 2." in first
    assert "Two forms of the same code: see row 1." in second
    expect(page.locator(".warning")).to_have_count(0)


# What a court counts by

WEEK = 7 * vectors.DAY


def test_totals_say_how_many_attendances_in_how_many_weeks(opened: Opened) -> None:
    page = ready(opened())
    start = vectors.START
    codes = [code_of(number, start - number * WEEK) for number in range(3)]
    paste(page, "\n".join([*codes, code_of(9, start - vectors.DAY)]))
    paste(page, codes[0])
    expect(page.locator("#rows > li")).to_have_count(5)
    expect(page.locator("#totals")).to_have_text("4 genuine in 3 different weeks, 3 Nov to 17 Nov")
    assert counts(page) == ["4 genuine", "1 seen twice"]


def test_times_that_meet_are_marked_only_where_the_codes_are_one_persons(opened: Opened) -> None:
    page = ready(opened())
    paste(page, "\n".join([code_of(1), code_of(2, vectors.START + 3600), date_of(3), date_of(4)]))
    expect(page.locator("#rows > li")).to_have_count(4)
    expect(page.locator(".remark")).to_have_count(0)
    page.get_by_label("These codes are one person’s").check()
    expect(page.locator(".remark")).to_have_count(4)
    first, second, third, fourth = rows(page)
    assert "Overlaps with row 2." in first and "Overlaps with row 1." in second
    assert "Same date as row 4." in third and "Same date as row 3." in fourth
    expect(page.locator(".warning")).to_have_count(0)
    page.get_by_label("These codes are one person’s").uncheck()
    expect(page.locator(".remark")).to_have_count(0)


def test_a_code_that_tells_a_date_shows_no_times(opened: Opened) -> None:
    page = ready(opened())
    paste(page, date_of(1))
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    (row,) = rows(page)
    assert "Tue 17 Nov 2026" in row and "Date only" in row
    facts = page.locator("#facts").inner_text()
    assert "Tue 17 Nov 2026" in facts and "it carries the date only" in facts
    for text in (row, facts):
        assert not re.search(r"\d:\d\d|midnight|noon|UTC", text)
    paste(page, code_of(2))
    expect(page.locator("#facts")).to_contain_text("7:00–8:30 pm (UTC-06:00)")
    expect(page.locator("#fact-date")).to_be_hidden()


def test_rows_show_zone_and_place(opened: Opened) -> None:
    page = ready(opened())
    paste(page, code_of(1))
    expect(page.locator("#rows > li")).to_have_count(1)
    (row,) = rows(page)
    assert "Tue 17 Nov 2026, 7:00–8:30 pm (UTC-06:00)" in row
    assert "Tuesday Night, Springfield, IL" in row


def test_what_is_noted_of_a_code_stands_below_its_outcome(opened: Opened, desk: Desk) -> None:
    page = ready(opened())
    paste(page, desk.code())
    paste(page, desk.code())
    expect(page.locator("#rows > li")).to_have_count(2)
    row = page.locator("#rows > li").first
    for width in (320, 1280, 0):  # a screen's, and at last paper
        page.set_viewport_size({"width": width or 800, "height": 700})
        page.emulate_media(media="screen" if width else "print")
        outcome = row.get_by_text("Genuine", exact=True).bounding_box()
        note = row.get_by_text("Seen twice: same reference as row").bounding_box()
        assert outcome and note and outcome["y"] + outcome["height"] <= note["y"] + 1


def test_the_print_says_what_was_checked_when_and_where(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    page = ready(opened())
    page.get_by_label("Case or docket").fill("24-CR-1187")
    page.get_by_label("These codes are one person’s").check()
    paste(page, "\n".join(code_of(number, vectors.START - number * WEEK) for number in range(12)))
    expect(page.locator("#rows > li")).to_have_count(12)
    page.pdf(path=tmp_path / "sitting.pdf", format="Letter")
    document = pypdfium2.PdfDocument(tmp_path / "sitting.pdf")
    assert len(document) == 1
    text = re.sub(r"\s+", " ", document[0].get_textpage().get_text_range())
    document.close()
    assert "Case or docket: 24-CR-1187." in text
    assert "Said to be one person’s codes." in text
    assert "12 genuine in 12 different weeks, 1 Sep to 17 Nov" in text
    assert "Checked Sun 22 Nov 2026" in text and desk.url in text
    assert "not the words on a paper" in text
    assert "Save as CSV" not in text and "if you like" not in text


def test_a_long_list_begins_on_the_first_sheet(opened: Opened, tmp_path: Path) -> None:
    page = ready(opened())
    days = [vectors.START - number * vectors.DAY for number in range(24)]
    paste(page, "\n".join(code_of(number, day) for number, day in enumerate(days)))
    expect(page.locator("#rows > li")).to_have_count(24)
    page.pdf(path=tmp_path / "sitting.pdf", format="Letter")
    document = pypdfium2.PdfDocument(tmp_path / "sitting.pdf")
    first = document[0].get_textpage().get_text_range()
    assert len(document) == 2
    document.close()
    assert "24 genuine in 5 different weeks" in first and "17 Nov 2026" in first


def test_the_label_names_the_saved_list_and_stays_in_the_page(opened: Opened, desk: Desk) -> None:
    page = ready(opened())
    before = len(desk.asked)
    page.get_by_label("Case or docket").fill(" 24-CR/1187 Muñoz ")
    paste(page, "\n".join([desk.code(), CASES["name changed"]["text"]]))
    expect(page.locator("#rows > li")).to_have_count(2)
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save as CSV").click()
    assert saving.value.suggested_filename == "codes-checked-2026-11-22-24-CR-1187-Muñoz.csv"
    table = csv.reader(io.StringIO(Path(saving.value.path()).read_text("utf-8-sig")))
    assert [row[-1] for row in table] == ["Case or docket", *["24-CR/1187 Muñoz"] * 2]
    assert "1187" not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert not any("1187" in path for path in desk.asked[before:])
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_label("Case or docket")).to_have_value("")


# What is kept


def test_the_csv_holds_every_row_and_no_formula(opened: Opened, desk: Desk) -> None:
    formula = code_of(1, name='=HYPERLINK("x")')
    page = ready(opened())
    paste(page, "\n".join([desk.code(), formula, date_of(2), CASES["name changed"]["text"]]))
    expect(page.locator("#rows > li")).to_have_count(4)
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save as CSV").click()
    assert saving.value.suggested_filename == "codes-checked-2026-11-22.csv"
    raw = Path(saving.value.path()).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert {len(row) for row in table} == {15}
    head, first, second, date, third = (dict(zip(table[0], row, strict=True)) for row in table)
    assert list(head) == table[0]
    reference = vectors.reference(vectors.CTI)
    assert first["Outcome"] == "Genuine"
    assert (first["Meeting"], first["Place"]) == ("Tuesday Night", "Springfield, IL")
    assert (first["Date"], first["Start"], first["Minutes"]) == ("2026-11-17", "19:00", "90")
    assert (first["Offset"], first["Reference"]) == ("UTC-06:00", reference)
    assert (first["Hand in by"], first["Link opens"]) == ("2027-05-16", desk.host)
    assert first["Notes"] == ""
    assert second["Meeting"] == '\'=HYPERLINK("x")'
    assert (date["Meeting"], date["Place"], date["Date"]) == ("", "", "2026-11-17")
    assert (date["Start"], date["Minutes"], date["Offset"]) == ("", "", "")
    assert (third["Outcome"], third["Reference"]) == ("Not confirmed", "")
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in table for cell in row)


def test_nothing_of_a_sitting_is_stored_or_sent(opened: Opened, desk: Desk) -> None:
    page = ready(opened())
    before = len(desk.asked)
    paste(page, desk.code())
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    text = CASES["full code"]["text"]
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    reference = vectors.reference(vectors.CTI)
    assert text[:20] not in stored and reference not in stored
    assert not any(text[:20] in path for path in desk.asked[before:])
    page.reload()
    ready(page)
    expect(page.locator("#rows > li")).to_have_count(0)


def test_it_is_cleared_when_nobody_has_used_it_for_a_quarter_of_an_hour(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    page = ready(opened())
    pause_clock(page)
    paste(page, desk.code())
    expect(page.locator("#rows > li")).to_have_count(1)
    page.clock.run_for(13 * 60 * 1000)
    expect(page.locator("#idle")).to_be_hidden()
    page.clock.run_for(70 * 1000)
    expect(page.locator("#idle")).to_contain_text("will be cleared in one minute")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("#idle")).to_be_hidden()
    page.clock.run_for(14 * 60 * 1000 - 10000)
    expect(page.locator("#rows > li")).to_have_count(1)
    page.clock.run_for(80 * 1000)
    expect(page.locator("#rows > li")).to_have_count(0)
    expect(page.locator("#latest")).to_be_hidden()
    expect(page.locator("#says")).to_have_text("Cleared after 15 minutes without use.")
    assert vectors.reference(vectors.CTI) not in page.content()


def test_an_unsaved_list_is_cleared_only_when_asked_twice(opened: Opened, desk: Desk) -> None:
    page = ready(opened())
    paste(page, desk.code())
    expect(page.locator("#rows > li")).to_have_count(1)
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#rows > li")).to_have_count(1)
    page.get_by_role("button", name="Clear 1 unsaved?").click()
    expect(page.locator("#rows > li")).to_have_count(0)
