"""Cells of CSV that no spreadsheet takes for a formula (OWASP, CSV injection).

One rule here and in the desk's page (`frontend/verifier/csv.js`), held by the same vectors: text
gets an apostrophe wherever a spreadsheet may begin a cell with it and the first sign to be seen is
one that begins a formula. A cell begins with the text; and where a spreadsheet divides at
semicolons or tabs instead of commas, as it does in many countries, also after each of these and
after a line's end, for the quotation marks around the text mean nothing to it then. Numbers of ours
stay numbers.
"""

import re

# Blanks and invisible characters, which spreadsheets drop, and quotation marks.
_SKIPPED = (
    '[\x00-\x20"\x7f-\xa0\xad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000'
    "\ufeff]*"
)
_SIGN = "[=+\\-@＝＋－＠﹦﹢﹣﹫]"
_AT_BEGINNING = re.compile(f"[\t\r\n]|{_SKIPPED}{_SIGN}")
_AFTER_DIVIDER = re.compile(f"([;\t\r\n])(?={_SKIPPED}{_SIGN})")


def escape_formula(text: str) -> str:
    """Returns the text as a cell that is no formula, however the line is divided."""
    begins_so = _AT_BEGINNING.match(text)
    text = _AFTER_DIVIDER.sub(r"\1'", text)
    return f"'{text}" if begins_so else text
