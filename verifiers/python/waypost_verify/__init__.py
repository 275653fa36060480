"""Checks the verifications of attendance that Waypost gives: no network, no clock of its own."""

from .core.checking import Check, Outcome, Reason, TrustedLists, check
from .core.claims import AttendanceClaims, reference_text
from .core.public_keys import KeyRing, PublicKey

__all__ = [
    "AttendanceClaims",
    "Check",
    "KeyRing",
    "Outcome",
    "PublicKey",
    "Reason",
    "TrustedLists",
    "check",
    "reference_text",
]
