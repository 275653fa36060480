"""Words for online where a place belongs."""

import pytest

from chalicelib.listings.incoming.online_words import names_place, without_online_words


@pytest.mark.parametrize(
    "text",
    [
        "Zoom.us", "us02web.zoom.us", "Meet.google.com (online)",
        "Online", "ONLINE ONLY", "On-line", "Online/Zoom", "Virtual Only", "Zoom Meeting",
        "Zoom ID 123 456 7890", "https://us02web.zoom.us/j/123?pwd=x", "Remote", "By phone",
        "Telephone: 605-555-0122", "Phone (605) 555-0122", "Conference Call",
        "Nur online", "Telefonisch", "Telefon-Meeting", "virtuelles Treffen", "Videokonferenz",
        "En línea", "Reunión virtual", "por teléfono", "a distancia",
        "En ligne", "Réunion en ligne", "à distance", "par téléphone", "Visioconférence",
        "Reunião virtual", "por telefone", "à distância", "somente online",
        "عبر الإنترنت", "عن بُعد", "اجتماع عبر الإنترنت فقط", "بالهاتف", "افتراضي",
        "Via Zoom", "Teams", "GoToMeeting", "Free Conference Call", "Phone line", "Discord server",
        "Facebook Live", "Online until further notice", "Meets on Zoom", "International Zoom group",
        "Web-based meeting", "Chat room", "At home via Zoom", "Not meeting in person",
        "Worldwide", "Anywhere", "Signal",
        "Onlinemeetings", "virtuellen Treffen", "Telefonkonferenzen", "digitales Treffen",
        "per Zoom", "über Zoom", "Online-Gruppen",
        "Reuniones virtuales", "a través de Zoom", "conferencia telefónica", "remotas",
        "Réunions en ligne", "conférences téléphoniques", "sur Zoom", "virtuels",
        "Reuniões virtuais", "através do Zoom", "pela internet", "telefônicas",
        "عبر الانترنت", "أون لاين", "مكالمة هاتفية", "اجتماعات افتراضية", "عبر تطبيق زووم",
        "P.O. Box 12", "PO Box 12 Anytown", "Postfach 12", "Apartado postal 12", "null",
        "No physical location", "Online (no in-person)", "Meeting ID 123 456 7890",
        "TBA", "Location to be announced", "N/A", "None", "Virtual (see notes)",
    ],
)  # fmt: skip
def test_nothing_remains_of_words_for_online_in_six_languages(text: str) -> None:
    assert without_online_words(text) == ""


@pytest.mark.parametrize(
    ("text", "remains"),
    [
        ("Online, Memphis, TN", "Memphis, TN"),
        ("Zoom - San Jose, CA", "San Jose, CA"),
        ("Philadelphia (online)", "Philadelphia"),
        ("San Jose online", "San Jose"),
        ("Virtual Hall", "Hall"),
        ("[Online] Los Angeles, CA", "Los Angeles, CA"),
        ("Online: Ciudad de México", "Ciudad de México"),
        ("Isle of Man online", "Isle of Man"),
        ("The Bronx via Zoom", "The Bronx"),
        ("Zoom, New Orleans, LA", "New Orleans, LA"),
        ("TBD, Memphis, TN", "Memphis, TN"),
        ("N/A, Memphis, TN", "Memphis, TN"),
        ("12 High St, P.O. Box 5, Reno", "12 High St, Reno"),
        ("PO Box 45 123 Main St, Reno", "123 Main St, Reno"),
        ("P.O. Box 45 12B Elm Ave, Zoom", "12B Elm Ave"),
        ("Signal Hill, CA, online", "Signal Hill, CA"),
        ("International Falls, MN (virtual)", "International Falls, MN"),
        ("Teams, 5 Elm St, Memphis", "5 Elm St, Memphis"),
    ],
)
def test_a_place_beside_them_remains(text: str, remains: str) -> None:
    assert without_online_words(text) == remains


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Alano Club",
        "1 Main St, Room 5, Anytown",
        "Meeting room, rear",
        "القاعة الكبرى",
        "12 N. A St",
        "The Bridge, Memphis",
        "See notes",
        "The Old Post Office, Memphis",
        "International House, Memphis",
        "Signal Hill, CA",
        "Post Box Cafe, Memphis",
        "PO Box Cafe, Memphis",
    ],
)
def test_a_text_without_them_comes_back_as_it_is(text: str) -> None:
    assert without_online_words(text) == text


def test_what_names_a_place_besides_saying_online() -> None:
    assert names_place("Ontario")
    assert names_place("Online, Memphis")
    assert not names_place("Online")
    assert not names_place("")
