"""What a language model answered, on disk: a build that dies, and an item that stays as it is, cost nothing twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ValidationError

from catalog.items import Item
from catalog.schema import Attribute
from tools.enrichment.holding import Claim
from tools.enrichment.model_extractor import PROMPT_VERSION


class _Line(BaseModel):
    key: str
    claims: list[Claim]


class AnswerCache:
    """A file of lines, each written when its answer is there; a line that a kill cut in two is passed over.

    The claims are kept unchecked, so that every build holds them against the catalog as it is then.
    """

    def __init__(self, file: Path, model: str) -> None:
        self._file = file
        self._model = model
        self._known: dict[str, list[Claim]] = {}
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists():
            for line in file.read_text(encoding="utf-8").splitlines():
                try:
                    read = _Line.model_validate_json(line)
                except ValidationError:
                    continue
                self._known[read.key] = read.claims

    def key(self, item: Item, asked: Sequence[Attribute]) -> str:
        """Of all that an answer depends on, but for the values named as examples, which change with any item."""
        told = [self._model, PROMPT_VERSION, item.title, item.text]
        told += [[a.name, a.type, a.unit, a.many, a.words, a.order] for a in asked]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

    def get(self, key: str) -> list[Claim] | None:
        return self._known.get(key)

    def put(self, key: str, claims: list[Claim]) -> None:
        self._known[key] = claims
        with self._file.open("a", encoding="utf-8") as file:
            # The newline first, so that a line cut in two spoils no other.
            file.write("\n" + _Line(key=key, claims=claims).model_dump_json())
