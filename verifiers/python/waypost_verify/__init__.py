"""Checks the verifications of attendance that Waypost gives: no network, no clock of its own."""

from .core.checking import Check, Outcome, Reason, TrustedLists, check
from .core.claims import AttendanceClaims, reference_text
from .core.finding import FoundCode, find_codes, opaque_host
from .core.public_keys import KeyRing, PublicKey

__all__ = [
    "AttendanceClaims",
    "Check",
    "FoundCode",
    "KeyRing",
    "Outcome",
    "PublicKey",
    "Reason",
    "TrustedLists",
    "check",
    "find_codes",
    "opaque_host",
    "reference_text",
]
