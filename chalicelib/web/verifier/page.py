"""The check page, as its template is filled: where it is built, and in the answer to its form."""

from dataclasses import dataclass, field
from typing import ClassVar

from chalicelib.web.verifier.outcome import PageOutcome

STYLE = "styles/check.css"  # made of others by tools/build_pages.py


@dataclass(frozen=True, slots=True)
class CheckPage:
    """The check page, or the answer to its form.

    It is built once without a result; then the browser reads the fragment and does the rest. With a
    result it is the answer to its form, for browsers without scripts or without Ed25519.

    `sample`: JWK of the published sample key (kty, crv, x, kid). The others are addresses. `style`:
    of its stylesheet; `script`: of the page's script; `ed25519`: of the bundled library for
    browsers that lack it, "" where there is none. Of scripts that are loaded later: `check` checks
    a code, `reader` finds codes in a text, `others` knows other issuers, `keep` offers to keep one,
    `later` has the words of some answers, and of that button.
    """

    template: ClassVar[str] = "verifier/check.html"
    organisation: str
    style: str
    result: PageOutcome | None = None
    sample: dict[str, str] = field(default_factory=dict)
    script: str = ""
    ed25519: str = ""
    others: str = ""
    reader: str = ""
    keep: str = ""
    later: str = ""
    check: str = ""
