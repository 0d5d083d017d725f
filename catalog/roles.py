"""Which column is the title, which the id, and which say nothing: guessed from names and cells."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.column_words import CODES, COORDINATES, KEYS, LESSER_TITLES, PATHS, TITLES, split_name
from catalog.fields import WHOLE_ROW, make_id
from catalog.items import fold
from catalog.profiles import Profile
from catalog.reading import Row


def find_title(columns: Sequence[Profile]) -> Profile | None:
    """The column that reads most like a name of the item."""

    def score(column: Profile) -> float:
        words = split_name(column.name)
        points = 2.0 * column.unique + min(column.filled, 0.8)
        if fold(column.name) in TITLES:
            points += 3
        elif words[-1] in TITLES:
            points += 2 if set(words) & {"product", "item", "app", *LESSER_TITLES} else 1
        elif words[0] in LESSER_TITLES or words[-1] in LESSER_TITLES:
            points += 1
        if "." in column.name or set(words) & {"id", "url", "code", "slug", "description", "user"}:
            points -= 2
        return points - (1 if column.words > 15 or column.one_word else 0)

    texts = [
        column
        for column in columns
        if column.cells
        and not column.listed
        and max(column.url_share, column.date_share, column.image_share) < 0.5
        and column.number_share < (0.95 if fold(column.name) in TITLES else 0.5)
        and column.length < 200
    ]
    best = max(texts, key=score, default=None)
    if best is None or best.filled > 0.99:
        return best
    called = set(best.counts)
    for column in texts:  # the same names under another heading, with fewer gaps
        named = split_name(column.name)[-1] in TITLES and column.filled > best.filled
        if named and len(called & set(column.counts)) > 0.8 * len(called):
            best = column
    return best


def find_id(columns: Sequence[Profile], title: str, rows: Sequence[tuple[int, Row]]) -> str:
    """The column that tells the items apart: by a telling name, else the title, else the whole row."""
    found: list[tuple[float, int, str]] = []
    for position, column in enumerate(columns):
        if column.name == title or column.filled < 0.98 or column.unique < 0.95 or column.listed:
            continue
        words = split_name(column.name)
        named = [len(KEYS) - KEYS.index(word) for word in words if word in KEYS]
        exact = 20 if fold(column.name) == "id" else 0
        if named and column.one_word and column.length <= 200:
            found.append((exact + max(named) - len(words), -position, column.name))
    if found:
        return max(found)[2]
    distinct_rows = len({make_id(row) for _, row in rows})
    titles = [str(row.get(title)).strip() for _, row in rows]
    cut = sum(text.endswith(("...", "…")) for text in titles) / len(titles)
    return title if cut < 0.1 and len({fold(text) for text in titles}) >= 0.9 * distinct_rows else WHOLE_ROW


def noise(column: Profile, keys: set[str], names: set[str]) -> str:
    """Why a column says nothing of an item; empty where it does. `names` are all columns' names."""
    if not column.cells:
        return "always empty"
    flag = column.boolean_share == 1 and column.filled < 0.95  # "yes" or nothing
    if column.distinct == 1 and not flag:
        return f"never anything but {column.texts[0][:40]!r}"
    if column.filled < (0.1 if "." in column.name else 0.015) and column.rows > 100:
        return "hardly ever filled"
    words = split_name(column.name)
    if set(words) & COORDINATES:
        return "a coordinate"
    if column.counts_rows:
        return "numbers the rows"
    name = fold(column.name)
    stem = name.removesuffix("_id").removesuffix("s")
    if names & {f"{stem}_name", f"{stem}_names"} and (name.endswith("_id") or column.one_word):
        return "a code for what another column names"
    if max(column.url_share, column.image_share) > 0.5:
        return ""
    sample = column.texts[:2000]
    if (
        len(keys) > 1
        and column.several
        and (column.coded or sum(text in keys for text in sample) > 0.1 * len(sample))
    ):
        return "names other items"
    if not column.one_word:
        return ""
    if words[-1] in ("id", "uuid", "guid") or set(words) & PATHS:
        return "an id or a path"
    if max(column.date_share, column.range_share) > 0.5:
        return ""
    key = bool(set(words) & {*KEYS, *CODES}) or (column.coded and column.number_share < 0.5)
    return "a key, different on every item" if key and column.unique > 0.95 and len(column.cells) > 10 else ""
