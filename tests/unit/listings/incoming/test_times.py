from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.listings.incoming import times
from chalicelib.listings.incoming.text import quote_value
from chalicelib.meetings.errors import InvalidMeeting


@pytest.mark.parametrize(
    ("written", "days"),
    [
        (0, (0,)),
        (6, (6,)),
        (7, (0,)),
        ("0", (0,)),
        ("7", (0,)),
        (1.0, (1,)),
        ("Monday", (1,)),
        ("mondays", (1,)),
        ("Tue", (2,)),
        ("Thurs.", (4,)),
        ("SAT", (6,)),
        ([3], (3,)),
        (["6", "0"], (0, 6)),
        ([1, 3, 5], (1, 3, 5)),
        ([1, 1, None], (1,)),
        ("Mon, Wed and Fri", (1, 3, 5)),
        ("1,3", (1, 3)),
        ("Daily", (0, 1, 2, 3, 4, 5, 6)),
        ("Mon Wed Fri", (1, 3, 5)),
        ("Mon-Fri", (1, 2, 3, 4, 5)),
        ("Friday to Sunday", (0, 5, 6)),
        ("weekdays", (1, 2, 3, 4, 5)),
        ("Montag und Donnerstag", (1, 4)),
        ("dienstags", (2,)),
        ("Mo-Fr", (1, 2, 3, 4, 5)),
        ("lunes y miércoles", (1, 3)),
        ("lundi, mardi", (1, 2)),
        ("segunda-feira", (1,)),
        ("Sábado", (6,)),
        ("الاثنين، الإثنين، الخميس", (1, 4)),
        ("Every Monday", (1,)),
        ("Mondays only", (1,)),
        ("weekly on Thursday", (4,)),
        ("todos los lunes", (1,)),
        ("7 days a week", (0, 1, 2, 3, 4, 5, 6)),
        ("1.0", (1,)),
        ("1.", (1,)),
        ("(1)", (1,)),
        ("1)", (1,)),
        ("“1”", (1,)),
        ("#1", (1,)),
        ("1:", (1,)),
        ("1*", (1,)),
        ("{1,3}", (1, 3)),
        ("(1, 3)", (1, 3)),
        ('["1.0", "3.0"]', (1, 3)),
        ("٢", (2,)),
        ({"0": 1, "2": "Wed"}, (1, 3)),
        (None, ()),
        ("", ()),
        ([], ()),
    ],
)
def test_weekdays_are_read_as_feeds_write_them(written: object, days: tuple[int, ...]) -> None:
    assert times.weekdays(written) == days


@pytest.mark.parametrize(
    "written",
    [
        True,
        False,
        8,
        -1,
        1.5,
        "8",
        "-1",
        "(-1)",
        "-1.0",
        "1.5",
        "someday",
        "mon-x",
        "1st",
        "every other Monday",
        "Every other Monday",
        "1st Monday",
        "every",
        {"day": 1},
        [1, "x"],
        [[1]],
        10**19,
    ],
)
def test_what_is_no_weekday_is_refused_by_its_field(written: object) -> None:
    with pytest.raises(InvalidMeeting) as refused:
        times.weekdays(written)
    assert refused.value.field == "day"


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("19:30", 1170),
        ("9:05", 545),
        ("09:05:00", 545),
        ("11:00 PM", 1380),
        ("12:00 AM", 0),
        ("12:15 pm", 735),
        ("7pm", 1140),
        ("7:30 p.m.", 1170),
        ("19.30", 1170),
        ("19h30", 1170),
        ("13:00 PM", 780),
        ("19h", 1140),
        ("19 Uhr", 1140),
        ("19:30 Uhr", 1170),
        ("１９：３０", 1170),
        ("٧:٣٠ م", 1170),
        ("1900", 1140),
        (1900, 1140),
        ("0730", 450),
        (900.0, 540),
        ("730pm", 1170),
        ("1900 hrs", 1140),
        ("19:30hs", 1170),
        ("19 h 30", 1170),
        ("7:00p", 1140),
        ("7;00 PM", 1140),
        ("um 19 Uhr", 1140),
        ("kl. 19.00", 1140),
        ("a las 19:00", 1140),
        ("às 19h", 1140),
        ("à 19h30", 1170),
        ("2024-01-01T19:00:00", 1140),
        ("1899-12-30 19:00:00", 1140),
        (0.8125, 1170),
        ("12:00 noon", 720),
        ("12 midnight", 0),
        ("noon", 720),
        ("Midnight", 0),
        ("00:00", 0),
        ("24:00", 1440),
        ("", None),
        (None, None),
    ],
)
def test_clock_times_are_read_as_feeds_write_them(written: object, minutes: int | None) -> None:
    assert times.clock_time(written) == minutes


@pytest.mark.parametrize(
    "written", ["25:00", "24:01", "19:60", "7", "evening", "0:30 PM", "13:00 AM", True, ["7"]]
)
def test_what_is_no_time_is_refused_by_its_field(written: object) -> None:
    with pytest.raises(InvalidMeeting) as refused:
        times.clock_time(written, "end_time")
    assert refused.value.field == "end_time"


@pytest.mark.parametrize(
    "written",
    [
        "19:00Z",
        "2024-01-01T19:00:00Z",
        "2024-01-01T19:00:00-05:00",
        "19:00-05:00",
        "20:00:00-04:00",
        "20:00:00 -04:00",
        "10:00:00-11:00",
        "21:00-05:00",
        "20:00-04:00",
        "20:00-0400",
        "20:00-03:30",
        "23:00-04:00",
        "2024-01-01T20:00:00-04:00",
        "19h um 20h",
        "7:00 PM EST",
        "7-8",
        "6, 7 pm",
        "7 pm - 8 pm - 9 pm",
        "5 noon",
        60,
        2500,
        float("inf"),
        float("nan"),
        0.0,
    ],
)
def test_a_time_of_which_nobody_can_say_when_it_is_is_refused(written: object) -> None:
    with pytest.raises(InvalidMeeting, match="time of day"):
        times.clock_time(written)


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("7:00 PM - 8:30 PM", 1140, 1230),
        ("19:00–20:30", 1140, 1230),
        ("7-8pm", 1140, 1200),
        ("7:30-9 p.m.", 1170, 1260),
        ("11-1 pm", 660, 780),
        ("10pm to midnight", 1320, 0),
        ("Noon-1pm", 720, 780),
        ("11:30 PM - 12:30 AM", 1410, 30),
        ("von 19 bis 20 Uhr", 1140, 1200),
        ("from 7 to 8 pm", 1140, 1200),
        ("de 19h à 20h30", 1140, 1230),
        ("18h à 20h", 1080, 1200),
        ("9h à 10h", 540, 600),
        ("19h às 20h", 1140, 1200),
        ("das 19h às 20h30", 1140, 1230),
        ("18h a las 20h", 1080, 1200),
        ("a las 18:00 a las 20:00", 1080, 1200),
        ("de 18:00 a 20:00", 1080, 1200),
        ("20h as 22h", 1200, 1320),
        ("8 a.m. - 9 a.m.", 480, 540),
        ("7:30 a.m. - 8:30 a.m.", 450, 510),
        ("8-9 a.m.", 480, 540),
        ("8 a. m. a 9 a. m.", 480, 540),
        ("11 a.m. to 1 p.m.", 660, 780),
        ("22:00-00:30", 1320, 30),
        ("07:00-09:00", 420, 540),
        ("07:00-12:00", 420, 720),
        ("19:00:00-20:30:00", 1140, 1230),
        ("19:00", 1140, None),
    ],
)
def test_a_range_tells_the_end_too(written: str, start: int, end: int | None) -> None:
    assert times.clock_range(written) == (start, end)


@given(start=st.integers(0, 23 * 60), length=st.integers(5, 59), half=st.booleans())
def test_every_range_of_an_hour_is_read_back(start: int, length: int, half: bool) -> None:
    def written(minutes: int) -> str:
        hour, minute = divmod(minutes, 60)
        if not half:
            return f"{hour:02}:{minute:02}"
        return f"{hour % 12 or 12}:{minute:02} {'AM' if hour < 12 else 'PM'}"

    text = f"{written(start)} - {written(start + length)}"
    assert times.clock_range(text) == (start, start + length)


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        (90, 90),
        (90.0, 90),
        ("90", 90),
        ("90 min", 90),
        ("90 minutes", 90),
        ("1:30", 90),
        ("01:30", 90),
        ("01:30:00", 90),
        ("1h30", 90),
        ("1h 30m", 90),
        ("1 hr 30 min", 90),
        ("1 hour and 30 minutes", 90),
        ("1.5 hours", 90),
        ("2 hours", 120),
        ("90 Minuten", 90),
        ("90 minutos", 90),
        ("1,5 h", 90),
        ("1½ Stunden", 90),
        ("1 heure et 30 minutes", 90),
        ("PT90M", 90),
        ("PT1H30M", 90),
        ("pt2h", 120),
        (1440, 1440),
        ("", None),
        (None, None),
    ],
)
def test_lengths_are_read_as_feeds_write_them(written: object, minutes: int | None) -> None:
    assert times.duration(written) == minutes


@pytest.mark.parametrize(
    "written",
    [0, -60, 1, 1.5, 1441, 5400, "an hour", "1:75", "PT", True, [90], float("nan"), float("inf")],
)
def test_what_is_no_length_is_refused_by_its_field(written: object) -> None:
    with pytest.raises(InvalidMeeting) as refused:
        times.duration(written)
    assert refused.value.field == "duration"


@pytest.mark.parametrize(
    ("start", "end", "minutes", "corrected"),
    [
        ("19:00", None, 60, False),
        ("19:00", "20:30", 90, False),
        ("23:00", "00:30", 90, False),
        ("23:59", "01:00", 61, False),
        ("22:30", "24:00", 90, False),
        ("00:00", "23:59", 1439, False),
        ("19:15", "08:15", 60, True),
        ("19:00", "19:00", 60, True),
        ("18:00", "17:00", 60, True),
    ],
)
def test_lengths_pass_midnight_and_slips_become_an_hour(
    start: str, end: str | None, minutes: int, corrected: bool
) -> None:
    first = times.clock_time(start)
    assert first is not None
    length, problem = times.length(first, times.clock_time(end))
    assert (length, bool(problem)) == (minutes, corrected)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-03-08 01:55:57", datetime(2024, 3, 8, 1, 55, 57, tzinfo=UTC)),
        ("2024-03-08T01:55:57+02:00", datetime(2024, 3, 7, 23, 55, 57, tzinfo=UTC)),
        ("2024-03-08T01:55:57Z", datetime(2024, 3, 8, 1, 55, 57, tzinfo=UTC)),
        ("8/29/2021", datetime(2021, 8, 29, tzinfo=UTC)),
        ("8/25/2022 11:17:07 AM", datetime(2022, 8, 25, 11, 17, 7, tzinfo=UTC)),
        ("9/8/2022 1:41:27 PM", datetime(2022, 9, 8, 13, 41, 27, tzinfo=UTC)),
        ("0000-00-00 00:00:00", None),
        ("0001-01-01T00:00:00+05:00", None),
        ("yesterday", None),
        (20240308, None),
        (None, None),
    ],
)
def test_last_changes_are_read_in_utc(written: object, moment: datetime | None) -> None:
    assert times.updated(written) == moment


def test_a_quoted_value_is_short_and_printable() -> None:
    assert quote_value("a\x1b[2J") == "'a\\x1b[2J'"
    assert len(quote_value("x" * 10_000)) < 80
    assert quote_value([[[1]]]) == "a list"
