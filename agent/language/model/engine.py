"""The engine that asks a language model where the built-in one is not sure, and falls back to it on any fault."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import replace
from time import monotonic
from typing import Literal

from agent.language.built_in.built_in import BuiltIn
from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.writer import write
from agent.language.language import Say, Worded
from agent.language.model.asking import answer_schema, ask_reading
from agent.language.model.conversion import convert
from agent.language.model.grounding import Grounding
from agent.language.model.linking import Linker
from agent.language.model.model_reading import ModelReading
from agent.language.model.reconciling import reconciled
from agent.language.model.rewording import reworded, worth_rewording
from agent.language.model.routing import asks_model
from agent.language.model.vocabulary import Vocabulary
from agent.language.understanding import EngineTrace, Understanding
from agent.language.wording import Plan
from agent.state import Session
from tools.breaker import Breaker
from tools.language_model import AnswerSchema, LanguageModel, LanguageModelError, Usage
from tools.toolbox import Toolbox

log = logging.getLogger(__name__)

Role = Literal["understand", "word"]

PATIENCE = 8.0
"""Seconds for a call of which nobody says until when."""
RESERVE = 0.1
"""The share of the time left that is kept for the rest of the turn."""
FOR_UNDERSTANDING = 0.6
"""The share of the time left that understanding may take where wording is to follow."""
TOO_LATE = 0.2
"""With fewer seconds than this no call is begun."""


class ModelLanguage:
    """A model and the built-in engine behind it, which always reads first: it takes some ten milliseconds."""

    name = "model"

    def __init__(
        self,
        model: LanguageModel,
        built_in: BuiltIn,
        *,
        roles: Collection[Role] = ("understand", "word"),
        routing: Literal["routed", "always"] = "routed",
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._model = model
        self._built_in = built_in
        self._roles = frozenset(roles)
        self._routing = routing
        self._clock = clock
        self._breaker = Breaker(clock)
        self._catalogs: dict[tuple[str, str], tuple[Vocabulary, AnswerSchema[ModelReading]]] = {}

    def prepare(self, toolbox: Toolbox) -> Lexicon:
        self._known(toolbox)
        return self._built_in.prepare(toolbox)

    def _known(self, toolbox: Toolbox) -> tuple[Vocabulary, AnswerSchema[ModelReading]]:
        """What a model is told of a catalog whatever the utterance, made once a generation."""
        catalog = toolbox.catalog
        wanted = (catalog.slug, catalog.generation)
        found = self._catalogs.get(wanted)
        if found is None:
            vocabulary = Vocabulary(catalog)
            found = (vocabulary, answer_schema(vocabulary))
            others = {k: v for k, v in self._catalogs.items() if k[0] != catalog.slug}
            self._catalogs = {**others, wanted: found}
        return found

    async def understand(
        self, utterance: str, *, session: Session, toolbox: Toolbox, turn: int, until: float | None = None
    ) -> Understanding:
        """The built-in reading where it is sure; else the model's, with nothing strict lost."""
        heard = await self._built_in.understand(utterance, session=session, toolbox=toolbox, turn=turn)
        if "understand" not in self._roles or not utterance.strip():
            return heard
        lexicon = self.prepare(toolbox)
        if self._routing == "routed" and asks_model(heard, utterance, session, lexicon) is None:
            return heard
        share = FOR_UNDERSTANDING if "word" in self._roles else 1 - RESERVE
        ends = self._ends(until, share)
        if ends is None:
            return replace(heard, engine=EngineTrace(degraded=True))
        vocabulary, schema = self._known(toolbox)
        try:
            found = await ask_reading(
                self._model,
                utterance,
                session=session,
                catalog=toolbox.catalog,
                lexicon=lexicon,
                vocabulary=vocabulary,
                schema=schema,
                until=ends,
                clock=self._clock,
            )
        except LanguageModelError as fault:
            self._failed("understanding", fault)
            return replace(heard, engine=_trace(None, fault.usage, degraded=True))
        self._breaker.succeeded()
        said = Grounding(utterance)
        linker = Linker(toolbox, lexicon, vocabulary, session, said)
        read, made = convert(found.value, linker, turn=turn)
        whole = reconciled(read, made, heard, said, toolbox.catalog.schema)
        return replace(whole, engine=_trace(self._model.name, found.usage))

    async def word(
        self,
        plan: Plan,
        *,
        utterance: str,
        understanding: Understanding,
        toolbox: Toolbox,
        say: Say,
        until: float | None = None,
    ) -> Worded:
        """The plan in the model's words, part by part, each checked before it is said."""
        text = write(plan)
        if not self._words(plan, understanding):
            say(text)
            return Worded(text)
        ends = self._ends(until, 1 - RESERVE)
        if ends is None:
            say(text)
            return Worded(text, EngineTrace(degraded=True))
        done = await reworded(
            self._model,
            text,
            plan,
            utterance=utterance,
            lexicon=self.prepare(toolbox),
            say=say,
            deadline=ends - self._clock(),
        )
        if done.fault is not None:
            self._failed("wording", done.fault)
        else:
            self._breaker.succeeded()
        name = self._model.name if done.changed else None
        return Worded(done.text, _trace(name, done.usage, degraded=done.kept_own))

    def _words(self, plan: Plan, understanding: Understanding) -> bool:
        """A turn that the built-in engine understood alone it also answers alone; so does a turn on which the
        model has failed already."""
        engine = understanding.engine
        if "word" not in self._roles or engine.degraded or not worth_rewording(plan):
            return False
        alone = "understand" in self._roles and engine.language == "built-in"
        return self._routing == "always" or not alone

    def _ends(self, until: float | None, share: float) -> float | None:
        """When a call that begins now must have ended; None where it should not be begun."""
        now = self._clock()
        left = (PATIENCE if until is None else until - now) * share
        return now + left if left >= TOO_LATE and self._breaker.lets_through() else None

    def _failed(self, role: str, fault: LanguageModelError) -> None:
        self._breaker.failed()
        log.warning("the built-in engine does the %s: %s: %s", role, type(fault).__name__, fault.problem)


def _trace(model: str | None, usage: Usage, *, degraded: bool = False) -> EngineTrace:
    return EngineTrace(
        "model" if model else "built-in",
        model,
        degraded,
        usage.calls,
        usage.prompt_tokens,
        usage.completion_tokens,
    )
