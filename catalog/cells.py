"""From the cell of a file to the values of an attribute.

How a column writes things (its separators, its decimal mark, whether the day comes first) is settled
once from all its cells; then each cell is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from catalog.cleaning import as_list, as_text, clean_text, is_unknown, plain
from catalog.dates import read_date, writes_day_first
from catalog.items import Scalar, fold
from catalog.numbers import read_number, tidy, uses_decimal_comma
from catalog.schema import Attribute, AttributeType

_YES = "true yes y t 1 1.0 on x ✓ ✔ ja j wahr oui vrai si sí sì sim да есть ya tak はい 是"
_NO = "false no n f 0 0.0 off ✗ ✘ nein falsch non faux não nao нет tidak nie いいえ 否"
YES, NO = frozenset(_YES.split()), frozenset(_NO.split())
"""Words for yes and no, folded."""

NOT_A = {
    AttributeType.NUMBER: "no number",
    AttributeType.DATE: "no date",
    AttributeType.BOOLEAN: "neither yes nor no",
    AttributeType.IMAGE: "no address of an image",
    AttributeType.URL: "no address",
}
"""What to say of a value that does not fit its attribute's type."""

_NAMES = ("name", "title", "label", "value")
_ADDRESSES = ("url", "src", "href", "link")
_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]+):", re.I)
_SAMPLE = 5000


class CellReader:
    """Reads the cells of one attribute."""

    def __init__(self, attribute: Attribute, cells: Sequence[Any]) -> None:
        self.attribute = attribute
        self.vague_dates = 0
        self._aliases = {fold(k): v for k, v in attribute.aliases.items()}
        self._said = {*map(fold, attribute.order), *self._aliases, *map(fold, self._aliases.values())}
        self._addresses = attribute.type in (AttributeType.IMAGE, AttributeType.URL)
        texts = [cell for cell in cells if isinstance(cell, str)]
        self._separator = separator(texts, comma=len(texts) == len(cells)) if attribute.many else None
        sample = texts[:_SAMPLE]
        self._decimal_comma = attribute.type is AttributeType.NUMBER and uses_decimal_comma(sample)
        self._day_first = attribute.type is AttributeType.DATE and writes_day_first(sample)
        digits = [text for text in sample if re.fullmatch(r"\d+(\.\d+)?", text.strip())]
        self._floats = bool(digits) and all(text.strip().endswith(".0") for text in digits)

    def read(self, cell: Any) -> tuple[tuple[Scalar, ...], list[str]]:
        """The values of a cell, each once, and the parts that do not fit the type."""
        values: list[Scalar] = []
        refused: list[str] = []
        seen: set[Scalar] = set()
        for part in self._parts(plain(cell)):
            if self._silent(part):
                continue
            value = self._value(part)
            if value is None:
                refused.append(str(part))
                continue
            key = fold(value) if isinstance(value, str) else value
            if key not in seen:
                seen.add(key)
                values.append(value)
        if len(values) > 1 and not self.attribute.many:
            if self.attribute.type in NOT_A and not self._addresses:
                return (), [as_text(cell)]
            values = values[:1]
        return tuple(values), refused

    def _parts(self, cell: Any) -> Iterable[Any]:
        """The single values that a cell holds, still as they stand there."""
        if self._silent(cell):
            return ()
        if isinstance(cell, Mapping):
            return (self._of_mapping(cell),)
        if self.attribute.type is AttributeType.TEXT and not self.attribute.many:
            return (cell,)
        listed = as_list(cell)
        if listed is not None:
            return [self._of_mapping(e) if isinstance(e, Mapping) else plain(e) for e in listed]
        if isinstance(cell, str) and self._separator:
            return re.split(self._separator, clean_text(cell))
        return (cell,)

    def _of_mapping(self, mapping: Mapping[str, Any]) -> Any:
        """`{"id": 28, "name": "Action"}` is called Action."""
        if self.attribute.type is AttributeType.TEXT:
            return mapping
        for key in _ADDRESSES if self._addresses else _NAMES:
            if key in mapping:
                return plain(mapping[key])
        return mapping

    def _silent(self, part: Any) -> bool:
        if not is_unknown(part):
            return False
        if not isinstance(part, str):
            return True
        word = part.strip()
        named = self.attribute.named and word == "none"  # "violence: none" says something
        return not (word and (named or fold(word) in self._said))

    def _value(self, part: Any) -> Scalar | None:
        match self.attribute.type:
            case AttributeType.NUMBER:
                return self._number(self._unaliased(part))
            case AttributeType.BOOLEAN:
                return read_boolean(self._unaliased(part))
            case AttributeType.DATE:
                return self._date(self._unaliased(part))
            case AttributeType.IMAGE | AttributeType.URL:
                return read_address(part, image=self.attribute.type is AttributeType.IMAGE)
            case AttributeType.TEXT:
                return as_text(part) or None
            case _:
                return self._name(part)

    def _unaliased(self, part: Any) -> Any:
        return self._aliases.get(fold(part), part) if isinstance(part, str) and self._aliases else part

    def _number(self, part: Any) -> float | int | None:
        if isinstance(part, bool) or not isinstance(part, str | int | float):
            return None
        if isinstance(part, str):
            return read_number(clean_text(part), unit=self.attribute.unit, decimal_comma=self._decimal_comma)
        return tidy(part) if abs(part) < 1e300 else None

    def _date(self, part: Any) -> str | None:
        if not isinstance(part, str | int | float | date):
            return None
        found = read_date(clean_text(part) if isinstance(part, str) else part, day_first=self._day_first)
        if found is None:
            return None
        self.vague_dates += not found[1]
        return found[0]

    def _name(self, part: Any) -> str | None:
        if isinstance(part, Mapping):
            return None
        text = re.sub(r"\s+", " ", clean_text(part) if isinstance(part, str) else as_text(part))
        if self._floats and re.fullmatch(r"\d+\.0", text):
            text = text[:-2]
        return text or None


def separator(texts: Sequence[str], *, comma: bool = True) -> str | None:
    """The pattern that separates the values inside the cells of a column, None where nothing does.

    A comma only where no other separator occurs in the column, because names hold commas, and where
    `comma` allows it.
    """
    plain_texts = [clean_text(text) if "&" in text else text for text in texts]
    plain_texts = [text for text in plain_texts if as_list(text) is None]
    counts = {mark: sum(mark in text for text in plain_texts) for mark in "|;\n"}
    best = max(counts, key=lambda mark: counts[mark])
    if counts[best]:
        return rf"\s*{re.escape(best)}\s*"
    if comma and any("," in text for text in plain_texts):
        return r"\s*,\s*(?!\d{3}\b)"
    return None


def read_boolean(value: Any) -> bool | None:
    """Yes and no in several languages, 1 and 0; None for anything else."""
    if isinstance(value, bool):
        return value
    word = fold(str(value))
    return True if word in YES else False if word in NO else None


def read_address(value: Any, *, image: bool = False) -> str | None:
    """A web address or a path as it stands; None where it is no text or could run as a script."""
    if not isinstance(value, str):
        return None
    text = clean_text(value).replace("\n", "")
    scheme = _SCHEME.match(re.sub(r"\s", "", text))  # browsers read `java script:` without the blank
    if scheme and scheme[1].lower() not in ("http", "https"):
        inline = image and re.match(r"data:image/(?!svg)", text, re.I)
        return text if inline else None
    return text or None
