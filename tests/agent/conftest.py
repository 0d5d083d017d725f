"""Three invented catalogs (`tests/invented`), and what it takes to have an utterance read over one of them."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from agent.agent import Agent
from agent.build import build
from agent.context import Context, Memory
from agent.graph import build_graph
from agent.language.built_in.built_in import BuiltIn
from agent.language.built_in.engine import understand
from agent.language.built_in.lexicon import Lexicon
from agent.language.understanding import Understanding
from agent.preferences import Applied, apply
from agent.state import Asked, Request, Session, Shown, Turn
from catalog.catalog import Catalog, catalog_in_memory
from catalog.constraints import Constraint, Either
from catalog.embedding import HashingEmbedder
from catalog.home import Home
from catalog.parsing import read_catalog_folder
from catalog.vectors import InMemoryVectorIndex
from memory.clock import new_id, utc_now
from memory.database import open_database
from memory.exposures import ExposureLedger
from memory.feedback import FeedbackLedger
from memory.ledger import SqlMemoryLedger
from memory.recall import MemoryIndex
from memory.turns import TurnLedger
from tools.settings import Settings
from tools.toolbox import Toolbox

INVENTED = Path(__file__).parents[1] / "invented"
NAMES = ("lamps", "ferries", "cheeses")


@cache
def catalog_of(name: str) -> Catalog:
    folder = read_catalog_folder(INVENTED / name)
    return catalog_in_memory(
        folder.schema, folder.items, embedder=HashingEmbedder(), interactions=folder.interactions
    )


@cache
def toolbox_of(name: str) -> Toolbox:
    return Toolbox.in_memory(catalog_of(name), HashingEmbedder())


@cache
def lexicon_of(name: str) -> Lexicon:
    return Lexicon(catalog_of(name), HashingEmbedder())


def plain(constraint: Constraint | Either) -> str:
    """A constraint on one line: `style = rustic`, `not mood = calm`, `sea = baltic or fare <= 20`."""
    if isinstance(constraint, Either):
        words = " or ".join(f"{a.attribute} {a.op} {_said(a.value)}" for a in constraint.any)
    else:
        words = f"{constraint.attribute} {constraint.op} {_said(constraint.value)}"
    return f"not {words}" if constraint.polarity == "exclude" else words


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "..".join(_said(v) for v in value) if isinstance(value, tuple) else str(value)


@dataclass(frozen=True)
class Talk:
    """One catalog and one session, in which utterances are read and applied without tools or memory."""

    name: str
    session: Session

    @property
    def catalog(self) -> Catalog:
        return catalog_of(self.name)

    def read(self, utterance: str) -> Understanding:
        return understand(
            utterance,
            session=self.session,
            catalog=self.catalog,
            lexicon=lexicon_of(self.name),
            turn=self.session.turn + 1,
        )

    def applied(self, utterance: str) -> Applied:
        turn = self.session.turn + 1
        return apply(self.session, self.read(utterance), self.catalog, turn=turn)

    def say(self, *utterances: str) -> Talk:
        """The talk after these utterances, the slate staying as it is."""
        talk = self
        for utterance in utterances:
            after = talk.applied(utterance).session
            talk = Talk(talk.name, after.model_copy(update={"turn": talk.session.turn + 1}))
        return talk

    def shown(self, *items: str, asked: Asked | None = None, focus: Sequence[str] = ()) -> Talk:
        """The talk with a slate on the screen, in this order."""
        slate = tuple(Shown(item_id=i, reason="") for i in items)
        for item in items:
            self.catalog.item(item)
        update = {"slate": slate, "offered": items, "asked": asked, "focus": tuple(focus)}
        return Talk(self.name, self.session.model_copy(update={**update, "turn": self.session.turn + 1}))

    @property
    def hard(self) -> set[str]:
        """The constraints in force."""
        return {plain(c) for c in self.session.wishes.constraints}

    @property
    def soft(self) -> set[str]:
        """The preferences in force: `+calm` is wanted, `-calm` rather not."""
        return {("+" if p.polarity == "prefer" else "-") + p.text for p in self.session.wishes.preferences}


class Turns:
    """The graph over one catalog with everything in memory but the ledgers; no door, no home."""

    def __init__(self, toolbox: Toolbox, folder: Path) -> None:
        self._engine = open_database(f"sqlite:///{folder / 'ledgers.db'}")
        self._context = Context(
            toolbox=lambda _: toolbox,
            catalogs=lambda: [toolbox.catalog.slug],
            language=BuiltIn(),
            memory=Memory(
                SqlMemoryLedger(self._engine),
                FeedbackLedger(self._engine),
                ExposureLedger(self._engine),
                MemoryIndex(InMemoryVectorIndex(), fingerprint=toolbox.embedder.fingerprint),
                TurnLedger(self._engine),
            ),
            clock=utc_now,
            new_id=new_id,
        )
        self._graph = build_graph().compile()
        self.catalog = toolbox.catalog

    async def run(self, utterance: str, session: Session | None = None) -> tuple[Session, Turn]:
        """One turn after `session`; by default the first of a new one, of a user of its own."""
        before = session or Session(
            user_id=new_id(), tenant="t", session_id=new_id(), catalog=self.catalog.slug
        )
        request = Request(
            utterance,
            before.user_id,
            before.tenant,
            before.session_id,
            before.catalog,
            new_id(),
            before.turn + 1,
        )
        state = await self._graph.ainvoke({"request": request, "session": before}, context=self._context)
        return state["session"], state["turn"]

    def close(self) -> None:
        self._engine.dispose()


def talk_of(name: str) -> Talk:
    return Talk(name, Session(user_id="ana", tenant="default", session_id="s", catalog=catalog_of(name).slug))


@pytest.fixture
def talk() -> Callable[[str], Talk]:
    return talk_of


@pytest.fixture(scope="session", params=NAMES)
def turns(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Turns]:
    made = Turns(toolbox_of(request.param), tmp_path_factory.mktemp("turns"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the three invented catalogs, the lamps first. Not to be written to: see `home`."""
    path = tmp_path_factory.mktemp("built")
    settings = Settings(home=path, embedder="hashing")
    for name in NAMES:
        build(INVENTED / name, Home(path), settings)
    return path


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Home:
    """A fresh copy of the built home, for this test alone."""
    return Home(Path(shutil.copytree(built, tmp_path / "home")))


@pytest.fixture
async def agent(home: Home) -> AsyncIterator[Agent]:
    opened = await Agent.open(home, Settings(home=home.path, embedder="hashing"))
    yield opened
    await opened.close()
