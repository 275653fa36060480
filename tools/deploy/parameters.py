"""The template's parameters: what may be set, checked before anything is uploaded."""

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tools.deploy.errors import NotDeployed

LISTING = ".venv/bin/python -m tools.deploy parameters"  # the command, as one types it
_LIMITS = (
    ("MinLength", "of at least"),
    ("MaxLength", "of at most"),
    ("MinValue", "from"),
    ("MaxValue", "to"),
)


def checked(
    given: Mapping[str, Any], declared: Mapping[str, Mapping[str, Any]], where: str
) -> dict[str, str]:
    """Returns the values as CloudFormation takes them.

    `declared` is the template's `Parameters`, `where` the name of the file that gives the values.
    Raises NotDeployed, which names all that is wrong.
    """
    texts = {name: _text(value) for name, value in given.items()}
    wrong = [_unknown(name, declared) for name in given if name not in declared]
    for name, declaration in declared.items():
        if name in given:
            value = texts[name]
            reason = _must_be(declaration) if value is None else _broken(value, declaration)
            if reason:
                wrong.append(f"{name} {reason}, and is {given[name]!r}")
        elif "Default" not in declaration:
            wrong.append(f"{name} is missing: {_sentence(declaration)}")
    if wrong:
        raise NotDeployed("\n".join(f"{where}: {line}" for line in wrong))
    return {name: value for name, value in texts.items() if value is not None}


def described(declared: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yields lines that say what each parameter is, those first that have to be given."""
    for name in sorted(declared, key=lambda name: ("Default" in declared[name], name)):
        declaration = declared[name]
        if "Default" not in declaration:
            value = "required"
        elif declaration["Default"] == "":
            value = "default: empty"
        else:
            value = f"default: {declaration['Default']}"
        yield f"{name} ({_kind(declaration)}; {value})"
        if "Description" in declaration:
            yield f"    {_sentence(declaration)}"


def _text(value: Any) -> str | None:
    """Returns a value of a JSON file as text; None for one that a parameter can't have."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ",".join(value)
    return str(value) if isinstance(value, str | int | float) else None


def _unknown(name: str, declared: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(name, declared, n=1)
    hint = f"did you mean {near[0]}?" if near else f"`{LISTING}` lists them"
    return f"no parameter is called {name}: {hint}"


def _broken(value: str, declaration: Mapping[str, Any]) -> str:
    """Returns what a value would have to be and is not; nothing where it is good."""
    number = _number(value) if declaration["Type"] == "Number" else None
    good = (
        (declaration["Type"] != "Number" or number is not None)
        and value in map(_text, declaration.get("AllowedValues", [value]))
        and re.fullmatch(str(declaration.get("AllowedPattern", "(?s).*")), value, re.ASCII)
        and len(value) >= int(declaration.get("MinLength", 0))
        and len(value) <= int(declaration.get("MaxLength", len(value)))
        and (number is None or number >= float(declaration.get("MinValue", number)))
        and (number is None or number <= float(declaration.get("MaxValue", number)))
    )
    return "" if good else _must_be(declaration)


def _must_be(declaration: Mapping[str, Any]) -> str:
    if "ConstraintDescription" in declaration:
        said = " ".join(str(declaration["ConstraintDescription"]).split()).rstrip(".")
        return said[:1].lower() + said[1:]
    if "AllowedPattern" in declaration:
        return f"must match {declaration['AllowedPattern']}"
    return f"must be {_kind(declaration)}"


def _kind(declaration: Mapping[str, Any]) -> str:
    """Returns in words what a value is."""
    if "AllowedValues" in declaration:
        return "one of " + ", ".join(str(_text(each)) for each in declaration["AllowedValues"])
    said = [f"{word} {declaration[name]}" for name, word in _LIMITS if name in declaration]
    return " ".join(("a number" if declaration["Type"] == "Number" else "a text", *said))


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def _sentence(declaration: Mapping[str, Any]) -> str:
    return " ".join(str(declaration.get("Description", "it has no default")).split())
