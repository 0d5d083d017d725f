"""What one visitor sees and does: a press on the page becomes calls of the agent and new pieces of the page.

Nothing is kept between two presses: who is visiting comes from the browser, all else from the agent.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import TYPE_CHECKING, Any, get_args

from agent.answer import Answer, Done, FeedbackKind, QuestionReady, Recommendation, SlateReady, Token
from catalog.items import ItemNotFoundError
from catalog.schema import Schema
from memory.beliefs import BeliefNotFoundError
from memory.turns import SessionNotFoundError, TurnRecord
from ui.api.wire import MAX_MESSAGE
from ui.web.cards import OPPOSITE, Card
from ui.web.here import Here, as_name, new_guest
from ui.web.opening import show_opening
from ui.web.panels import show_history, show_memory, show_understood
from ui.web.talk import (
    Exchange,
    Look,
    Marks,
    Said,
    make_card,
    say_user,
    show_partial,
    show_problem,
    show_talk,
)
from ui.web.top import show_catalogs, show_visitor

if TYPE_CHECKING:
    from agent.agent import Agent

log = logging.getLogger(__name__)

SAMPLE = 200
"""Items from which the opening draws."""
FRAME_SECONDS = 0.06
"""Between two looks at a reply that is still coming: each sends the page what changed."""


@dataclass(frozen=True, slots=True)
class View:
    """New pieces of the page; None leaves a piece as it is. `signal` is for the page's script."""

    here: Here | None = None
    talk: tuple[Said, ...] | None = None
    opening: str | None = None
    understood: str | None = None
    memory: str | None = None
    history: str | None = None
    catalogs: str | None = None
    visitor: str | None = None
    signal: Mapping[str, Any] = field(default_factory=dict)


class BrokenStreamError(RuntimeError):
    """A turn whose events ended before its answer came."""


class Visit:
    """`here` is where the visitor is after what was last done."""

    def __init__(self, agent: Agent, here: Here, *, tenant: str = "default") -> None:
        self._agent = agent
        self._tenant = tenant
        self._schemas: dict[str, Schema] = {info.slug: info.schema_ for info in agent.catalogs()}
        known = here.catalog in self._schemas
        self.here = here if known else replace(here, catalog=next(iter(self._schemas), None))

    async def arrive(self, **signal: Any) -> View:
        """The whole page: on the first visit, after a reload or a turn, and wherever the visitor goes."""
        exchanges = await self._exchanges()
        last = exchanges[-1].answer if exchanges else None
        return View(
            here=self.here,
            talk=tuple(show_talk(exchanges, await self._looks())),
            opening="" if exchanges else await self._opening(),
            understood=show_understood(last, self._schema(last)),
            memory=await self._memory(last),
            history=await self._history(),
            catalogs=show_catalogs(
                [(s, schema.name) for s, schema in self._schemas.items()], current=self.here.catalog
            ),
            visitor=show_visitor(self.here.user_id),
            signal=signal,
        )

    async def speak(self, text: str, *, key: str | None = None) -> AsyncIterator[View]:
        """One turn, as it comes. One that fails stays on the page with its words and a second chance."""
        text = text.replace("\x00", " ").strip()
        if not text:
            return
        exchanges = await self._exchanges()
        if key and exchanges and exchanges[-1].answer is None:
            exchanges.pop()  # it is tried again
        key = key or secrets.token_hex(16)
        look = await self._looks()
        before = [*show_talk(exchanges, look, offers=False), say_user(text)]
        if len(text) > MAX_MESSAGE:
            problem = f"That is more than I can read at once: {MAX_MESSAGE:,} characters are the most."
            yield View(talk=(*before, show_problem(problem)), opening="")
            return
        try:
            async for view in self._turn(text, key, before, look):
                yield view
        except Exception:  # the last door before the user: said here, and in the log with its trace
            log.exception("a turn of the page failed")
            problem = "Something went wrong on my side. Your message is kept."
            yield View(talk=(*before, show_problem(problem, utterance=text, key=key)), opening="")

    async def _turn(self, text: str, key: str, before: Sequence[Said], look: Look) -> AsyncIterator[View]:
        catalog = self.here.catalog or ""
        yield View(talk=(*before, show_partial("", (), catalog, look)), opening="", signal={"accepted": True})
        reply, slate, answer, shown_at = "", tuple[Recommendation, ...](), None, monotonic()
        events = self._agent.stream(
            text,
            user_id=self.here.user_id,
            session_id=self.here.session_id,
            catalog=self.here.catalog,
            tenant=self._tenant,
            key=key,
        )
        async for event in events:
            match event:
                case Token(text=piece):
                    reply += piece
                case SlateReady(recommendations=ready):
                    slate = ready
                case QuestionReady():
                    continue
                case Done(answer=done):
                    answer = done
                    continue
            if monotonic() - shown_at >= FRAME_SECONDS:
                shown_at = monotonic()
                yield View(talk=(*before, show_partial(reply, slate, catalog, look)))
        if answer is None:
            raise BrokenStreamError("the events of a turn ended without its answer")
        self.here = replace(self.here, session_id=answer.session_id, catalog=answer.catalog)
        yield await self.arrive()

    async def judge(self, item_id: str, kind: str, catalog: str | None) -> View:
        """Feedback on an item. What stands afterwards goes back to the page, whatever came of it."""
        catalog = catalog or self.here.catalog or ""
        if kind in get_args(FeedbackKind):
            await self._agent.feedback(
                item_id,
                kind,  # type: ignore[arg-type]  # checked above
                user_id=self.here.user_id,
                session_id=self.here.session_id,
                catalog=catalog,
                tenant=self._tenant,
            )
        marks = (await self._marks()).get((catalog, item_id), ())
        last = await self._last_answer()
        return View(
            memory=await self._memory(last),
            signal={"marks": {"item": item_id, "in": catalog, "kinds": sorted(marks)}},
        )

    async def forget(self, memory_id: str) -> View:
        try:
            await self._agent.forget(self.here.user_id, memory_id, tenant=self._tenant)
        except BeliefNotFoundError:
            log.info("a memory was already gone")
        return await self.arrive(notice="Forgotten.")

    async def forget_everything(self) -> View:
        await self._agent.forget_user(self.here.user_id, tenant=self._tenant)
        self.here = replace(self.here, session_id=None)
        return await self.arrive(notice="All that I held about you is erased.")

    async def begin(self, catalog: str | None = None) -> View:
        """A new conversation, in another catalog where one is named."""
        named = catalog if catalog in self._schemas else self.here.catalog
        self.here = replace(self.here, session_id=None, catalog=named)
        return await self.arrive(focus=True)

    async def open(self, session_id: str) -> View:
        self.here = replace(self.here, session_id=session_id)
        exchanges = await self._exchanges()
        if exchanges and exchanges[-1].catalog in self._schemas:
            self.here = replace(self.here, catalog=exchanges[-1].catalog)
        return await self.arrive(focus=True)

    async def delete(self, session_id: str) -> View:
        try:
            await self._agent.delete_session(session_id, user_id=self.here.user_id, tenant=self._tenant)
        except SessionNotFoundError:
            log.info("a conversation was already gone")
        if session_id == self.here.session_id:
            self.here = replace(self.here, session_id=None)
        return await self.arrive(notice="The conversation is deleted.")

    async def become(self, name: str) -> View:
        """Another user: their memories and conversations, never the last one's."""
        user_id = as_name(name) if name.strip() else new_guest()
        if user_id is None:
            return View(signal={"notice": "A name has printable characters, and no “/”.", "wrong": True})
        self.here = Here(user_id, None, self.here.catalog)
        return await self.arrive(
            notice=f"You are {user_id} now." if name.strip() else "You are a new guest now."
        )

    # From data to pieces of the page

    async def _exchanges(self) -> list[Exchange]:
        """The turns of the session. One that is gone, or another user's, is no session at all."""
        if self.here.session_id is None:
            return []
        try:
            turns = await self._agent.session(
                self.here.session_id, user_id=self.here.user_id, tenant=self._tenant
            )
        except SessionNotFoundError:
            turns = []
        if not turns:
            self.here = replace(self.here, session_id=None)
        return [_exchange(turn) for turn in turns]

    async def _last_answer(self) -> Answer | None:
        exchanges = await self._exchanges()
        return exchanges[-1].answer if exchanges else None

    async def _looks(self) -> Look:
        marks = await self._marks()

        def look(catalog: str, told: Recommendation) -> Card:
            try:
                attributes = self._agent.item(told.item_id, catalog).attributes
            except (ItemNotFoundError, LookupError):
                attributes = None
            return make_card(
                told, attributes, self._schemas.get(catalog), marks.get((catalog, told.item_id), ())
            )

        return look

    async def _marks(self) -> Marks:
        """What stands of the user's feedback: of like and dislike the later one."""
        exported = await self._agent.export(self.here.user_id, tenant=self._tenant)
        marks: dict[tuple[str, str], set[str]] = {}
        for given in exported.get("feedback", ()):
            standing = marks.setdefault((given["catalog"], given["item_id"]), set())
            standing.discard(OPPOSITE.get(given["kind"], ""))
            standing.add(given["kind"])
        return marks

    async def _opening(self) -> str:
        schema = self._schema(None)
        if schema is None:
            return show_opening(None, [], seed="")
        items = await self._agent.search("", SAMPLE, self.here.catalog)
        return show_opening(schema, items, seed=f"{self.here.user_id} {self.here.catalog}")

    async def _memory(self, last: Answer | None) -> str:
        beliefs = await self._agent.memories(self.here.user_id, tenant=self._tenant)
        portrait = await self._agent.portrait(self.here.user_id, tenant=self._tenant)
        trace = last.memory if last else None
        return show_memory(
            portrait, beliefs, used=trace.used if trace else (), written=trace.written if trace else ()
        )

    async def _history(self) -> str:
        sessions = await self._agent.sessions(self.here.user_id, tenant=self._tenant)
        return show_history(sessions, current=self.here.session_id, names=list(self._schemas))

    def _schema(self, answer: Answer | None) -> Schema | None:
        return self._schemas.get(answer.catalog if answer else self.here.catalog or "")


def _exchange(turn: TurnRecord) -> Exchange:
    answer = Answer.model_validate_json(turn.answer) if turn.answer else None
    return Exchange(turn.utterance, answer, turn.catalog, erased=turn.erased)
