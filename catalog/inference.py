"""A first `catalog.yaml` from a data file: guesses, each with a comment that lets its owner judge it.

What a column is called counts a little, what its cells hold counts more. Nothing here decides at run
time: the file that is written is the owner's to correct.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from catalog.cleaning import is_unknown
from catalog.column_words import CODES, FIELDS, MAKERS, PICTURES, PROSE, SCALES, TIMES, split_name
from catalog.dates import EARLIEST_STAMP
from catalog.fields import WHOLE_ROW, column_names
from catalog.items import fold
from catalog.parsing import parse_items, widen
from catalog.profiles import Profile, profiles
from catalog.reading import CatalogError, read_table
from catalog.roles import find_id, find_title, noise
from catalog.schema import AttributeType, parse_schema
from catalog.schema_text import Guess, SchemaGuess, say_schema
from catalog.units import CURRENCIES, family_of


def infer_schema(path: Path) -> tuple[str, list[str]]:
    """The text of a first catalog.yaml for the items in `path`, and notes on what to look at.

    Raises:
        CatalogError: where the file cannot be read or holds no usable rows.
    """
    table = read_table(path)
    rows = [(n, row) for n, row in table.rows if not all(is_unknown(value) for value in row.values())]
    if not rows:
        raise CatalogError(path, "no rows to learn a schema from")
    notes = list(table.warnings)
    names = column_names(rows)
    title = find_title(profiles([row for _, row in rows], names))
    if title is None:
        raise CatalogError(
            path, f"no column looks like a title (the columns are {', '.join(list(names)[:20])})"
        )
    titled = [(n, row) for n, row in rows if not is_unknown(row.get(title.name))]
    if len(titled) < 0.9 * len(rows):
        notes.append(
            f"only {len(titled):,} of {len(rows):,} rows have a {title.name!r}: the others may be variants "
            "or pictures of the row before them, and are skipped"
        )
    columns = profiles([row for _, row in titled], names)
    key = find_id(columns, title.name, titled)
    if key == WHOLE_ROW:
        notes.append(
            "no column tells the items apart: the id is made from the whole row; equal rows are one item"
        )
    elif key == title.name:
        notes.append("no column tells the items apart but the title, which is the id too")
    guess = _guess(path, columns, key=key, title=title.name)
    text = say_schema(guess)
    schema, widened = widen(parse_schema(text, path="the inferred schema"), titled)
    _, report = parse_items(rows, schema, ragged=table.ragged)
    report.rows += len(table.skipped)
    report.skipped += table.skipped
    return text, [*notes, *guess.notes, *widened, *report.lines()]


def _guess(path: Path, columns: Sequence[Profile], *, key: str, title: str) -> SchemaGuess:
    named = path.name.split(".", 1)[0]
    guess = SchemaGuess(
        name=path.resolve().parent.name if named in ("items", "data", "catalog", "products") else named,
        id=key,
        title=title,
    )
    keys = next((set(column.texts) for column in columns if column.name == key), set())
    seen: dict[tuple[str, ...], str] = {}
    names = {fold(column.name) for column in columns}
    titles = next((set(column.counts) for column in columns if column.name == title), set())
    for column in columns:
        if column.name in (title, key):
            continue
        reason = noise(column, keys, names)
        image = tuple(column.texts[:300])
        if not reason and len(column.cells) > 3:
            if image in seen:
                reason = f"the same as {seen[image]!r}"
            elif len(titles & set(column.counts)) > 0.8 * column.distinct > 8:
                reason = "nearly the same as the title"
        if reason:
            guess.left_out[column.name] = reason
            continue
        seen.setdefault(image, column.name)
        found = _attribute(column)
        if found is None:
            guess.text.append(column.name)
        else:
            guess.attributes.append(found)
            guess.notes += [f"{column.name}: {note}" for note in found.notes]
    return guess


def _attribute(column: Profile) -> Guess | None:
    """What a column is as an attribute; None where it is prose for the search."""
    words = set(split_name(column.name))
    base = Guess(column.name, AttributeType.TEXT, many=column.several, profile=column)
    if max(column.url_share, column.image_share) > 0.6:
        pictured = column.image_share > 0.3 or bool(words & PICTURES)
        return replace(base, type=AttributeType.IMAGE if pictured else AttributeType.URL)
    if column.boolean_share > 0.95 and column.distinct <= 4 and not column.several:
        return replace(base, type=AttributeType.BOOLEAN, many=False)
    stamped = words & TIMES and column.numbers and min(column.numbers) > EARLIEST_STAMP
    if column.date_share > 0.6 or stamped:
        return replace(base, type=AttributeType.DATE)
    ranges = column.range_share > 0.2
    if ranges:
        base.notes.append(
            "holds ranges; two columns, lowest and highest, would make them comparable (see `ranges`)"
        )
    if column.number_share >= 0.8 and not column.leading_zeros and not words & CODES:
        return _number(replace(base, type=AttributeType.NUMBER))
    glued = _glued(column)
    if glued:
        base.notes.append("holds several figures in one cell; take them apart to make numbers of them")
    if column.words > 12 or column.length > 90 or (words & PROSE and column.words > 3):
        return None
    named = base if ranges or glued else _named(base, words)
    return None if named.type is AttributeType.TEXT and named.many else named


def _glued(column: Profile) -> bool:
    """Whether cells begin with a sign of money and are yet no number: `₹17,990₹35,99950% off`."""
    signs = tuple(sign for sign in CURRENCIES if not sign[0].isalpha())
    return sum(text.startswith(signs) for text in column.texts) > 0.5 * len(column.texts)


def _number(guess: Guess) -> Guess:
    column = guess.profile
    zeros = sum(number == 0 for number in column.numbers) / len(column.numbers)
    positive = sorted(number for number in column.numbers if number > 0)
    if 0.03 < zeros < 0.7 and positive and positive[len(positive) // 100] >= 2:
        guess.notes.append(f"0 on {zeros:.0%} of the items; where that means unknown, leave the cell empty")
    if positive and positive[-1] > 30 * positive[int(len(positive) * 0.99)]:
        guess.notes.append(
            f"reaches {positive[-1]:,.10g}, which 99 in 100 stay far below; a slip of the pen?"
        )
    unit = column.unit or _unit_of_name(column.name)
    if unit in ("K", "M", "B", "k"):
        unit = None
    free = [value for value in column.counts if re.search(r"\bfree\b", value, re.I) and len(value) < 20]
    aliases = dict.fromkeys(free, "0") if free and column.number_share < 1 else {}
    return replace(guess, unit=unit, aliases=aliases)


def _unit_of_name(name: str) -> str | None:
    """`weight (kg)`, `runtime_min` and `powerPS` say their unit themselves."""
    words = split_name(name)
    last = words[-1]
    in_brackets = re.search(r"[(\[]\s*([^()\[\]]{1,8})\s*[)\]]$", name)
    if in_brackets:
        return CURRENCIES.get(fold(in_brackets[1]), in_brackets[1])
    if len(words) < 2 or (
        len(last) < 2 or (last in ("in", "min", "day", "days") and "time" not in "".join(words))
    ):
        return None
    if last in CURRENCIES:
        return CURRENCIES[last]
    return (
        last if family_of(last) and last not in ("second", "minute", "hour", "day", "week", "foot") else None
    )


def _named(guess: Guess, words: set[str]) -> Guess:
    column = guess.profile
    order = _order(column)
    if order and not column.several:
        return replace(guess, type=AttributeType.CATEGORY, order=order)
    few = column.distinct <= 30 or (column.distinct <= 150 and column.unique < 0.05)
    if column.words > 6 and column.unique > 0.3:
        return guess
    if words & MAKERS and not few:
        return replace(guess, type=AttributeType.ENTITY)
    if column.several:
        kind = AttributeType.CATEGORY if few or words & FIELDS else AttributeType.TAGS
        return replace(guess, type=kind)
    if few and (column.unique < 0.8 or words & FIELDS):
        return replace(guess, type=AttributeType.CATEGORY)
    if (column.unique < 0.7 and column.words <= 5) or (column.words <= 4 and column.length <= 40):
        return replace(guess, type=AttributeType.ENTITY)
    return guess


def _order(column: Profile) -> tuple[str, ...]:
    """The grades of a scale that everybody knows, where all values are on it."""
    values = {fold(value): value for value in column.counts}
    if not 2 <= len(values) <= 8:
        return ()
    for scale in SCALES:
        if set(values) <= set(scale):
            return tuple(values[grade] for grade in scale if grade in values)
    return ()
