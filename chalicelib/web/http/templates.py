"""Pages: Jinja templates, filled and escaped. Jinja is imported with the first page asked for."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from chalicelib.web.files import BUILT, PAGES, STATIC
from chalicelib.web.finder import directions, filter_controls, timetable
from chalicelib.web.i18n import formatting, recurrence_words
from chalicelib.web.i18n.catalogue import OWN_NAMES, direction, languages, speaker

if TYPE_CHECKING:
    from jinja2 import Environment

COMPILED = BUILT / "templates"
_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


def render(template: str, base: str, language: str = "en", **context: object) -> str:
    """The page as HTML text.

    `base` is the path prefix of the deployment ("" or "/api"): every link starts with it. A value
    that the template expects and the context lacks raises jinja2.UndefinedError.
    """
    tag = language if language in languages() else "en"

    def link(path: str, /, **query: object) -> str:
        asked = {name: value for name, value in query.items() if value not in (None, "")}
        return f"{base}{path}?{urlencode(asked)}" if asked else f"{base}{path}"

    def static(name: str) -> str:
        return f"{base}/static/{name}?v={content_hash(name)}"

    return (
        environment()
        .get_template(template)
        .render(
            {
                "base": base,
                "language": tag,
                "direction": direction(tag),
                "t": speaker(tag),
                "link": link,
                "static": static,
                **context,
            }
        )
    )


def content_hash(name: str) -> str:
    """Ten hex digits that change with the content of a static file, as it is built.

    Raises FileNotFoundError for none."""
    file = STATIC / name
    seen = file.stat()
    return _content_hash(file, (seen.st_mtime_ns, seen.st_size))


@lru_cache(maxsize=64)
def _content_hash(file: Path, _version: tuple[int, int]) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10]


@lru_cache(maxsize=1)
def environment() -> "Environment":
    """The templates, compiled ones where a package carries them (they are a cold start's)."""
    return _environment(COMPILED if COMPILED.is_dir() else None)


def compile_templates(folder: Path = COMPILED) -> None:
    """Writes every template as a Python module; for a deployment package only, since a source that
    changes later is not looked at any more.
    """
    _environment(None).compile_templates(folder, extensions=["html"], zip=None, ignore_errors=False)


def _environment(compiled: Path | None) -> "Environment":
    """Escapes everything, and refuses what it was not given."""
    from jinja2 import Environment, FileSystemLoader, ModuleLoader, StrictUndefined

    class Unindented(FileSystemLoader):
        """Indentation is for those who read templates; taken off the source, never off values."""

        def get_source(self, environment: Environment, template: str):  # type: ignore[no-untyped-def]
            source, path, is_current = super().get_source(environment, template)
            return _INDENTATION.sub("", source), path, is_current

    made = Environment(
        loader=ModuleLoader(compiled) if compiled else Unindented(PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        choices=filter_controls,
        going=directions,
        own_names=OWN_NAMES,
        series=recurrence_words,
        timetable=timetable,
        wording=formatting,
    )
    return made
