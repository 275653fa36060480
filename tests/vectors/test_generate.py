"""The shared vectors are what their generators write, byte by byte."""

from tests.vectors import findings, generate, languages, snapshots
from tests.vectors.case_file import file_text


def test_the_vector_file_is_what_its_generator_writes() -> None:
    assert generate.FILE.read_bytes() == file_text(generate.generate()).encode()


def test_the_file_of_snapshots_is_what_its_generator_writes() -> None:
    assert snapshots.FILE.read_bytes() == file_text(snapshots.generate()).encode()


def test_the_file_of_findings_is_what_its_generator_writes() -> None:
    assert findings.FILE.read_bytes() == file_text(findings.generate()).encode()


def test_the_file_of_languages_is_what_its_generator_writes() -> None:
    assert languages.FILE.read_bytes() == file_text(languages.generate()).encode()
