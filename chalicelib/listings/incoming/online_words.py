"""What feeds write where a place belongs, for meetings that have none: "Online", "Zoom", "TBA"."""

import re

from chalicelib.gazetteer.address_parts import SEPARATOR
from chalicelib.gazetteer.folding import fold

# Each alone says that one takes part from afar, or that there is no place yet; of several words,
# all in this order do.
_ONLINE = """
tba; tbd; to be announced; to be determined;
online; on line; virtual; virtually; remote; remotely; phone; telephone; by phone;
teleconference; telephonic; conference call; video conference; videoconference; video call; video;
web; webinar; internet; cyberspace; dial in; call in; wfh;
meeting id; chat room; chatroom; text chat; livestream; live stream; cyber; e meeting;
email meeting; conference line; phone line; phone bridge; conference bridge;
zoom; zoom us; skype; google meet; google hangouts; jitsi meet; microsoft teams; ms teams; teams;
whatsapp; jitsi; webex; go to meeting; gotomeeting; bluejeans; discord; facetime; facebook; youtube;
facebook live; free conference call; freeconferencecall; freeconference;
onlinemeeting; onlinemeetings; onlinetreffen; onlinegruppe; zoommeeting; zoomtreffen; zoomlink;
aus der ferne; telefon; telefonmeeting; telefonmeetings; telefontreffen; telefongruppe;
telefonkonferenz; telefonkonferenzen; videokonferenz; videokonferenzen; videomeeting; videoanruf;
fernteilnahme;
en línea; a distancia; remotamente; teléfono; telefonía; videollamada; videollamadas;
videoconferencia; videoconferencias; por internet; virtuales;
en ligne; à distance; distanciel; téléphone; visio; visioconférence; visioconférences; visios;
audioconférence; audioconférences; webconférence;
virtuais; à distância; telefone; videochamada; videochamadas; videoconferência; videoconferências;
em linha;
عبر الإنترنت; على الإنترنت; الإنترنت; إنترنت; النت; أونلاين; أون لاين; الأونلاين; عن بعد; هاتف;
الهاتف; بالهاتف; هاتفيا; هاتفيًا; زوم; زووم; سكايب; واتساب; فيديو; الفيديو; جوجل ميت; تيمز;
افتراضيا; افتراضيًا
"""
# Words with the endings that languages give them.
_DECLINED = (
    ("virtuell digital telefonisch", "- e en er es em"),
    ("remot telefónic telefônic", "o a os as"),
    ("téléphonique virtuelle virtuel", "- s"),
    ("افتراضي الافتراضي هاتفي الهاتفي", "- ة ات"),
)
# Beside such words these name no place either.
_BESIDE = """
a an and app are as at available based be below by call calls channel code conference contact
currently details dial dialing either email for format forum from further global group groups held
here home hosted hybrid id in info information intergroup international is it join line link links
live location meet meeting meetings meets need no notes notice now number numbers of on only or our
pass passcode password per place platform please plus required room s see server session sessions
temporarily the this through till time to until us use using venue via video we website with world
worldwide your
anruf bei das der die findet gruppe gruppen im konferenz link mit nur online per plattform raum
sitzung sitzungen statt treffen über und am zugang
al apenas conferencia de del desde el en enlace grupo grupos la las llamada llamadas los modalidad
plataforma por reunión reuniones sala salas sesión sesiones solamente solo sólo través una
únicamente vía y con
appel au avec conférence conférences du en et groupe groupes la le les lien par plateforme réunion
réunions salle salles séance sur une uniquement seulement
ao através chamada com conferência da do e em na no os pela pelo pelos reunião reuniões sessão
sessões somente só uma
فقط اجتماع اجتماعات الاجتماع الاجتماعات اللقاء لقاء عبر على في من خلال مجموعة غرفة قاعة رابط مكالمة
مكالمات مؤتمر تطبيق برنامج منصة
"""
_ENDED = (
    word + ending.strip("-")
    for words, endings in _DECLINED
    for word in words.split()
    for ending in endings.split()
)
_PHRASES = frozenset(
    tuple(fold(phrase).split()) for phrase in (*_ONLINE.split(";"), *_ENDED) if fold(phrase)
)
_LONGEST = max(map(len, _PHRASES))
# A whole piece of an address that says nothing.
_NO_PLACE = frozenset(
    {"n a", "na", "nil", "none", "null", "undefined", "unknown", "not applicable", "not available"}
    | {"no address", "no location", "no venue", "no physical address", "no physical location"}
    | {"your home", "from home", "no longer meeting in person", "not meeting in person"}
    | {"no in person", "no in person meeting", "no in person meetings", "not in person"}
    | {"anywhere", "europe", "everywhere", "global", "international", "nationwide", "statewide"}
    | {"north america", "worldwide", "weltweit", "mundial", "mondial", "signal", "slack"}
    | {"telegram", "in the rooms", "intherooms"}
)
# Where letters go and nobody meets (folded).
_LETTER_BOX = re.compile(
    r"(?:p ?o|post|postal|post office) box(?: \w*[0-9].*| [a-z])?"
    r"|(?:postfach|postbus|bp|casilla) [0-9]+"
    r"|(?:apartado|caixa|boite)(?: (?:de correos|postal|postale))? [0-9]+|ص ?ب [0-9]+"
)
# "PO Box 45 123 Main St" without a comma between.
_HOUSE_AFTER_BOX = re.compile(
    r"\s*(?:p\.?\s?o\.?|post(?:al| office)?)\s+box\s+#?[0-9]+\s+"
    r"(?P<house>[0-9]+[a-z]?\s+[^\W\d].*)",
    re.IGNORECASE | re.DOTALL,
)
_FIRST_WORDS = frozenset(
    "po p post postal postfach postbus bp casilla apartado caixa boite ص صب".split()
) | {phrase[0] for phrase in (*_PHRASES, *map(str.split, _NO_PLACE))}
_FILLERS = frozenset(word for text in _BESIDE.split() for word in fold(text).split())
# Of names these are parts: "Los Angeles", "Ciudad de México", "Isle of Man".
_ARTICLES = frozenset("el la las le les los the".split())
_WITHIN_NAMES = _ARTICLES | frozenset("am an as da de del do en of on".split())
_JOINTS = re.compile(r"[-–—/:&.\[\]]")
_BETWEEN_DIGITS = str.maketrans("", "", " #-")
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\S+\.(?:us|com|org|net)/\S*"
    r"|(?<![\w.-])(?:[\w-]+\.)*(?:zoom\.us|zoom\.com|meet\.google\.com|teams\.microsoft\.com"
    r"|webex\.com|meet\.jit\.si|skype\.com|whereby\.com)(?![\w.-])",
    re.IGNORECASE,
)


def without_online_words(text: str) -> str:
    """Returns a text without what says that one takes part from afar, in six languages.

    With such words go those beside them that name no place, and numbers to join by. A text without
    any comes back as it is.
    """
    if "/" in text or "." in text:
        text = _LINK.sub(" online ", text)
    if _FIRST_WORDS.isdisjoint(fold(text).split()):
        return text
    pieces = SEPARATOR.split(text)
    remaining = [_words_besides(piece) for piece in pieces]
    if all(words is None for words in remaining):
        return text
    kept: list[str] = []
    for piece, words in zip(pieces, remaining, strict=True):
        rest = piece.strip() if words is None else " ".join(words)
        if not _is_number(rest) and not _is_beside(rest):
            kept.append(rest)
    return ", ".join(filter(None, kept))


def names_place(text: str) -> bool:
    """Returns whether anything in a text can name a place: "Ontario", not "Online" and not ""."""
    return bool(without_online_words(text))


def _is_no_place(piece: str) -> bool:
    name = fold(piece)
    return name in _NO_PLACE or _LETTER_BOX.fullmatch(name) is not None


def _is_beside(piece: str) -> bool:
    """Returns whether a piece is nothing but such as "see notes"; of one word it may be a place."""
    names = fold(piece).split()
    return len(names) > 1 and _FILLERS.issuperset(names)


def _words_besides(piece: str) -> list[str] | None:
    """Returns the words that name a place; None where all of them may do so."""
    if house := _HOUSE_AFTER_BOX.fullmatch(piece):
        return house["house"].split()
    if _is_no_place(piece):
        return []
    words = [word for each in piece.split() for word in _JOINTS.split(each)]
    names = [fold(word) for word in words]
    kept: list[str] = []
    between: list[str] = []  # words such as "de" since the last one that is kept
    said = False
    at = 0
    while at < len(words):
        size = _phrase_size(names, at)
        said = said or size > 0
        if size or not names[at]:
            between = []
        elif names[at] in _FILLERS or _is_number(words[at]):
            is_of_name = names[at] in (_WITHIN_NAMES if kept else _ARTICLES)
            between = [*between, words[at]] if is_of_name else []
        else:
            kept += [*between, words[at]]
            between = []
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
