"""How much a code tells, and the place that it names."""

from dataclasses import replace

import pytest

from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Venue
from chalicelib.verification.core.claims import MAX_PLACE_BYTES
from chalicelib.verification.detail import place_name, suggested_detail
from chalicelib.verification.issuing import Issuer
from chalicelib.verification.truncation import truncate
from tests.unit.verification.sample_meeting import MEETING, NOW, TICKET, register


@pytest.mark.parametrize(
    ("attendance", "venue", "named"),
    [
        (AttendanceOption.ONLINE, MEETING.venue, "Online"),
        (AttendanceOption.HYBRID, MEETING.venue, "Springfield"),
        (AttendanceOption.IN_PERSON, replace(MEETING.venue, regions=()), "Town Hall"),
        (
            AttendanceOption.IN_PERSON,
            replace(MEETING.venue, regions=("Llanfairpwllgwyngyllgogerychwyrndrobwll",)),
            "Llanfairpwllgwyng…",
        ),
    ],
)
def test_a_code_names_the_place(attendance: AttendanceOption, venue: Venue, named: str) -> None:
    meeting = replace(MEETING, attendance=attendance, venue=venue)
    assert truncate(place_name(meeting), MAX_PLACE_BYTES) == named


@pytest.mark.parametrize(
    ("types", "suggested"),
    [
        ((), "full"),
        (("O", "D"), "full"),
        (("O", "W"), "time"),
        (("LGBTQ",), "time"),
        (("FAM",), "time"),
        (("VET",), "time"),
        (("NDG",), "time"),
        (("PRIVATE",), "time"),
    ],
)
def test_a_telling_kind_of_meeting_suggests_the_date_alone(
    issuer: Issuer, types: tuple[str, ...], suggested: str
) -> None:
    meeting = replace(MEETING, types=types)
    assert suggested_detail(meeting).value == suggested
    register(issuer, TICKET, meeting=meeting)
    assert issuer.find(TICKET, NOW).suggested == suggested


@pytest.mark.parametrize(
    ("name", "place", "suggested"),
    [
        ("Tuesday Night", "Springfield", "full"),
        ("Cook County Jail Circle", "Chicago", "time"),
        ("Tuesday Night", "Hope House Treatment Center", "time"),
        ("Dienstagsrunde", "JVA Tegel", "time"),
        ("Abendrunde", "Klinik für Drogenentzug", "time"),
        ("Entzückende Runde: Wer sucht, der findet", "Sucre", "full"),
        ("Martes", "Centro de Detención", "time"),
        ("Prisión y detencion", "Madrid", "time"),
        ("Centro carcelario", "Lima", "time"),
        ("Reunión del penal", "Madrid", "time"),
        ("Encontro", "Penalva do Castelo", "full"),
        ("Encontro", "Penitenciária de Lisboa", "time"),
        ("Encontro", "Centro de Tratamento", "time"),
        ("Groupe de parole du mardi", "Lyon", "full"),
        ("Réunion", "Pénitencier de Lyon", "time"),
        ("اجتماع", "الإصلاحية", "time"),
    ],
)
def test_a_name_or_place_of_treatment_or_correction_suggests_the_date_alone(
    name: str, place: str, suggested: str
) -> None:
    meeting = replace(MEETING, name=name, venue=replace(MEETING.venue, regions=(place,)))
    assert suggested_detail(meeting).value == suggested
