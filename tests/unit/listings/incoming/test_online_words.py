"""Words for online where a place belongs."""

import pytest

from chalicelib.listings.incoming.online_words import without_online_words


@pytest.mark.parametrize(
    "text",
    [
        "Online", "ONLINE ONLY", "On-line", "Online/Zoom", "Virtual Only", "Zoom Meeting",
        "Zoom ID 123 456 7890", "https://us02web.zoom.us/j/123?pwd=x", "Remote", "By phone",
        "Telephone: 605-555-0122", "Phone (605) 555-0122", "Conference Call",
        "Nur online", "Telefonisch", "Telefon-Meeting", "virtuelles Treffen", "Videokonferenz",
        "En línea", "Reunión virtual", "por teléfono", "a distancia",
        "En ligne", "Réunion en ligne", "à distance", "par téléphone", "Visioconférence",
        "Reunião virtual", "por telefone", "à distância", "somente online",
        "عبر الإنترنت", "عن بُعد", "اجتماع عبر الإنترنت فقط", "بالهاتف", "افتراضي",
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
        ("Zoom, New Orleans, LA", "New Orleans, LA"),
        ("TBD, Memphis, TN", "Memphis, TN"),
        ("N/A, Memphis, TN", "Memphis, TN"),
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
    ],
)
def test_a_text_without_them_comes_back_as_it_is(text: str) -> None:
    assert without_online_words(text) == text
