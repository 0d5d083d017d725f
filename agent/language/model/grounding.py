"""What the user really said: phrases and numbers that a model claims are looked up in the utterance."""

from __future__ import annotations

import re
from functools import cached_property

from rapidfuzz import fuzz

from agent.language.built_in.numerals import find_numerals
from agent.language.built_in.text import tokenize
from agent.language.built_in.units import convert as convert_unit
from catalog.items import fold
from catalog.schema import Attribute
from catalog.units import convert

NAMES_A_TITLE = 80
"""The likeness from which a part of the utterance counts as a title that the model heard in it."""

_DIGITS = re.compile(r"\d+(?:[.,\s'’]\d+)*")
_THOUSANDS = re.compile(r"^\s*(?:k|thousand|mil|mille|tausend)\b")
_MILLIONS = re.compile(r"^\s*(?:m|mn|mio|million(?:s|en)?|millones|millon)\b")
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\u0e00-\u0eff]")
"""Scripts that are written without blanks between words."""


class Grounding:
    """An utterance as evidence."""

    def __init__(self, utterance: str) -> None:
        self.utterance = utterance
        self._plain = plain(utterance)

    def place(self, phrase: str) -> tuple[int, int] | None:
        """Where the phrase stands in the folded utterance, None where it does not."""
        wanted = plain(phrase)
        if not wanted:
            return None
        wide = _WIDE.search(wanted) is not None
        start = self._plain.find(wanted) if wide else f" {self._plain} ".find(f" {wanted} ")
        return (start, start + len(wanted)) if start >= 0 else None

    def says(self, phrase: str) -> bool:
        return self.place(phrase) is not None

    def overlap(self, one: str, other: str) -> bool:
        """Whether two phrases share a part of the utterance."""
        first, second = self.place(one), self.place(other)
        return bool(first and second and first[0] < second[1] and second[0] < first[1])

    def names(self, title: str) -> bool:
        """Whether some part of the utterance is this title, a slip or two aside."""
        wanted = plain(title)
        if len(wanted) < 4:
            return self.says(title)
        return fuzz.partial_ratio(wanted, self._plain) >= NAMES_A_TITLE

    def counts(self, value: float, attribute: Attribute | None = None) -> bool:
        """Whether the utterance has this number: as it is, as a short form of it, or in another unit."""
        allowed = self._numbers | (self._converted(attribute.unit) if attribute else set())
        return any(abs(value - number) <= 0.01 * max(abs(number), 0.01) for number in allowed)

    @cached_property
    def _numbers(self) -> set[float]:
        found: set[float] = set()
        for match in _DIGITS.finditer(self.utterance):
            after = self.utterance[match.end() :].casefold()
            for number in _readings(match.group()):
                found.add(number)
                if _THOUSANDS.match(after):
                    found.add(number * 1e3)
                if _MILLIONS.match(after):
                    found.add(number * 1e6)
        for numeral in find_numerals(tokenize(self.utterance)):
            found.add(float(numeral.value))
            if numeral.until is not None:
                found.add(float(numeral.until))
        # "the 90s" and "the 19th century" are years at once.
        for number in list(found):
            if number % 10 == 0 and 0 <= number < 100:
                found |= {c + number + past for c in (1900, 2000) for past in (0, 9)}
            if number % 10 == 0 and 1000 <= number <= 2100:
                found.add(number + 9)
            if 10 <= number <= 21:
                found |= {(number - 1) * 100, (number - 1) * 100 + 1, (number - 1) * 100 + 99, number * 100}
        return found

    def _converted(self, unit: str | None) -> set[float]:
        """All numbers of the utterance, from every unit that it names into `unit`; and those said in parts."""
        if not unit:
            return set()
        words = set(re.findall(r"[^\W\d_]+", fold(self.utterance)))
        found: set[float] = set()
        for word in words:
            for number in self._numbers:
                if (same := convert(number, unit=word, to=unit)) is not None:
                    found.add(same)
                if (same := convert_unit(number, word, unit)) is not None:
                    found.add(same)
        # "1 h 30": each half is there already.
        return found | {a + b for a in found for b in found | self._numbers} if len(found) < 40 else found


def plain(text: str) -> str:
    """Folded, words and numbers alone, one blank between them."""
    return " ".join(re.sub(r"[\W_]+", " ", fold(text)).split())


def _readings(digits: str) -> set[float]:
    """A written number in both conventions: 1,299.00 and 1.299,00."""
    bare = re.sub(r"[\s'’]", "", digits)
    found = set()
    for text in (
        bare,
        bare.replace(",", ""),
        bare.replace(".", "").replace(",", "."),
        bare.replace(",", "."),
    ):
        try:
            found.add(float(text))
        except ValueError:
            continue
    found |= {float(part) for part in re.findall(r"\d+", digits)}
    return found
