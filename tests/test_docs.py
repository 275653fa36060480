"""The documents say what is so."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from chalicelib.__main__ import main
from chalicelib.settings import Settings
from chalicelib.verification.core.checking import Outcome, TrustedLists, check
from chalicelib.verification.core.claims import reference_text
from chalicelib.verification.core.public_keys import KeyRing
from chalicelib.web.api import openapi
from chalicelib.web.routes import ROUTES

PROJECT = Path(__file__).parent.parent
DOCUMENTS = [
    *(PROJECT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted(PROJECT.glob("docs/*.md")),
]
SOURCES = (
    "chalicelib",
    "frontend",
    "local",
    "tools",
    "benchmarks",
    "tests",
    "docs",
    "verifiers",
    ".chalice",
)
SOURCE_TYPES = {".py", ".js", ".mjs", ".css", ".html", ".md", ".toml", ".yaml", ".yml"}
DOCUMENTED = ("api", "architecture")  # where addresses stand
NOT_SOURCES = {"built", "node_modules", "__pycache__"}
# How comments cite a plan or a ticket, which readers of the repository do not have.
ELSEWHERE = re.compile(
    r"\b[1-9]-[A-Z]{4,}(?:-[A-Z]+)*\b|\b[Tt]he\s+design(?:'s)?\b|\b[Ii]ssue\s+#?\d+\b|shared[/]design"
)


def text(name: str) -> str:
    return (PROJECT / name).read_text("utf-8")


def sources() -> Iterator[tuple[str, str]]:
    """Every file that people write: its path in the project, and its text."""
    files = [file for file in PROJECT.iterdir() if file.is_file()]
    for folder in SOURCES:
        files += (file for file in (PROJECT / folder).rglob("*") if file.is_file())
    for file in sorted(files):
        path = file.relative_to(PROJECT)
        written = file.suffix in SOURCE_TYPES or file.name == "Makefile"
        if written and NOT_SOURCES.isdisjoint(path.parts):
            yield str(path), file.read_text("utf-8")


def test_the_worked_example_of_the_format_checks() -> None:
    found = re.search(r"token      ([A-Z2-7\s]+)```", text("docs/verification.md"))
    assert found
    token = "".join(found[1].split())
    nothing_fetched = TrustedLists(KeyRing(), (), None, None)
    checked = check(token, nothing_fetched, datetime.now(UTC))
    assert checked.outcome is Outcome.SAMPLE
    assert checked.claims
    assert checked.claims.name == "Tuesday Night"
    assert reference_text(checked.claims.reference) == "AAAQ-EAYE-AUDA-OCAJ"


def test_every_make_target_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    for document in DOCUMENTS:
        named = set(
            re.findall(r"`make ([a-z]+)`|^make ([a-z]+)$", document.read_text("utf-8"), re.M)
        )
        assert {one or other for one, other in named} <= targets, document.name


def test_every_test_that_the_threat_model_names_exists_and_every_threat_names_one() -> None:
    (table,) = re.findall(r"^\| who, and what they want .*?\n\n", text("SECURITY.md"), re.M | re.S)
    rows = table.strip().splitlines()[2:]
    assert len(rows) >= 10
    for row in rows:
        _, who, stopped, shown_by, left, _ = row.split("|")
        assert who.strip() and stopped.strip() and left.strip()
        named = re.findall(r"`(tests/[^`]+)`", shown_by)
        assert named, who
        for path in named:
            assert (PROJECT / path).is_file(), path


def test_every_pinned_package_has_the_hashes_of_its_files() -> None:
    for name in (file.name for file in PROJECT.glob("requirements*.txt")):
        pins = re.split(r"^(?=\S+==)", text(name), flags=re.MULTILINE)[1:]
        assert pins
        for pin in pins:
            assert "--hash=sha256:" in pin, pin
        assert "://" not in text(name)


def test_every_setting_that_a_document_names_exists() -> None:
    known = {name.upper() for name in Settings._fields}
    named = set(re.findall(r"^\| `([A-Z_]+)`", text("docs/deploy.md"), re.MULTILINE))
    assert named
    assert named <= known


def test_every_setting_is_in_the_document_for_operators() -> None:
    (table,) = re.findall(
        r"^\| setting \|.*?\n\n", text("docs/deploy.md"), re.MULTILINE | re.DOTALL
    )
    names = [name for row in table.splitlines() for name in re.findall(r"`([A-Z_]+)`", row)]
    assert {name.upper() for name in Settings._fields} <= set(names)


def test_the_document_for_operators_has_every_command_and_no_other() -> None:
    (table,) = re.findall(r"^\| command \|.*?(?:\n\n|\Z)", text("docs/deploy.md"), re.M | re.S)
    rows = [row.split(" | ")[0] for row in table.splitlines()]
    assert sorted(name for row in rows for name in re.findall(r"`([a-z][a-z -]*)`", row)) == sorted(
        commands(main)
    )


def commands(group: click.Group) -> Iterator[str]:
    """Every command as an operator types it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from (f"{name} {below}" for below in commands(command))
        else:
            yield name


def test_every_address_of_the_api_document_is_answered() -> None:
    paths = {route.path for routes in ROUTES.values() for route in routes}
    named = set(re.findall(r"`(?:GET|POST|DELETE) (/[^\s`?]+)", text("docs/api.md")))
    assert len(named) > 8
    normal = {re.sub(r"\{[a-z]+\}", "{}", path) for path in named}
    assert normal <= {re.sub(r"\{[a-z_]+\}", "{}", path) for path in paths}


def test_every_address_is_in_the_document_for_software_or_in_the_list_of_pages() -> None:
    """One for software with its method."""
    normal = {name: re.sub(r"\{[a-z_]+\}", "{}", text(f"docs/{name}.md")) for name in DOCUMENTED}
    missing = []
    for route in (route for routes in ROUTES.values() for route in routes):
        path = re.sub(r"\{[a-z_]+\}", "{}", route.path)
        for_software = route.path.startswith(
            ("/v1/", "/feeds/", "/cells/", "/.well-known/", "/health")
        )
        if not re.search(rf"`{route.method} {re.escape(path)}[`?]", normal["api"]) and (
            for_software or f"`{path}`" not in normal["architecture"]
        ):
            missing.append(f"{route.method} {route.path}")
    assert not missing


def test_every_parameter_of_the_search_is_in_the_api_document() -> None:
    search = openapi.document("/")["paths"]["/v1/meetings"]["get"]["parameters"]
    (table,) = re.findall(r"^\| query \|.*?\n\n", text("docs/api.md"), re.MULTILINE | re.DOTALL)
    rows = [row.split(" | ")[0] for row in table.splitlines()]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named == {parameter["name"] for parameter in search}


def test_every_document_that_another_one_links_to_is_there() -> None:
    for document in DOCUMENTS:
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_every_file_that_a_document_names_exists() -> None:
    missing = []
    for document in DOCUMENTS:
        places = (PROJECT, PROJECT / "chalicelib", document.parent)
        named = re.findall(
            r"`([\w.-][\w.*/-]*/[\w.*-]+\.(?:py|js|json|html|md))`", document.read_text("utf-8")
        )
        missing += [
            (document.name, path)
            for path in named
            if not any(any(place.glob(path)) for place in places)
        ]
    assert not missing


def test_every_file_and_module_that_a_comment_names_exists() -> None:
    missing = []
    for path, content in sources():
        files = re.findall(
            r"(?<![\w/.-])(?:chalicelib|frontend|local|tools|benchmarks|tests|docs)"
            r"/[\w./*-]+\.(?:py|js|mjs|html|css|md)\b",
            content,
        )
        missing += [(path, file) for file in files if not any(PROJECT.glob(file))]
        modules = re.findall(r"`((?:chalicelib|local|tools|benchmarks|tests)(?:\.\w+)+)", content)
        missing += [(path, module) for module in modules if not is_importable(module)]
    assert not missing


def is_importable(dotted: str) -> bool:
    """Whether it names a package, a module, or something in a module."""
    whole = PROJECT.joinpath(*dotted.split("."))
    return whole.is_dir() or any(
        each.with_suffix(".py").is_file() for each in (whole, *whole.parents[:2])
    )


def glossary() -> list[tuple[str, str]]:
    """Each term with the path of the module that defines it."""
    return re.findall(
        r"^\| ([^|]+) \| [^|]+ \| `([^`]+)` \|$", text("docs/glossary.md"), re.MULTILINE
    )


def test_every_term_of_the_glossary_stands_there_once_with_a_module_that_exists() -> None:
    terms = glossary()
    assert len(terms) > 40
    assert max(Counter(term for term, _ in terms).values()) == 1
    missing = [(term, module) for term, module in terms if not (PROJECT / module).is_file()]
    assert not missing


def test_no_file_cites_what_is_not_in_the_repository() -> None:
    cited = [
        (path, found[0]) for path, content in sources() for found in ELSEWHERE.finditer(content)
    ]
    assert not cited


def test_every_rule_and_document_that_a_file_cites_is_there() -> None:
    rules = set(re.findall(r"^(\d+)\. \*\*", text("docs/policy.md"), re.MULTILINE))
    assert rules == {str(number) for number in range(1, 13)}
    for path, content in sources():
        for numbers in re.findall(r"(?i)policy rules? (\d+(?:(?:,| and|, and) \d+)*)", content):
            assert set(re.findall(r"\d+", numbers)) <= rules, path
        for cited in re.findall(r"\b(?:docs/[\w-]+|[A-Z][A-Z-]+)\.md\b", content):
            assert (PROJECT / cited).is_file(), f"{path}: {cited}"
