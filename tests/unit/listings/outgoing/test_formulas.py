"""Cells of CSV: the shared vectors, and what spreadsheets make of any line of such cells."""

import csv
import io
import json
import random
from pathlib import Path
from typing import Literal

import pytest

from chalicelib.listings.outgoing.formulas import escape_formula

VECTORS = json.loads(
    (Path(__file__).parents[3] / "vectors" / "formulas.json").read_text(encoding="utf-8")
)
# What stands in texts that try: what divides lines, what a spreadsheet drops, signs, and a letter.
PIECES = [
    ";",
    "\t",
    "\r",
    "\n",
    "\r\n",
    ",",
    '"',
    '""',
    " ",
    "\ufeff",
    "\u00a0",
    "=",
    "-",
    "＋",
    "a",
    "'",
]
DROPPED = ' \ufeff\u00a0"\t\r\n'


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: repr(case["text"]))
def test_a_text_becomes_the_cell_that_the_vectors_say(case: dict[str, str]) -> None:
    assert escape_formula(case["text"]) == case["cell"]


def test_a_cell_that_is_safe_is_only_put_in_quotes_again() -> None:
    for case in VECTORS["cases"]:
        if case["text"] == case["cell"]:
            assert escape_formula(case["cell"]) == case["cell"]


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("divider", [",", ";", "\t"])
def test_whatever_a_spreadsheet_divides_at_no_cell_is_a_formula(
    quoting: Literal[0, 1], divider: str
) -> None:
    chance = random.Random(f"{quoting}{divider}")
    found = 0
    for _ in range(1_000):
        texts = ["".join(chance.choices(PIECES, k=chance.randrange(7))) for _ in range(3)]
        file = io.StringIO(newline="")
        csv.writer(file, quoting=quoting).writerow(map(escape_formula, texts))
        file.seek(0)
        for row in csv.reader(file, delimiter=divider):
            for cell in row:
                assert not cell.lstrip(DROPPED).startswith(("=", "-", "＋")), (texts, cell)
        found += any("=" in text for text in texts)
    assert found > 250
