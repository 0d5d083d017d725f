"""All items of a catalog through the extractors: what was found, what it cost, and what was dropped and why."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from catalog.items import Item
from catalog.provenance import Enriched, Supported
from catalog.schema import Attribute, AttributeType, Schema
from tools.enrichment.cache import AnswerCache
from tools.enrichment.holding import Claim, Holder
from tools.enrichment.literal import LiteralExtractor
from tools.enrichment.model_extractor import SOME_VALUES, missing, read
from tools.language_model import LanguageModel, LanguageModelError, Usage

Progress = Callable[[str, int, int], None]

AT_ONCE = 4
"""Calls that run beside each other."""
PATIENCE = 5
"""Failures in a row after which the model is left alone."""

READ_INTO = (
    Attribute(name="moods", type=AttributeType.TAGS, words=("mood",)),
    Attribute(name="themes", type=AttributeType.TAGS, words=("theme",)),
)
"""What a model reads into a text though no attribute is called so: in words of its own, each with a quotation."""


@dataclass
class _Account:
    """What the model was asked and what came of it."""

    asked: int = 0
    remembered: int = 0
    failed: int = 0
    left: int = 0
    usage: Usage = field(default_factory=Usage)
    dropped: Counter[str] = field(default_factory=Counter)
    stopped: str = ""

    def lines(self, model: str) -> list[str]:
        tokens = self.usage.prompt_tokens + self.usage.completion_tokens
        said = (
            f"enrichment: {model} read {self.asked:,} items ({self.usage.calls:,} calls, {tokens:,} tokens), "
            f"{self.remembered:,} were read before"
        )
        lines = [said]
        if self.failed:
            lines.append(f"enrichment: failed calls: {self.failed:,}")
        if self.left:
            why = self.stopped or "the budget is spent"
            lines.append(f"enrichment: items not read: {self.left:,}, as {why}; build again to go on")
        lines += [
            f"enrichment: claims dropped {reason}: {count:,}" for reason, count in self.dropped.most_common()
        ]
        return lines


def enrich(
    schema: Schema,
    items: Sequence[Item],
    *,
    model: LanguageModel | None,
    cache: Path,
    budget: int,
    progress: Progress = lambda step, done, total: None,
) -> Enriched:
    """Fill what is missing on the items from their texts: by the model where there is one, then literally.

    `budget` bounds the calls of this build; what is in `cache` costs none. The model is closed afterwards.
    """
    found: list[Supported] = []
    lines: list[str] = []
    if model is None:
        lines.append(
            "enrichment: no language model is switched on (CICERONE_LLM_MODEL), so the built-in extractor does "
            "what rules can"
        )
    else:
        reading = _Reading(schema, items, cache, budget, progress)
        # In a thread: whoever builds may be in an event loop of their own.
        with ThreadPoolExecutor(max_workers=1) as thread:
            found, said = thread.submit(asyncio.run, reading.run(model)).result()
        schema = reading.schema_with(found)
        lines += said
    done = {(one.item_id, one.attribute) for one in found}
    literal = LiteralExtractor(schema, items)
    literally = [
        one for item in items for one in literal.extract(item) if (one.item_id, one.attribute) not in done
    ]
    counted = Counter(one.attribute for one in (*found, *literally))
    for checked in literal.checked:
        if checked.passes and counted[checked.attribute]:
            lines.append(
                f"enrichment: {checked.attribute} is read literally: {checked.right:,} of {checked.met:,} hidden "
                f"values came back right (at least {checked.bound:.1%})"
            )
    lines += [f"enrichment: values found for {name}: {count:,}" for name, count in counted.most_common()]
    if not counted:
        lines.append("enrichment: nothing was found that the texts carry and the catalog lacks")
    return Enriched(schema, (*found, *literally), tuple(lines))


class _Reading:
    """One pass of a model over the items whose texts may say more than their attributes."""

    def __init__(
        self, schema: Schema, items: Sequence[Item], cache: Path, budget: int, progress: Progress
    ) -> None:
        self._schema = schema
        self._read_into = [a for a in READ_INTO if a.name not in schema.attributes]
        self._attributes = {**schema.attributes, **{a.name: a for a in self._read_into}}
        self._items = items
        self._cache_file = cache
        self._budget = budget
        self._progress = progress
        self._in_a_row = 0
        self._account = _Account()

    def schema_with(self, found: Sequence[Supported]) -> Schema:
        """The schema with those of the attributes read into the texts that came to something."""
        used = {one.attribute for one in found}
        more = {a.name: a for a in self._read_into if a.name in used}
        return self._schema.model_copy(update={"attributes": {**self._schema.attributes, **more}})

    async def run(self, model: LanguageModel) -> tuple[list[Supported], list[str]]:
        cache = AnswerCache(self._cache_file, model.name)
        values = _commonest(self._attributes, self._items)
        claims: dict[str, list[Claim]] = {}
        waiting: list[tuple[Item, list[Attribute], str]] = []
        for item in self._items:
            asked = missing(item, self._attributes)
            if not item.text.strip() or not asked:
                continue
            key = cache.key(item, asked)
            known = cache.get(key)
            if known is None:
                waiting.append((item, asked, key))
            else:
                claims[item.id] = known
        self._account.remembered = len(claims)
        slots = asyncio.Semaphore(AT_ONCE)

        async def one(item: Item, asked: list[Attribute], key: str) -> None:
            async with slots:
                if self._in_a_row >= PATIENCE:
                    return
                try:
                    said, usage = await read(model, item, asked, values)
                except LanguageModelError as fault:
                    self._failed(fault)
                    return
            self._in_a_row = 0
            self._account.asked += 1
            self._account.usage += usage
            cache.put(key, said)
            claims[item.id] = said
            self._progress("reading texts", self._account.asked, min(len(waiting), self._budget))

        try:
            await asyncio.gather(*(one(*each) for each in waiting[: self._budget]))
        finally:
            await model.close()
        self._account.left = len(waiting) - self._account.asked
        return self._hold(claims), self._account.lines(model.name)

    def _failed(self, fault: LanguageModelError) -> None:
        self._account.failed += 1
        self._account.usage += fault.usage
        self._in_a_row += 1
        if self._in_a_row >= PATIENCE:
            self._account.stopped = f"the model failed {PATIENCE} times in a row ({fault.problem})"

    def _hold(self, claims: Mapping[str, list[Claim]]) -> list[Supported]:
        whole = self._schema.model_copy(update={"attributes": self._attributes})
        holder = Holder(whole, self._items, free=[a.name for a in self._read_into])
        kept: list[Supported] = []
        for item in self._items:
            held, dropped = holder.hold(item, claims.get(item.id, ()))
            kept += held
            self._account.dropped.update(dropped)
        return kept


def _commonest(attributes: Mapping[str, Attribute], items: Sequence[Item]) -> dict[str, list[str]]:
    """Some values of each named attribute, the commonest first."""
    counts = {name: Counter[str]() for name, a in attributes.items() if a.named}
    for item in items:
        for name, counted in counts.items():
            counted.update(str(value) for value in item.values(name))
    return {
        name: [value for value, _ in counted.most_common(SOME_VALUES)] for name, counted in counts.items()
    }
