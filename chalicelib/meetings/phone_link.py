"""The link that calls a number: what a phone may be given to dial."""

import re

_SIGNS = frozenset("0123456789+*#,;")
# A phone takes * or # before the first pause as a command to itself or to its network, such as one
# that forwards every call (3GPP TS 22.030). Behind a pause they are tones, which a call's codes
# need: those are sent once somebody has answered. A pause before any number is nobody's answer.
_NUMBER_THEN_TONES = r"\+?[0-9]+(?:[,;][0-9*#,;]*)?"


def tel_link(number: str) -> str:
    """Returns a phone number as a tel: link (RFC 3966), with its pauses and codes.

    Of other signs nothing is left. "" for what a phone might take as a command, and for no number.
    """
    dialled = "".join(sign for sign in number if sign in _SIGNS)
    if not re.fullmatch(_NUMBER_THEN_TONES, dialled):
        return ""
    return "tel:" + dialled.replace("#", "%23")
