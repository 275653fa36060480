"""The text of a ticket, one person's right to one code.

It is made on a facilitator's phone, shown, said or written down, and known to the service only by
what it hashes to.
"""

import hashlib
import hmac
import secrets

TICKET_CHARACTERS = 10
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


class InvalidTicket(ValueError):
    """Not the ten characters of a ticket."""


def new_ticket() -> str:
    """Returns ten characters of Crockford base32: 50 random bits."""
    return "".join(secrets.choice(_CROCKFORD) for _ in range(TICKET_CHARACTERS))


def ticket_hash(text: str) -> str:
    """Returns the SHA-256 (hex) of a ticket's normal form. Raises InvalidTicket.

    The normal form is upper case without hyphens, O read as 0, I and L as 1.
    """
    normal = text.upper().translate(_READ_AS)
    if len(normal) != TICKET_CHARACTERS or any(letter not in _CROCKFORD for letter in normal):
        raise InvalidTicket
    return hashlib.sha256(normal.encode()).hexdigest()


def stored_id(hashed: str, ticket_key: bytes) -> str:
    """Returns the id under which a ticket is stored: an HMAC of its hash.

    It is of no use without the server's key.
    """
    return hmac.new(ticket_key, bytes.fromhex(hashed), hashlib.sha256).hexdigest()[:40]
