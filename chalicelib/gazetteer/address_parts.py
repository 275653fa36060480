"""An address as people write it -> its parts: postal codes, regions and countries, other words.

The comma cannot be relied upon: "64 Example Street, Port Deposit MD 21904 USA".
"""

import re
from dataclasses import dataclass

from chalicelib.gazetteer import postal_codes
from chalicelib.gazetteer.address_areas import surrounds_towns
from chalicelib.gazetteer.address_ends import (
    CODE_AFTER_TOWN,
    ITALY,
    PROVINCE,
    UNITED_STATES,
    area_size,
    code_after,
    codes_of,
    country_of_form,
    is_code_before_town,
    may_end_code,
)
from chalicelib.gazetteer.address_towns import (
    folded_words,
    is_near_any,
    meanings_of_words,
    towns_at_end,
    towns_named,
)
from chalicelib.gazetteer.places import Meanings
from chalicelib.gazetteer.qualifiers import countries_of, narrow
from chalicelib.gazetteer.region_signs import is_british_county
from chalicelib.gazetteer.tables import meanings_of
from chalicelib.gazetteer.zip_codes import DIGIT

# "Recife/PE": Brazil writes a state's sign so.
SEPARATOR = re.compile(
    r"[,;،、，\n\r()|•]|(?:^|\s)[-–—/]+(?:\s|$)|(?<=[a-zà-ÿ]{3})\s?/\s?(?=[A-Z]{2}(?:\W|$))"
)
MAX_PIECES = 12  # that are read, from the last, and as many words of each
MAX_WORDS = 30
# "00184 Roma RM", "20121 Milano (MI)", which would be a state elsewhere
ITALIAN_END = re.compile(
    r"(?:^|[\s,])(?P<code>\d{5}) (?P<town>[^\d,()]{2,40}?),? \(?[A-Z]{2}\)?\s*$", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an address: a postal code, a region or country, or other words.

    `name` is the text folded. `meanings` are empty unless it is a region or country. `after_code`
    says that a postal code stands right before it.
    """

    text: str
    name: str
    meanings: Meanings = ()
    is_code: bool = False
    after_code: bool = False

    @property
    def is_words(self) -> bool:
        """Returns whether it is neither a postal code nor a region or country."""
        return not self.is_code and not self.meanings

    @property
    def has_digit(self) -> bool:
        """Returns whether a digit is in it, as in a street with its house."""
        return bool(DIGIT.search(self.text))


def read_parts(address: str, areas: Meanings | None) -> tuple[list[Part], Meanings | None]:
    """Returns the parts of an address in their order, and all that is known of where they are.

    `areas` is what is known of its region and country besides; None is nothing. A region or country
    that contradicts what stands further right is only words.
    """
    if areas is None:
        areas = _italy_by_form(address)
    several = [words[-MAX_WORDS:] for text in SEPARATOR.split(address) if (words := text.split())]
    pieces = several[-MAX_PIECES:]
    parts: list[Part] = []  # from the right
    for number in range(len(pieces) - 1, -1, -1):
        words_follow = any(
            part.is_words and not surrounds_towns(part.name, areas) for part in parts
        )
        before = pieces[number - 1] if number else []
        reader = _Piece(pieces[number], before, areas, words_follow)
        parts += reader.parts_from_right()
        areas = reader.areas
    parts.reverse()
    return parts, areas


class _Piece:
    """The words between two commas, read from the right; `areas` narrow as it goes.

    `words_follow`: others than regions, countries and postal codes stand further right.
    """

    def __init__(
        self, words: list[str], before: list[str], areas: Meanings | None, words_follow: bool
    ) -> None:
        self.words = words
        self.before = before
        self.areas = areas
        self.words_follow = words_follow

    def parts_from_right(self) -> list[Part]:
        """Returns the parts, the last first."""
        parts: list[Part] = []
        while self.words:
            if code := self._code_at_end():
                self.areas = self.areas or country_of_form(code)
                parts.append(Part(code, "", is_code=True))
                continue
            beside_code = bool(parts) and parts[-1].is_code
            size = area_size(self.words, self.areas, beside_code)
            if size and self._is_street_named_as_county(self.words[-size:]):
                break
            if size:
                meant = meanings_of_words(self.words[-size:], self.areas)
                self.areas = narrow(self.areas, meant)
            elif self._ends_in_province():
                size = 1
            else:
                break
            text = " ".join(self.words[-size:])
            parts.append(Part(text, folded_words(text), self.areas or ()))
            del self.words[-size:]
        if found := self._code_before_town():
            at, size = found
            text, code = (
                " ".join(self.words[at:][part]) for part in (slice(size, None), slice(size))
            )
            parts.append(Part(text, folded_words(text), after_code=True))
            parts.append(Part(code, "", is_code=True))
            del self.words[at:]
        if self.words:
            text = " ".join(self.words)
            parts.append(Part(text, folded_words(text)))
        return parts

    def _is_street_named_as_county(self, phrase: list[str]) -> bool:
        """Returns whether a county's sign stands before a town: "Suite 5, Hampshire, Boston"."""
        return (
            self.words_follow
            and self.areas is None
            and is_british_county(folded_words(" ".join(phrase)))
        )

    def _ends_in_province(self) -> bool:
        """Returns whether a sign of an Italian province follows a town: "Roma RM", "Roma (RM)"."""
        if countries_of(self.areas) != ITALY or not PROVINCE.fullmatch(self.words[-1]):
            return False
        return bool(towns_at_end(self.words[:-1] or self.before, self.areas))

    def _code_at_end(self) -> str:
        """Takes a postal code from the end of the words, and returns it; "" where there is none."""
        if not may_end_code(self.words, self.areas):
            return ""
        countries = countries_of(self.areas)
        is_american = countries is not None and countries <= UNITED_STATES
        longest = 1 if is_american else min(postal_codes.MAX_WORDS, len(self.words))
        for size in range(longest, 0, -1):
            text, rest = " ".join(self.words[-size:]), self.words[:-size]
            if code := code_after(
                text, rest, self.before, self.areas, words_follow=self.words_follow
            ):
                self.words = rest
                return code
        return ""

    def _code_before_town(self) -> tuple[int, int] | None:
        """Returns where a postal code begins that stands before the town, and its size in words.

        The town's name is what follows it; a street may come before. None where there is none, and
        where the country does not write it so.
        """
        countries = countries_of(self.areas)
        if (countries is not None and countries <= CODE_AFTER_TOWN) or len(self.words) < 2:
            return None
        for at in range(len(self.words) - 2, -1, -1):
            if not any(DIGIT.search(word) for word in self.words[at : at + 2]):
                continue
            for size in range(min(postal_codes.MAX_WORDS, len(self.words) - 1 - at), 0, -1):
                text = " ".join(self.words[at : at + size])
                if is_code_before_town(text, self.words[at + size :], self.areas):
                    return at, size
        return None


def _italy_by_form(address: str) -> Meanings | None:
    """Returns Italy where an address ends in one of its codes, its town and a province's sign."""
    end = ITALIAN_END.search(address)
    if not end:
        return None
    italy = meanings_of(folded_words("Italy"))
    towns = towns_named(end["town"].split(), italy)
    codes = codes_of(postal_codes.readings(end["code"]), ITALY)
    return italy if any(is_near_any(code.point, towns) for code in codes) else None
