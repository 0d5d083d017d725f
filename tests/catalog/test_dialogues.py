"""Conversations in a catalog folder, whatever is wrong with some of them."""

from __future__ import annotations

import json
from pathlib import Path

from catalog.dialogues import Conversation, Utterance, read_conversations
from catalog.items import Item

ITEMS = [Item("emma", "Emma"), Item("persuasion", "Persuasion"), Item("t1", "Twins"), Item("t2", "Twins")]


def written(folder: Path, *rows: object) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    (folder / "dialogues.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def turn(speaker: str, text: str, *items: str) -> dict[str, object]:
    return {"speaker": speaker, "text": text, "items": list(items), "intents": ["anything else"]}


def test_without_a_file_there_is_nothing_to_say(tmp_path: Path) -> None:
    assert read_conversations(tmp_path, ITEMS) == ([], [])


def test_turns_keep_their_order_and_the_items_that_they_name(tmp_path: Path) -> None:
    asked, told = turn("seeker", "like Emma?", "emma"), turn("recommender", "Try this", "persuasion", "gone")
    found, lines = read_conversations(written(tmp_path, {"user_id": "ana", "turns": [asked, told]}), ITEMS)
    assert found == [
        Conversation(
            "ana",
            (
                Utterance("seeker", "like Emma?", ("emma",)),
                Utterance("recommender", "Try this", ("persuasion",)),
            ),
        )
    ]
    assert lines == []


def test_an_item_of_another_id_is_known_by_a_title_that_one_item_has(tmp_path: Path) -> None:
    named = {"7": {"title": "EMMA", "year": 1815}, "8": {"title": "Twins"}}
    row = {"turns": [turn("recommender", "", "7", "8")], "items": named}
    [found], _ = read_conversations(written(tmp_path, row), ITEMS)
    assert found.turns[0].items == ("emma",)


def test_what_cannot_be_used_is_counted_and_the_rest_read(tmp_path: Path) -> None:
    good = {"turns": [turn("seeker", "hm", "emma")]}
    rows = [
        "{broken",
        {"turns": "none"},
        {"turns": [turn("bot", "hi", "emma")]},
        {"turns": [turn("seeker", "hi")]},
    ]
    found, lines = read_conversations(written(tmp_path, good, *rows, good), ITEMS)
    assert len(found) == 2
    assert len({one.by for one in found}) == 2
    assert lines == [
        "dialogues: 1 of 6 rows left out, not readable as JSON (first: row 2)",
        "dialogues: 2 of 6 rows left out, without turns of a seeker or recommender (first: row 3)",
        "dialogues: 1 of 6 rows left out, naming no item of the catalog (first: row 5)",
    ]
