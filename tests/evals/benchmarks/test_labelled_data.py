"""The labelled conversations that ship: the part kept apart is as it was frozen, and all can be read."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from catalog.parsing import read_catalog_folder
from evals.benchmarks.understanding.labels import LabelledConversation, parse_conversation

DATA = Path(__file__).parents[3] / "evals" / "understanding"
FILES = sorted([*DATA.glob("dev/*.jsonl"), *DATA.glob("held/*.jsonl")])


def read_talks(path: Path) -> list[LabelledConversation]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [parse_conversation(json.loads(line), path=path, line=n + 1) for n, line in enumerate(lines)]


def test_the_half_kept_apart_is_as_it_was_frozen() -> None:
    frozen = dict(reversed(line.split()) for line in (DATA / "held" / "SHA256SUMS").read_text().splitlines())
    assert frozen == {p.name: sha256(p.read_bytes()).hexdigest() for p in (DATA / "held").glob("*.jsonl")}


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_every_label_names_what_its_catalog_has(path: Path) -> None:
    for talk in read_talks(path):
        folder = read_catalog_folder(DATA / "catalogs" / talk.catalog)
        items = {item.id for item in folder.items}
        names = {*folder.schema.attributes, *folder.schema.ranges}
        for turn in talk.turns:
            assert {*turn.slate, *turn.references, *turn.like} <= items, turn.say
            assert not turn.asked or turn.asked in names, turn.say


def test_there_are_four_hundred_turns_over_six_catalogs_and_half_is_kept_apart() -> None:
    talks = {
        part: [t for p in (DATA / part).glob("*.jsonl") for t in read_talks(p)] for part in ("dev", "held")
    }
    turns = {part: sum(len(t.turns) for t in found) for part, found in talks.items()}
    assert turns["held"] >= 200
    assert sum(turns.values()) >= 400
    assert len({t.catalog for found in talks.values() for t in found}) >= 6
