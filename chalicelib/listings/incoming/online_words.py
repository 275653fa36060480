"""What feeds write where a place belongs, for meetings that have none: "Online", "Zoom", "TBA"."""

import re

from chalicelib.gazetteer.address_parts import SEPARATOR
from chalicelib.gazetteer.folding import fold

# Each alone says that one takes part from afar, or that there is no place yet; of several words,
# all in this order do.
_ONLINE = """
tba; tbd; to be announced; to be determined;
online; on line; virtual; virtually; remote; remotely; phone; telephone; by phone; teleconference;
conference call; video conference; videoconference; video; web; webinar; internet; cyberspace;
zoom; skype; google meet; microsoft teams; ms teams; whatsapp; jitsi; webex; dial in; call in; wfh;
onlinemeeting; onlinetreffen; virtuell; virtuelle; virtuelles; virtueller; digital; telefon;
telefonisch; telefonmeeting; telefonkonferenz; videokonferenz; aus der ferne; remoto; remota;
en línea; virtuales; a distancia; en remoto; teléfono; telefónico; telefónica; telefonía;
videollamada; videoconferencia; por internet; en ligne; virtuel; virtuelle; à distance; distanciel;
téléphone; téléphonique; visio; visioconférence; audioconférence; virtuais; à distância; telefone;
telefônico; telefônica; videochamada; videoconferência; em linha; remotamente;
عبر الإنترنت; على الإنترنت; الإنترنت; إنترنت; أونلاين; اونلاين; افتراضي; افتراضية; عن بعد; هاتف;
الهاتف; هاتفي; هاتفيا; بالهاتف; زوم
"""
# Beside such words these name no place either.
_BESIDE = """
a an and app are as at available be by call code conference currently details dial either for format
forum from group held here hosted hybrid id in info information is it join link location meeting
meetings need no notes now number of on only or our pass passcode password per place platform please
plus room s see session temporarily the this till time to until us use venue via video we website
with nur per über und am im treffen gruppe raum sitzung statt findet zugang
solo sólo solamente únicamente por reunión reuniones grupo en sala la el los las de del y con sesión
seulement uniquement par réunion réunions groupe le les du et avec salle
apenas somente só reunião reuniões em no na os do da e com sessão
فقط اجتماع اجتماعات الاجتماع عبر على في مجموعة غرفة قاعة رابط
"""
_PHRASES = frozenset(tuple(fold(phrase).split()) for phrase in _ONLINE.split(";"))
_LONGEST = max(map(len, _PHRASES))
# A whole piece of an address that says nothing.
_NO_PLACE = frozenset({"n a", "na", "no address", "none", "not applicable", "unknown"})
_FIRST_WORDS = frozenset(phrase[0] for phrase in (*_PHRASES, *map(str.split, _NO_PLACE)))
_FILLERS = frozenset(word for text in _BESIDE.split() for word in fold(text).split())
_JOINTS = re.compile(r"[-–—/:&.]")
_BETWEEN_DIGITS = str.maketrans("", "", " #-")
_LINK = re.compile(r"(?:https?://|www\.)\S+|\S+\.(?:us|com|org|net)/\S*", re.IGNORECASE)


def without_online_words(text: str) -> str:
    """Returns a text without what says that one takes part from afar, in six languages.

    With such words go those beside them that name no place, and numbers to join by. A text without
    any comes back as it is.
    """
    if "/" in text or "www." in text:
        text = _LINK.sub(" online ", text)
    if _FIRST_WORDS.isdisjoint(fold(text).split()):
        return text
    pieces = SEPARATOR.split(text)
    remaining = [[] if fold(piece) in _NO_PLACE else _words_besides(piece) for piece in pieces]
    if all(words is None for words in remaining):
        return text
    kept: list[str] = []
    for piece, words in zip(pieces, remaining, strict=True):
        rest = piece.strip() if words is None else " ".join(words)
        if not _is_number(rest) and not _is_beside(rest):
            kept.append(rest)
    return ", ".join(filter(None, kept))


def _is_beside(piece: str) -> bool:
    """Returns whether a piece is nothing but such as "see notes"; of one word it may be a place."""
    names = fold(piece).split()
    return len(names) > 1 and _FILLERS.issuperset(names)


def _words_besides(piece: str) -> list[str] | None:
    """Returns the words that name a place; None where none says that one takes part from afar."""
    words = [word for each in piece.split() for word in _JOINTS.split(each)]
    names = [fold(word) for word in words]
    kept: list[str] = []
    said = False
    at = 0
    while at < len(words):
        size = _phrase_size(names, at)
        said = said or size > 0
        if not size and names[at] and names[at] not in _FILLERS and not _is_number(words[at]):
            kept.append(words[at])
        at += size or 1
    return kept if said else None


def _phrase_size(names: list[str], at: int) -> int:
    """Returns how many words from there on say that one takes part from afar; 0 for none."""
    if names[at] not in _FIRST_WORDS:
        return 0
    for size in range(_LONGEST, 0, -1):
        if tuple(names[at : at + size]) in _PHRASES:
            return size
    return 0


def _is_number(text: str) -> bool:
    return text.translate(_BETWEEN_DIGITS).isdecimal()
