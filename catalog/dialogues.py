"""Conversations that come with a catalog: `dialogues.jsonl` in its folder, which may be absent.

One conversation a line (any format that a catalog may have, also as `.gz`):

    {"dialogue_id": "d-17", "user_id": "ana",
     "turns": [{"speaker": "seeker", "text": "something like Emma?", "items": ["emma"]},
               {"speaker": "recommender", "text": "Try Persuasion.", "items": ["persuasion"]}],
     "items": {"emma": {"title": "Emma"}}}

Only `turns` is needed. `speaker` is who looks for something, `seeker`, or who helps, `recommender`; `items` are
the ids of the items that a turn names. An id that the catalog does not have counts as the item of the title that
`items` gives it, where exactly one has that title. `user_id` says whose conversations belong together; without
one each is a person's own. Anything else in a line is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from catalog.interactions import Tally
from catalog.items import Item, ItemId, fold
from catalog.reading import CatalogError, find_table, read_table

STEM = "dialogues"


@dataclass(frozen=True, slots=True)
class Utterance:
    """A turn of a conversation and the items that it names; of a recommender, that they recommended."""

    speaker: Literal["seeker", "recommender"]
    text: str
    items: tuple[ItemId, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """`by` tells whose words they are: nobody's words are learned that too few others used."""

    by: str
    turns: tuple[Utterance, ...]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Named(_Row):
    title: str


class _Turn(_Row):
    speaker: Literal["seeker", "recommender"]
    text: str = ""
    items: tuple[str, ...] = ()


class _Dialogue(_Row):
    user_id: str | None = None
    turns: tuple[_Turn, ...]
    items: dict[str, _Named] = {}


def read_conversations(folder: Path, items: Sequence[Item]) -> tuple[list[Conversation], list[str]]:
    """The conversations of a catalog folder, and in words what could not be used; nothing where there is no file."""
    path = find_table(folder, STEM)
    if path is None:
        return [], []
    try:
        table = read_table(path)
    except CatalogError as error:
        return [], [f"{STEM}: {error.problem}"]
    tally = Tally(STEM, len(table.rows) + len(table.skipped))
    for skipped in table.skipped:
        tally.add(skipped.reason, skipped.row)
    known, titled = {item.id for item in items}, _by_title(items)
    found = []
    for number, row in table.rows:
        try:
            read = _Dialogue.model_validate(row)
        except ValidationError:
            tally.add("without turns of a seeker or recommender", number)
            continue
        same = {
            name: titled[fold(named.title)]
            for name, named in read.items.items()
            if fold(named.title) in titled
        }
        turns = tuple(
            Utterance(
                turn.speaker,
                turn.text,
                tuple(i if i in known else same[i] for i in turn.items if i in known or i in same),
            )
            for turn in read.turns
        )
        if not any(turn.items for turn in turns):
            tally.add("naming no item of the catalog", number)
            continue
        found.append(Conversation(read.user_id or f"{STEM} {number}", turns))
    return found, table.warnings + tally.lines()


def _by_title(items: Sequence[Item]) -> Mapping[str, ItemId]:
    """The item of each title that one item alone has."""
    found: dict[str, ItemId | None] = {}
    for item in items:
        title = fold(item.title)
        found[title] = None if title in found else item.id
    return {title: item_id for title, item_id in found.items() if item_id is not None}
