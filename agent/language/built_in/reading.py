"""Everything that the grammar finds in one utterance, before it is decided what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from agent.language.built_in.clauses import clauses
from agent.language.built_in.cues import cues
from agent.language.built_in.english import FUNCTION_WORDS, ORDINALS, words
from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.mentions import Mention, find_mentions
from agent.language.built_in.numerals import find_numerals
from agent.language.built_in.people import of_people
from agent.language.built_in.phrases import Span
from agent.language.built_in.polarity import Stance, stances
from agent.language.built_in.quantities import Quantity, find_quantities
from agent.language.built_in.references import Reference, find_references
from agent.language.built_in.roles import ROLES, ClauseRole, Role, frame
from agent.language.built_in.self_corrections import corrections
from agent.language.built_in.spelling import mended, said
from agent.language.built_in.telling import told
from agent.language.built_in.text import Token, span_text, tokenize
from agent.state import Session
from catalog.catalog import Catalog
from catalog.schema import AttributeType

_TURNING = words(
    """instead though however but yet although rather please pls plz of those these them the a and or so then too
    also as well now there here for with to"""
)
"""By themselves such words do nothing: they belong to what stands around them."""

_SPEAKING = words("i i'm i've i'd i'll we we've we'd we'll")

_REACTING: tuple[Role, ...] = ("like", "accept", "not_seen")
SURELY_REACTING = 0.75
_TALKING: tuple[Role, ...] = ("greet", "thanks", "goodbye", "chat")
SURELY_TALKING = 0.9

THAT_ONE = tokenize("that one")

LONGEST_READ = 2_000
"""Characters that are read closely; what lies beyond is a pasted text, not a wish."""


@dataclass(frozen=True)
class Reading:
    utterance: str
    session: Session
    catalog: Catalog
    lexicon: Lexicon
    turn: int
    tokens: list[Token]
    mentions: list[Mention]
    quantities: list[Quantity]
    references: list[Reference]
    stances: list[Stance]
    clauses: list[tuple[int, int]]
    cues: frozenset[str]
    roles: tuple[ClauseRole, ...] = ()
    """What each clause that has a word in it does."""
    used: set[int] = field(default_factory=set)
    """Tokens that already mean something: what is left over is the wish in words."""

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(t.norm for t in self.tokens)

    @cached_property
    def told(self) -> frozenset[int]:
        """Tokens that tell of what was, and wish for nothing."""
        return told(self.tokens)

    def does(self, *roles: Role, chance: float = 0.5) -> bool:
        """Whether some clause does one of these."""
        return any(clause.chance(*roles) >= chance for clause in self.roles)

    def idle(self, index: int) -> bool:
        """Whether the token's clause surely reacts to what is shown, and so wishes for nothing."""
        if not self.shown:
            return False
        clause = next((c for c in self.roles if c.start <= index < c.end), None)
        if clause is None:
            return False
        if clause.chance(*_REACTING) < SURELY_REACTING and clause.chance(*_TALKING) < SURELY_TALKING:
            return False
        # A value by itself says nothing of what it is for: it is a wish.
        return frame(self.tokens[clause.start : clause.end]) != ["_"]

    @cached_property
    def asking(self) -> bool:
        """Whether some clause is a question, with or without its mark."""
        return self.does("ask")

    def clause_of(self, index: int) -> tuple[int, int]:
        return next(((a, b) for a, b in self.clauses if a <= index < b), (0, len(self.tokens)))

    def said_of(self, index: int) -> tuple[int, int]:
        """The clause of a token together with what is said of it, where it is a topic put in front."""
        return next(((c.start, c.end) for c in self.roles if c.start <= index < c.end), self.clause_of(index))

    def phrase(self, start: int, end: int) -> str:
        return span_text(self.utterance, self.tokens, max(0, start), min(end, len(self.tokens)))

    def use(self, span: Span) -> None:
        self.used.update(range(span.start, span.end))

    def referred(self, span: Span) -> bool:
        return any(r.span.overlaps(span) for r in self.references)

    def has(self, *names: str) -> bool:
        return any(name in self.cues for name in names)

    @property
    def shown(self) -> bool:
        """Whether there is something that a comparative can be relative to."""
        return bool(
            self.session.slate or self.session.focus or any(r.how == "title" for r in self.references)
        )


def read(utterance: str, *, session: Session, catalog: Catalog, lexicon: Lexicon, turn: int) -> Reading:
    text = utterance[:LONGEST_READ]
    tokens = tokenize(text)
    if session.language == "en":
        # Of another language what is no English stays, and is no slip of it.
        tokens = mended(tokens, lexicon)
    shown = (*(s.item_id for s in session.slate), *session.focus)
    titles = lexicon.titles_in(tokens, shown)
    named = [span for title in titles for span in _not_counted(title.span, tokens)]
    named += [
        m.span
        for m in find_mentions(tokens, lexicon, titles=titles)
        if m.span.end - m.span.start > 1
        and any(t.is_number for t in tokens[m.span.start : m.span.end])
        and (_says_yes(m, catalog) or not tokens[m.span.start].is_number)
        and not (m.span.start > 0 and tokens[m.span.start - 1].norm in _COMPARING)
    ]
    numerals = find_numerals(tokens, taken=named, counts=lexicon.counted)
    quantities = find_quantities(tokens, of_people(tokens, numerals, lexicon.counted))
    mentions = find_mentions(tokens, lexicon, taken=[q.numeral.span for q in quantities], titles=titles)
    bounds = clauses(tokens)
    roles = clause_roles(tokens, mentions, bounds, lexicon)
    return Reading(
        utterance=text,
        session=session,
        catalog=catalog,
        lexicon=lexicon,
        turn=turn,
        tokens=tokens,
        mentions=mentions,
        quantities=quantities,
        references=find_references(tokens, mentions, session, catalog, roles),
        stances=stances(tokens, _topics(mentions, quantities), corrections(tokens, mentions)),
        clauses=bounds,
        cues=cues(said(text, tokens)),
        roles=roles,
    )


def _says_yes(mention: Mention, catalog: Catalog) -> bool:
    """ "24 hours", where that is a word of a boolean."""
    attributes = catalog.schema.attributes
    return any(attributes[s.attribute].type is AttributeType.BOOLEAN for s in mention.of("attribute"))


def clause_roles(
    tokens: Sequence[Token], mentions: Sequence[Mention], bounds: Sequence[tuple[int, int]], lexicon: Lexicon
) -> tuple[ClauseRole, ...]:
    spoken = _with_topics(
        tokens, mentions, [(a, b) for a, b in bounds if {t.norm for t in tokens[a:b] if t.is_word} - _TURNING]
    )
    if not spoken:
        return ()
    chances = lexicon.roles.chances([_masked(tokens, mentions, a, b) for a, b in spoken])
    return tuple(
        ClauseRole(a, b, ROLES[int(row.argmax())], tuple(map(float, row)))
        for (a, b), row in zip(spoken, chances, strict=True)
    )


def _with_topics(
    tokens: Sequence[Token], mentions: Sequence[Mention], spoken: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """ "The second one, never heard of it": a name in front belongs to what is said of it."""
    titled = {i for m in mentions if m.is_title for i in range(m.span.start, m.span.end)}
    joined: list[tuple[int, int]] = []
    topic: int | None = None
    for start, end in spoken:
        rest = {tokens[i].norm for i in range(start, end) if tokens[i].is_word and i not in titled}
        named = any(i in titled for i in range(start, end)) or rest & ORDINALS.keys()
        begin = start if topic is None else topic
        bare = rest <= (FUNCTION_WORDS - _SPEAKING) | ORDINALS.keys()
        if named and bare and (start, end) != spoken[-1]:
            topic = begin
            continue
        joined.append((begin, end))
        topic = None
    return joined


def _masked(tokens: Sequence[Token], mentions: Sequence[Mention], start: int, end: int) -> list[Token]:
    """The clause with "that one" in the place of each title, which may hold any words."""
    titles = {m.span.start: m.span.end for m in mentions if m.is_title and not m.of("noun")}
    masked: list[Token] = []
    index = start
    while index < end:
        if index in titles:
            masked += THAT_ONE
            index = titles[index]
        else:
            masked.append(tokens[index])
            index += 1
    return masked


def _topics(mentions: Sequence[Mention], quantities: Sequence[Quantity]) -> list[Span]:
    """What can be rejected, let go or insisted on."""
    spans = [m.span for m in mentions if not m.of("noun")] + [q.span for q in quantities]
    return sorted(spans, key=lambda s: s.start)


def _not_counted(title: Span, tokens: Sequence[Token]) -> list[Span]:
    """The words of a title and the year in brackets behind it, whose numbers are part of its name."""
    before = tokens[title.start - 1].norm if title.start else ""
    worded = any(t.is_word for t in tokens[title.start : title.end])
    if tokens[title.start].is_number and before in (_COMPARING - _LINKING if worded else _COMPARING):
        return []
    bracket = tokens[title.end : title.end + 3]
    if [t.norm for t in bracket[::2]] == ["(", ")"] and bracket[1].is_number:
        return [Span(title.start, title.end + 3)]
    return [title]


_LINKING = frozenset(["about", "and", "from", "to"])
_COMPARING = frozenset(
    [
        "under",
        "over",
        "below",
        "above",
        "than",
        "least",
        "most",
        "between",
        "around",
        "about",
        "to",
        "and",
        "from",
        "max",
    ]
)
