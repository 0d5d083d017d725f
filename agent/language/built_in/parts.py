"""An utterance that asks and says ("seen it, loved it. who made it?") is read in two parts, then put together."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from agent.answer import Intent
from agent.language.built_in.english import FUNCTION_WORDS, words
from agent.language.built_in.reading import Reading
from agent.language.understanding import Understanding

ASKING = 0.5
"""The chance of "ask" from which a clause is taken for a question of its own."""
SAYING = 0.5
"""The chance of anything else from which a clause stands beside a question, and is no piece of it."""

_ORDER: tuple[Intent, ...] = (
    "forget",
    "ask_memory",
    "critique",
    "recommend",
    "refine",
    "undo",
    "compare",
    "explain",
    "ask_item",
    "help",
    "feedback",
)
"""What a reply must see to first. Greetings and thanks stay in the order in which they were said."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The utterance twice, each time with the other part blanked out, so that places in it stay the same."""

    said: str
    asked: str
    asked_first: bool


def parts_of(reading: Reading) -> Parts | None:
    """The two parts; None where the utterance does one thing."""
    kinds: list[tuple[int, int, bool]] = []
    for clause in reading.roles:
        asks = clause.chance("ask") >= ASKING
        says = (
            not asks
            and 1 - clause.chance("ask") - clause.chance("chat") >= SAYING
            and max(clause.chances) >= SAYING
        )
        if not asks and _only_names(reading, clause.start, clause.end):
            # "The second one – what does it cost": what stands in front is what is asked about.
            continue
        if not asks and kinds and kinds[-1][2] and _asks_on(reading, clause.start, clause.end):
            asks = True
        if asks or says or not kinds:
            kinds.append((clause.start, clause.end, asks))
        else:
            # A piece that is neither for sure goes with what stands before it.
            kinds.append((clause.start, clause.end, kinds[-1][2]))
    if len({asks for *_, asks in kinds}) < 2:
        return None
    if len(kinds) < len(reading.roles):
        return None
    return Parts(
        _only(reading, [(a, b) for a, b, asks in kinds if not asks]),
        _only(reading, [(a, b) for a, b, asks in kinds if asks]),
        kinds[0][2],
    )


def _asks_on(reading: Reading, start: int, end: int) -> bool:
    """ "Does it have a lid? And a handle?": more of the same question."""
    said = reading.words[start:end]
    return said[0] in ("and", "or") and said[-1] == "?" and not _PROPOSING & set(said)


_PROPOSING = words("what how about instead something anything show find more less cheaper")


def _only_names(reading: Reading, start: int, end: int) -> bool:
    """Whether the clause is an item's name and nothing else."""
    named = [i for i in range(start, end) if any(i in r.span for r in reading.references)]
    rest = [i for i in range(start, end) if reading.tokens[i].is_word and i not in named]
    return bool(named) and all(reading.tokens[i].norm in FUNCTION_WORDS for i in rest)


def _only(reading: Reading, spans: list[tuple[int, int]]) -> str:
    kept = [" "] * len(reading.utterance)
    for start, end in spans:
        first, last = reading.tokens[start].start, reading.tokens[end - 1].end
        kept[first:last] = reading.utterance[first:last]
    return "".join(kept)


def together(said: Understanding, asked: Understanding) -> Understanding:
    """One understanding of both parts: the question's from the one, the changes from both."""
    both: dict[str, Any] = {
        f.name: tuple(dict.fromkeys((*getattr(said, f.name), *getattr(asked, f.name))))
        for f in fields(Understanding)
        if isinstance(getattr(said, f.name), tuple) and f.name not in ("acts", "sort")
    }
    return replace(
        said,
        **both,
        acts=in_order((*said.acts, *asked.acts)),
        question=asked.question,
        count=asked.count or said.count,
    )


def in_order(acts: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """The main act first; out of scope only where there is nothing else."""
    found: list[Intent] = [a for a in dict.fromkeys(acts) if a != "out_of_scope"]
    found = found or list(acts[:1])
    return tuple(sorted(found, key=lambda a: _ORDER.index(a) if a in _ORDER else len(_ORDER)))
