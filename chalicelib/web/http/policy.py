"""What a page's browser may load: its Content-Security-Policy (W3C CSP Level 3)."""

from collections.abc import Iterable

from chalicelib.web.http import page_style


def content_security_policy(
    *,
    styles: str = "",
    scripts: str = "",
    images: str = "",
    asked: Iterable[str] = (),
    framed_by: str = "'none'",
) -> str:
    """Returns the policy of a page: everything of this host, and nothing of any other.

    `styles`, `scripts` and `images` are further sources of those; `asked`: origins that its script
    may ask for data; `framed_by`: whose pages may show it in a frame.
    """
    directives = {
        "default-src": "'none'",
        "style-src": f"'self' {styles}",
        "script-src": f"'self' {scripts}",
        "img-src": f"'self' {images} data: blob:",
        "connect-src": " ".join(("'self'", *sorted(set(asked)))),
        "form-action": "'self'",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": framed_by,
    }
    return "; ".join(f"{name} {' '.join(value.split())}" for name, value in directives.items())


def page_policy(page: object, *, images: str = "") -> str:
    """Returns the policy of a page by its dataclass: one that carries its style may use that."""
    styles = page_style.source(page) if page_style.is_in(page) else ""
    return content_security_policy(styles=styles, images=images)
