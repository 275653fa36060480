"""The hosts in a link: those that only lead on, and those that hide where they lead, among them."""

import re
import unicodedata

from .plain_text import FLAGS, PERCENT, SPACE, WORD_END, lower, percent_decoded

_LINE_END = re.compile(r"\r?\n[ \t>|]*(?:[(\[]?[0-9]{1,2}/[0-9]{1,2}[)\]:]?[ \t]*)?")
_MID_LINK = re.compile(r"(://[\w.:-]+) [ >|]*", FLAGS)
_REPLY_MARKS = re.compile(f"[{SPACE}>|]+")
_WHOLE = re.compile(r"[\w-]+(\.[\w-]+)+(:[0-9]+)?/", FLAGS)
_MID_HOST = re.compile(r"://[\w.-]*\Z", FLAGS)
_FRAGMENT = re.compile(r"(#|\*|23)\Z")
_PROOFPOINT = re.compile("urldefense", FLAGS)
_DASHED = re.compile(r"-(?=[0-9a-f]{2})", FLAGS)
_SCHEME = re.compile(r"(https?:)[/\\]+", FLAGS)
_NO_SCHEME = re.compile(r"(^|[^\w:/\\])[/\\]{2,}", FLAGS)
_ADDRESS = re.compile("(?=https?:)", FLAGS)
_AUTHORITY_END = re.compile(r"[/?#&\\]")
_USUAL_PORT = re.compile(r"\.?(:(80|443)?)?\Z")
_NAME_START = re.compile(r"[^\w.:-]|:(?![0-9])", FLAGS)
_NAME = re.compile(r"[\w-]+(\.[\w-]+)*\.[a-z][\w-]+(:[0-9]+)?", FLAGS)
_NO_NAME = re.compile(r"[^\w.-]", FLAGS)
_MAX_HOST = 253  # characters of a name (RFC 1035): a long one would take minutes to write in ASCII
_OWN_LETTER = re.compile("[\xdf\u03c2]")  # to IDNA 2008, as browsers have it; ss and σ to 2003

# Hosts that lead on to the address that they carry.
CARRIERS = re.compile(
    r"(?:^|\.)(?:safelinks\.protection\.(?:outlook\.com|office365\.us|partner\.outlook\.cn)|"
    r"urldefense\.(?:com|us|proofpoint\.com)|linkprotect\.cudasvc\.com|secure-web\.cisco\.com|"
    r"[a-z0-9-]+-(?:ctp|urlprotect)\.trendmicro\.com|protect2?\.fireeye\.com|url\.avanan\.click|"
    r"protect\.checkpoint\.com|clicktime\.symantec\.com|clicktime\.cloud\.postoffice\.net|"
    r"scanmail\.trustwave\.com|linklock\.titanhq\.com|link\.edgepilot\.com|"
    r"url-shield\.securence\.com|urlsand\.esvalabs\.com|slack-redir\.net|"
    r"statics\.teams\.cdn\.office\.net)\Z|"
    r"^(?:(?:www|meet)\.google\.com|lm?\.facebook\.com|"
    r"l\.(?:instagram\.com|messenger\.com|threads\.(?:com|net)|wl\.co)|"
    r"www\.linkedin\.com|(?:m\.)?vk\.com)\Z"
)
# Hosts of mail security that hide where their links lead.
OPAQUE = re.compile(
    r"(?:^|\.)(?:mimecast\.com|mimecastprotect\.com|mimecast-offshore\.com|"
    r"protection\.sophos\.com|emailprotection\.link|mailanyone\.net|clicktime\.symantec\.com|"
    r"cloud-security\.net|inky\.com|antigena\.com|linkscan\.io|hornetsecurity\.com|"
    r"mailcontrol\.com)\Z"
)


def hosts_of_link_before(before: str) -> list[str]:
    """Returns the hosts of the link in which a text ends, the outermost first; none without one."""
    return _hosts_in(_link_at_end(before)) or _hosts_in(_parted_link(before))


def opaque_host_in(entered: str) -> str:
    """Returns the host of a link in a plain text that hides where it leads; else ""."""
    ends = entered.split("/")[:-1]
    hosts = (lower(_NO_NAME.split(end)[-1]) for end in ends)
    return next((host for host in hosts if OPAQUE.search(host)), "")


def _link_at_end(before: str) -> str:
    """Returns the link that ends where a text ends, put together where a line was broken."""
    # a field of one line has a space where a line was broken
    lines = _LINE_END.split(_MID_LINK.sub(r"\1\n", before))
    line = lines.pop()
    link = last = WORD_END.split(line)[-1]
    for _ in range(12):
        if not lines or "://" in link or last != line:
            break
        line = lines.pop().rstrip(SPACE)
        previous = last = WORD_END.split(line)[-1]
        is_whole = _WHOLE.match(link) and not _MID_HOST.search(previous)
        if is_whole or not _FRAGMENT.search(link or previous):
            break
        link = previous + link
    return link


def _parted_link(before: str) -> str:
    """Returns the last link of a text that ends as one, whatever parts it; else ""."""
    ended = before.rstrip(SPACE)
    if ended[-1:] not in tuple("#=/?&"):
        return ""
    link = _ADDRESS.split(ended)[-1]
    return _REPLY_MARKS.sub("" if _ADDRESS.match(link) else " ", link)


def _hosts_in(link: str) -> list[str]:
    """Returns the hosts of the addresses that are one inside the other, from the outermost."""
    if _PROOFPOINT.search(link) and "/v2/" in link:
        link = PERCENT.sub(percent_decoded, _DASHED.sub("%", link.replace("_", "/")))
    link = _NO_SCHEME.sub(r"\1://", _SCHEME.sub(r"\1//", link))
    authorities = (_AUTHORITY_END.split(part)[0] for part in link.split("://")[1:])
    hosts = [_USUAL_PORT.sub("", authority.rpartition("@")[2]) for authority in authorities]
    hosts = [host for host in hosts if host]
    beginning, *path = re.split(r"[/?#]", link, maxsplit=1)
    if not hosts and path:
        name = _NAME_START.split(beginning)[-1]
        hosts = [name] if _NAME.fullmatch(name) else []
    return [lower(host) for host in hosts]


def as_ascii(host: str) -> str:
    """Returns the host as browsers write it; as it is where it can be none."""
    if host.isascii() or len(host) > _MAX_HOST:
        return host
    try:
        return ".".join(map(_label_as_ascii, host.split(".")))
    except UnicodeError:
        return host


def _label_as_ascii(label: str) -> str:
    if not _OWN_LETTER.search(label):
        return label.encode("idna").decode()
    small = unicodedata.normalize("NFC", label.lower())
    return "xn--" + small.encode("punycode").decode()
