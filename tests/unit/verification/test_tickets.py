"""The text of a ticket, and what it hashes to."""

import hashlib

import pytest

from chalicelib.verification.tickets import InvalidTicket, new_ticket, ticket_hash


@pytest.mark.parametrize(
    "written",
    [
        "ABCDE12345",
        "abcde-12345",
        "AbCdE12345",
        "abcdeI2345",
        "ABCDE-L2345",
        "abcdel2345",
        " ABCDE 12345 ",
    ],
)
def test_a_ticket_reads_the_same_however_it_was_written_down(written: str) -> None:
    assert ticket_hash(written) == hashlib.sha256(b"ABCDE12345").hexdigest()


def test_the_letter_o_is_a_zero() -> None:
    assert ticket_hash("OoOo0-00000") == ticket_hash("0000000000")


@pytest.mark.parametrize(
    "text", ["", "ABCDE1234", "ABCDE123456", "ABCDEU2345", "ABCDE!2345", "é" * 10]
)
def test_what_is_no_ticket_is_refused(text: str) -> None:
    with pytest.raises(InvalidTicket):
        ticket_hash(text)


def test_new_tickets_differ_and_read_back() -> None:
    made = {new_ticket() for _ in range(1000)}
    assert len(made) == 1000
    assert all(
        ticket_hash(ticket) == hashlib.sha256(ticket.encode()).hexdigest() for ticket in made
    )
