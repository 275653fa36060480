"""How much a code tells, what is suggested for a meeting, and the place that a code names."""

import re
from enum import StrEnum

from chalicelib.gazetteer.folding import fold
from chalicelib.meetings.meeting import PRIVATE, Meeting

# Codes of communities and places that a full code would tell about a person: Meeting Guide's, the
# movement's own, and private meetings, which are held in correctional or treatment places.
_SENSITIVE_TYPES = frozenset(
    "AL AL-AN ASL BI BV-I D-HOH DD FAM G L LGBTQ LGBTQIA LO-I M N NB NDG P POC QSL RSL SEN T VET W"
    " Y".split()
) | {PRIVATE}
# The same of a name or place, folded, in the languages of the pages: the beginnings of words that
# tell of a place of correction or treatment. German joins them to others.
_SENSITIVE_WORDS = re.compile(
    r"\b(jail|prison|correctional|detention|penitenti|probation|on parole|parole office|inmate"
    r"|treatment|detox|rehab|halfway house|psychiatr|sober living"
    r"|carcel|penal\b|penitenciar|detencion|tratamiento|desintoxica"
    r"|penitencier|maison d arret|maison darret|desintox|addictolog"
    r"|jva\b|forensi"
    r"|presidio|prisao|cadeia|detencao|tratamento|reabilita|clinica de recupera"
    r"|(ال)?سجن|(ال)?سجون|(ال)?اصلاحيه|علاج الادمان)"
    r"|justizvollzug|gefangnis|entzug|entwohnung|suchtklinik|suchthilfe|suchtberatung"
)


class Detail(StrEnum):
    """What a code tells: date, time, name and place; only date and time; or only the date."""

    FULL = "full"
    TIME = "time"
    DATE = "date"


def suggested_detail(meeting: Meeting) -> Detail:
    """Returns what a code of this meeting should tell unless its holder chooses otherwise.

    Not the name and place where these would tell which community a person belongs to, or that the
    meeting was in a place of treatment or correction.
    """
    sensitive = not _SENSITIVE_TYPES.isdisjoint(meeting.types)
    if sensitive or _SENSITIVE_WORDS.search(fold(f"{meeting.name}, {place_name(meeting)}")):
        return Detail.TIME
    return Detail.FULL


def place_name(meeting: Meeting) -> str:
    """Returns where a code says that the meeting was: its town or region, or that it was online."""
    if not meeting.attendance.has_room:
        return "Online"
    return meeting.venue.regions[-1] if meeting.venue.regions else meeting.venue.location
