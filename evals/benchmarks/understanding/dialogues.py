"""Human dialogues with titles in their text: reading them, and the catalog of all that they name.

One JSON object a line: `turns` of `speaker`, `text`, `items` and, where somebody labelled them, `sub_intents`;
`items`, id to `title` and `year`. Files may be compressed (.gz).
"""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from catalog.items import ItemId, fold
from evals.benchmarks import BenchError

SCHEMA = """\
name: dialogue films
noun: {singular: film, plural: films}
id: id
title: title
attributes:
  year: {type: number, words: [year, released, made], high: [new, recent, newer, modern], low: [old, classic, older]}
"""
"""All that the dialogues say of an item."""


COMMON = 0.01


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class NamedItem(_Read):
    title: str
    year: int | None = None


class Said(_Read):
    speaker: Literal["seeker", "recommender"]
    text: str
    items: tuple[str, ...] = ()
    sub_intents: tuple[str, ...] | None = None


class Dialogue(_Read):
    dialogue_id: str
    turns: tuple[Said, ...]
    items: dict[str, NamedItem] = {}


@dataclass(frozen=True, slots=True)
class Films:
    """Every item that dialogues name, once for each title and year, and which of them an id means."""

    items: Mapping[ItemId, NamedItem]
    same: Mapping[str, ItemId]
    common: frozenset[str] = frozenset()
    """Words in more than `COMMON` of all utterances: alone they name nothing."""


def read_rows(path: Path) -> Iterable[tuple[int, dict[str, Any]]]:
    """The JSON objects of a file with the numbers of their lines. Raises BenchError where it cannot be read."""
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    try:
                        row = json.loads(line)
                    except json.JSONDecodeError as error:
                        raise BenchError(f"{path}:{number}: {error.msg}") from error
                    if not isinstance(row, dict):
                        raise BenchError(f"{path}:{number}: not a JSON object")
                    yield number, row
    except (EOFError, UnicodeDecodeError) as error:
        raise BenchError(f"{path}: {error}") from error
    except OSError as error:
        raise BenchError(f"{path}: {error.strerror or error}") from error


def parse_dialogue(row: Mapping[str, Any], *, path: Path, line: int) -> Dialogue:
    try:
        return Dialogue.model_validate_json(json.dumps(row))
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BenchError(f"{path}:{line}: {where}: {first['msg']}") from error


def films_of(dialogues: Iterable[Dialogue]) -> Films:
    items: dict[ItemId, NamedItem] = {}
    first: dict[tuple[str, int | None], ItemId] = {}
    same: dict[str, ItemId] = {}
    heard: Counter[str] = Counter()
    utterances = 0
    for dialogue in dialogues:
        heard.update(word for turn in dialogue.turns for word in set(words_of(turn.text)))
        utterances += len(dialogue.turns)
        for item_id, item in dialogue.items.items():
            known = first.setdefault((fold(item.title), item.year), item_id)
            items.setdefault(known, item)
            same.setdefault(item_id, known)
    return Films(items, same, frozenset(w for w, count in heard.items() if count > COMMON * utterances))


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


def write_catalog(films: Films, folder: Path) -> Path:
    """The films as a catalog folder, named by what it holds."""
    rows = [
        json.dumps({"id": item_id, "title": item.title, "year": item.year}, ensure_ascii=False)
        for item_id, item in films.items.items()
    ]
    text = "\n".join(rows) + "\n"
    into = folder / hashlib.sha256((SCHEMA + text).encode()).hexdigest()[:12] / "films"
    into.mkdir(parents=True, exist_ok=True)
    (into / "catalog.yaml").write_text(SCHEMA, encoding="utf-8")
    (into / "items.jsonl").write_text(text, encoding="utf-8")
    return into


def plain_text(text: str) -> str:
    """Without what the collectors of a data set put in place of characters."""
    return html.unescape(text).replace("QUOTATION_MARK", '"')


def is_written(title: str, text: str) -> bool:
    """Whether the title stands in the text as it is, in its case, its year aside."""
    return re.search(rf"(?<!\w){re.escape(_plain(title))}(?!\w)", _plain(text)) is not None


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").replace("–", "-").split())


def year_beside(title: str, text: str) -> int | None:
    """The year that the text gives for a title: `It (2017)`."""
    found = re.search(rf"{re.escape(_plain(title))}\s*\((\d{{4}})\)", _plain(text))
    return int(found[1]) if found else None


def sample(dialogues: Sequence[Dialogue], count: int | None) -> Sequence[Dialogue]:
    """Evenly spread over the file."""
    if count is None or count >= len(dialogues):
        return dialogues
    return [dialogues[int(place * len(dialogues) / count)] for place in range(count)]
