"""Pages: Jinja templates, filled and escaped. Jinja is imported with the first page asked for."""

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol
from urllib.parse import urlencode

from chalicelib.web.files import BUILT, PAGES
from chalicelib.web.http import page_style
from chalicelib.web.http.static_addresses import static_address
from chalicelib.web.i18n import formatting, recurrence_words
from chalicelib.web.i18n.catalogue import OWN_NAMES, direction, languages, translator

if TYPE_CHECKING:
    from jinja2 import Environment

COMPILED = BUILT / "templates"
LINKED = "linked"  # in the query of a page that is stored with its style beside it
_INDENTATION = r"^[ \t]+"


def render(template: str, base: str, language: str = "en", **context: object) -> str:
    """Returns the page as HTML text.

    `base` is the path prefix of the deployment ("" or "/api"): every link starts with it. A value
    that the template expects and the context lacks raises jinja2.UndefinedError.
    """
    tag = language if language in languages() else "en"

    def link(path: str, /, **query: object) -> str:
        parameters = {name: value for name, value in query.items() if value not in (None, "")}
        return f"{base}{path}?{urlencode(parameters)}" if parameters else f"{base}{path}"

    def static(name: str) -> str:
        return static_address(base, name)

    return (
        environment()
        .get_template(template)
        .render(
            {
                "base": base,
                "language": tag,
                "direction": direction(tag),
                "own_names": OWN_NAMES,
                "t": translator(tag),
                "link": link,
                "static": static,
                "inline_style": "",
                "linked_styles": (),
                "formatting": formatting,
                "recurrence_words": recurrence_words,
                **context,
            }
        )
    )


class Page(Protocol):
    """A page's dataclass, or named tuple: its fields are what its template is filled with."""

    template: ClassVar[str]

    @property
    def __match_args__(self) -> tuple[str, ...]:
        """The names of the fields."""


def render_page(
    page: Page, base: str, language: str = "en", *, has_linked_style: bool = False
) -> str:
    """Returns a page as HTML text; `base` as for `render`.

    `has_linked_style`: it links to the style that it would carry.
    """
    values = {name: getattr(page, name) for name in page.__match_args__}
    if page_style.is_in(page):
        if has_linked_style:
            values["linked_styles"] = page_style.COMMON
        else:
            values["inline_style"] = page_style.text(page)
    return render(page.template, base, language, **values)


@lru_cache(maxsize=1)
def environment() -> "Environment":
    """Returns the templates, compiled where a package carries them (for its cold starts)."""
    return _environment(COMPILED if COMPILED.is_dir() else None)


def compile_templates(folder: Path = COMPILED) -> None:
    """Writes every template as a Python module.

    For a deployment package only: a source that changes later is not looked at any more.
    """
    _environment(None).compile_templates(folder, extensions=["html"], zip=None, ignore_errors=False)


def _environment(compiled: Path | None) -> "Environment":
    """Returns an environment that escapes everything and refuses what it was not given."""
    from jinja2 import Environment, FileSystemLoader, ModuleLoader, StrictUndefined

    class Unindented(FileSystemLoader):
        """Takes the indentation off the source, where it is for readers; never off values."""

        def get_source(self, environment: Environment, template: str):  # type: ignore[no-untyped-def]
            source, path, is_current = super().get_source(environment, template)
            return re.sub(_INDENTATION, "", source, flags=re.MULTILINE), path, is_current

    environment = Environment(
        loader=ModuleLoader(compiled) if compiled else Unindented(PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # pages are UTF-8: an Arabic letter has two bytes in them, and six as \u0627
    short = {"ensure_ascii": False, "separators": (",", ":"), "sort_keys": True}
    environment.policies["json.dumps_kwargs"] = short
    return environment
