"""The shared vectors are what their generator writes, byte by byte."""

from tests.vectors import generate


def test_the_vector_file_is_what_its_generator_writes() -> None:
    assert generate.FILE.read_bytes() == generate.text().encode()
