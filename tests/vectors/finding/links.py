"""Links that lead elsewhere, through filters, or hide where they lead."""

from collections.abc import Iterable
from urllib.parse import quote

from tests.vectors.finding.pieces import EVIL, LINK, OURS, SAFELINKS, TOKEN, Case, case, code, parts


def wrapped() -> Iterable[Case]:
    inner = quote(LINK, safe="")
    lower = inner.replace("%3A", "%3a").replace("%2F", "%2f")
    proofpoint = f"https-3A__{OURS}_v-23{TOKEN}"
    wrappers = {
        SAFELINKS: f"https://{SAFELINKS}/?url={inner}&data=05%7C02%7Cme%40mail.example&reserved=0",
        "nam02.safelinks.protection.office365.us": (
            f"https://nam02.safelinks.protection.office365.us/?url={inner}&amp;data=05"
        ),
        "urldefense.proofpoint.com": (
            f"https://urldefense.proofpoint.com/v2/url?u={proofpoint}&d=DwMFaQ&c=a-2D_b"
        ),
        "urldefense.com": f"https://urldefense.com/v3/__https://{OURS}/v*{TOKEN}__;Iw!!Abc!D-e_f$",
        "urldefense.us": f"https://urldefense.us/v3/__https://{OURS}/v*{TOKEN}__;Iw!!Abc$ ",
        "linkprotect.cudasvc.com": f"https://linkprotect.cudasvc.com/url?a={lower}&c=E,1,abc&typo=1",
        "secure-web.cisco.com": f"https://secure-web.cisco.com/1ab-C_d/{inner}",
        "imsva91-ctp.trendmicro.com": (
            f"https://imsva91-ctp.trendmicro.com:443/wis/clicktime/v1/query?url={lower}&umid=A-1"
        ),
        "protect2.fireeye.com": f"https://protect2.fireeye.com/v1/url?k=1-2&q=1&e=3&u={inner}",
        "url.avanan.click": f"https://url.avanan.click/v2/___{LINK}___.YXAz",
        "linklock.titanhq.com": f"https://linklock.titanhq.com/analyse?url={inner}&data=eJ",
        "www.google.com": f"https://www.google.com/url?q={inner}&sa=D&source=docs",
        "l.facebook.com": f"https://l.facebook.com/l.php?u={inner}&h=AT0",
        "l.messenger.com": f"https://l.messenger.com/l.php?u={inner}&h=AT0",
        "l.threads.net": f"https://l.threads.net/?u={inner}&e=AT0",
        "l.wl.co": f"https://l.wl.co/l?u={inner}",
        "meet.google.com": f"https://meet.google.com/linkredirect?authuser=0&dest={inner}",
        "www.linkedin.com": f"https://www.linkedin.com/safety/go?url={inner}&trk=msg",
        "vk.com": f"https://vk.com/away.php?to={inner}",
        "statics.teams.cdn.office.net": (
            "https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html"
            f"?url={inner}&locale=en-us"
        ),
        "protect.checkpoint.com": f"https://protect.checkpoint.com/v2/r01/___{LINK}___.YXAz",
        "cas5-0-urlprotect.trendmicro.com": (
            "https://cas5-0-urlprotect.trendmicro.com:443/wis/clicktime/v1/query"
            f"?url={lower}&umid=A-1"
        ),
        "url-shield.securence.com": f"https://url-shield.securence.com/?p=1.0&u={inner}",
        "clicktime.cloud.postoffice.net": (
            f"https://clicktime.cloud.postoffice.net/clicktime.php?U={inner}&E=me"
        ),
    }
    for host, text in wrappers.items():
        yield case(f"through {host}", text, code(wrapper=host))
    symantec = f"https://clicktime.symantec.com/15siF9LCu?u={inner}"
    yield case(
        "through one that hides its target at times",
        symantec,
        code(wrapper="clicktime.symantec.com"),
        opaque="clicktime.symantec.com",
    )
    long = wrappers[SAFELINKS]
    broken = "\r\n".join(parts(long, 76))
    yield case("through a filter, lines of 76", broken, code(wrapper=SAFELINKS))
    quoted = "".join(f"> {line}\n" for line in parts(long, 76))
    yield case("through a filter, quoted in a reply", quoted, code(wrapper=SAFELINKS))
    nested = f"https://urldefense.com/v3/__{long}__;!!A$"
    yield case("through two filters", nested, code(wrapper="urldefense.com"))
    plain_text = f"{LINK}<{long}>"
    yield case("a link and its filter, as plain mails have it", plain_text, code(wrapper=SAFELINKS))
    stranger = f"https://{EVIL}/?u={inner}"
    yield case("through a stranger", stranger, code(wrapper=EVIL))
    text = f"https://{SAFELINKS}/?url={quote(stranger, safe='')}&data=1"
    yield case("through a stranger inside a filter", text, code(wrapper=EVIL))
    text = f"https://{EVIL}#{LINK}"
    yield case("after a stranger's number sign", text, code(wrapper=EVIL))


def typed() -> Iterable[Case]:
    """Links as a scanner types them that is set to US, on keyboards that are not."""
    keyboards = {
        "German": ("\u00d6", "-", "\u00df", "\u00a7"),
        "Spanish": ("\u00d1", "-", "'", "\u00b7"),
        "Portuguese": ("\u00c7", "-", "'", "#"),
        "Italian": ("\u00e7", "-", "'", "\u00a3"),
        "Canadian French": (":", "\u00e9", "-", "/"),
        "Brazilian": (":", ";", "-", "#"),
    }
    for name, (colon, slash, hyphen, number) in keyboards.items():
        for host in (OURS, EVIL, f"{OURS}:8443", "look-alike.example"):
            typed_host = host.replace(":", colon).replace("-", hyphen)
            text = f"https{colon}{slash}{slash}{typed_host}{slash}v{number}{TOKEN}"
            yield case(f"{host} on a keyboard that is {name}", text, code(host=host))
    text = f"]Q1https\u00d6--{EVIL}-v\u00a7{TOKEN}"
    yield case("the same behind a prefix of a scanner", text, code(host=EVIL))
    inside = f"https://{EVIL}/?https\u00d6--{OURS}-v\u00a7{TOKEN}"
    yield case("such a link in the address of another", inside, code(host=EVIL))


def elsewhere() -> Iterable[Case]:
    evil = f"https://{EVIL}/v#{TOKEN}"
    yield case("another host", evil, code(host=EVIL))
    yield case("another host in a sentence", f"See {evil}.", code(host=EVIL))
    yield case("our name as a user", f"https://{OURS}@{EVIL}/v#{TOKEN}", code(host=EVIL))
    yield case(
        "our name as a beginning", f"https://{OURS}.{EVIL}/v#{TOKEN}", code(host=f"{OURS}.{EVIL}")
    )
    yield case("our name in the path", f"https://{EVIL}/{OURS}/v#{TOKEN}", code(host=EVIL))
    yield case("a backslash", f"https://{EVIL}\\@{OURS}/v#{TOKEN}", code(host=EVIL))
    yield case("without a number sign", f"https://{EVIL}/v/{TOKEN}", code(host=EVIL))
    yield case("in the query", f"https://{EVIL}/?c={TOKEN}", code(host=EVIL))
    yield case("a host in capitals", f"HTTPS://EVI1.Example/v#{TOKEN}", code(host=EVIL))
    cyrillic = "w\u0430ypost.example.org"
    yield case("a host that looks like ours", f"https://{cyrillic}/v#{TOKEN}", code(host=cyrillic))
    ways = {
        "a space in per cents": f"https://{EVIL}/v#%20{TOKEN}",
        "a quote in per cents": f"https://{EVIL}/v#a%22{TOKEN}",
        "a line break in per cents": f"https://{EVIL}/v#%0A%0A{TOKEN}",
        "a space after the number sign": f"https://{EVIL}/v# {TOKEN}",
        "a space before the number sign": f"https://{EVIL}/v #{TOKEN}",
        "an entity in the query": f"https://{EVIL}/?a&nbsp;b#{TOKEN}",
        "a quote in the query": f'https://{EVIL}/?"b#{TOKEN}',
        "a tag in the query": f"https://{EVIL}/?<b>#{TOKEN}",
        "JSON slashes": f'"https:\\/\\/{EVIL}\\/v#{TOKEN}"',
        "backslashes alone": f"https:\\\\{EVIL}\\v#{TOKEN}",
        "one slash": f"https:/{EVIL}/v#{TOKEN}",
        "the scheme of the page": f'<a href="//{EVIL}/v#{TOKEN}">',
        "the scheme of the page alone": f"//{EVIL}/v#{TOKEN}",
        "our name and a slash as a user": f"https://{OURS}%2F@{EVIL}/v#{TOKEN}",
        "our name and a number sign as a user": f"https://a@{OURS}%23@{EVIL}/v#{TOKEN}",
        "a beginning in the path": f"https://{EVIL}/{TOKEN[:8]}A/v#{TOKEN}",
    }
    fake = code(f"{TOKEN[:8]}A", EVIL)
    for name, text in ways.items():
        before = [fake] if name == "a beginning in the path" else []
        yield case(f"another host, {name}", text, *before, code(host=EVIL))
    for name, mark in {"comma": ",", "bracket": "(", "bar": "|", "closing bracket": "]"}.items():
        text = f"https://{EVIL}/{mark}{LINK}"
        yield case(f"ours in the path of another, after a {name}", text, code(wrapper=EVIL))
    text = f"https://www.google.com/url?q=https://{EVIL}&x={LINK}"
    yield case("ours beside the target of a filter", text, code(wrapper=EVIL))
    text = f"https://{SAFELINKS}/?url={quote(evil, safe='')}&data=1"
    yield case("another host through a filter", text, code(host=EVIL, wrapper=SAFELINKS))
    text = f"https://{OURS}/leave?to={evil}"
    yield case("another host through ours", text, code(host=EVIL, wrapper=OURS))
    text = f"[{LINK}]({evil})"
    yield case("ours as the words of another", text, code(wrapper=EVIL))
    text = f'<a href="{evil}">{LINK}</a>'
    yield case("ours as the text of another", text, code(host=EVIL, wrapper=OURS))

    text = f"https://{OURS}.//{EVIL}/v#{TOKEN}"
    yield case("another host after two slashes", text, code(host=EVIL, wrapper=OURS))
    yield case("the usual port of another scheme", f"http://{OURS}:443/v#{TOKEN}", code())
    yield case("another port", f"https://{OURS}:8443/v#{TOKEN}", code(host=f"{OURS}:8443"))


def opaque() -> Iterable[Case]:
    links = {
        "protect-us.mimecast.com": "https://protect-us.mimecast.com/s/AbCdEfGh?domain=waypost.example",
        "protect-de.mimecast.com": "Proof: https://protect-de.mimecast.com/s/Ab, thanks",
        "url.uk.m.mimecastprotect.com": "https://url.uk.m.mimecastprotect.com/s/Ab?domain=x",
        "us-west-2.protection.sophos.com": (
            "https://us-west-2.protection.sophos.com/?d=waypost.example.org&u=aHR0cHM6Ly93&i=NWM"
        ),
        "url.emailprotection.link": "<https://url.emailprotection.link/?bAbCdEf~>",
        "us01.l.antigena.com": "https://us01.l.antigena.com/l/AbCd~",
        "linkscan.io": "https://linkscan.io/scan/ux/aHR0cHM6Ly93",
        "atpscan.global.hornetsecurity.com": (
            "https://atpscan.global.hornetsecurity.com/index.php?atp_str=AbC"
        ),
        "www.mailcontrol.com": "https://www.mailcontrol.com/sr/AbCd==",
    }
    for host, text in links.items():
        yield case(f"{host} hides its target", text, opaque=host)
    beside = f"https://protect-us.mimecast.com/s/Ab {LINK}"
    yield case(
        "a code beside a link that hides its target",
        beside,
        code(),
        opaque="protect-us.mimecast.com",
    )
    yield case("such a host without a scheme", f"{host}/s/Ab", opaque=host)
    yield case("a mention of such a host", "We use mimecast.com for mail.")
    evil = "https://mimecast.com.evil.example/s/Ab"
    yield case("a host that begins like such a one", evil)
    yield case("a host that ends nearly like such a one", "https://notmimecast.com/s/Ab")
