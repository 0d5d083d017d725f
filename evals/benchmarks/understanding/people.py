"""What people did in human dialogues: acts against human labels, titles against the items of each turn."""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from agent.answer import Intent
from agent.language.built_in.english import FUNCTION_WORDS
from agent.language.understanding import Understanding
from agent.preferences import apply
from agent.shown import note_shown
from agent.state import Session, Shown
from catalog.items import ItemId, fold
from evals.benchmarks.understanding.dialogues import (
    Dialogue,
    Films,
    NamedItem,
    Said,
    is_written,
    plain_text,
    words_of,
    year_beside,
)
from evals.benchmarks.understanding.engines import Measured
from evals.benchmarks.understanding.slips import slip, with_slips
from evals.benchmarks.understanding.tallies import Tally
from tools.toolbox import Toolbox

_LABELS = {
    "wish": ("IQU", "CON", "REF", "STO", "PRO", "ANS", "CRI-A"),
    "critique": ("CRI-F", "CRI-C"),
    "feedback": ("SEE", "ACC", "REJ"),
    "ask": ("INQ", "ASK"),
    "social": ("OTH",),
}
"""The sub-intents of Cai & Chen (UMAP 2020); NRE is in no group."""
_ACTS: Mapping[str, tuple[Intent, ...]] = {
    "wish": ("recommend", "refine", "undo"),
    "critique": ("critique",),
    "feedback": ("feedback",),
    "ask": ("ask_item", "compare", "explain"),
    "social": ("greet", "thanks", "goodbye", "help", "out_of_scope"),
}
GROUPS = tuple(_LABELS)
_GROUP_OF_LABEL = {label: group for group, labels in _LABELS.items() for label in labels}
_GROUP_OF_ACT = {act: group for group, acts in _ACTS.items() for act in acts}

_ALIKE = 80
"""From this likeness (of 100) a word of an utterance is taken for one of a title."""
_SHORTEST_TELLING = 3
_LONG = 6
_ARTICLES = frozenset({"the", "a", "an"})


@dataclass(frozen=True, slots=True)
class SeekerTurn:
    """One seeker's utterance, its labels, and what was understood.

    `items` are those that somebody annotated, `linked` those that the words were taken to name by title, and
    `understood` all that the understanding points at, in whatever way.
    """

    dialogue: str
    said: str
    labels: frozenset[str] | None
    groups: frozenset[str]
    items: tuple[ItemId, ...]
    linked: frozenset[ItemId]
    understood: frozenset[ItemId]
    understanding: Understanding


async def read_dialogue(
    dialogue: Dialogue,
    films: Films,
    toolbox: Toolbox,
    engine: Measured,
    *,
    slips: bool = False,
    title_slips: bool = False,
) -> list[SeekerTurn]:
    """Read every seeker's utterance in a session whose slate is what the recommender named last."""
    catalog = toolbox.catalog
    session = Session(session_id=dialogue.dialogue_id, catalog=catalog.slug)
    found: list[SeekerTurn] = []
    before: Said | None = None
    for number, turn in enumerate(dialogue.turns, start=1):
        items = tuple(dict.fromkeys(films.same[i] for i in turn.items if i in films.same))
        if turn.speaker == "recommender":
            if items:
                earlier = session.slate if before and before.speaker == "recommender" and before.items else ()
                slate = dict.fromkeys((*(s.item_id for s in earlier), *items))
                last = found[-1].understanding if found else Understanding(acts=("greet",))
                session = note_shown(session, last, [Shown(item_id=i, reason="") for i in slate])
            before = turn
            continue
        before = turn
        said = plain_text(turn.text)
        if title_slips:
            said = slip_titles(said, [films.items[i] for i in items])
        said = with_slips(said) if slips else said
        understanding = await engine.understand(said, session=session, toolbox=toolbox, turn=number)
        understood = {*understanding.references, *understanding.like}
        understood |= {g.item_id for g in understanding.feedback}
        words = words_of(said)
        named = {i for i in understood if i in films.items and names_title(words, films.items[i].title)}
        titles = named
        if engine.find_titles is not None:
            titles = engine.find_titles(said, session=session, toolbox=toolbox)
        session = apply(session, understanding, catalog, turn=number).session
        session = note_shown(session, understanding, ())
        labels = None if turn.sub_intents is None else frozenset(turn.sub_intents)
        found.append(
            SeekerTurn(
                dialogue.dialogue_id,
                said,
                labels,
                frozenset(_GROUP_OF_ACT[a] for a in understanding.acts if a in _GROUP_OF_ACT),
                items,
                frozenset(titles),
                frozenset(understood & films.items.keys()),
                understanding,
            )
        )
    return found


def wanted_groups(turn: SeekerTurn) -> frozenset[str]:
    return frozenset(_GROUP_OF_LABEL[label] for label in turn.labels or () if label in _GROUP_OF_LABEL)


def count(tally: Tally, turns: Sequence[SeekerTurn], films: Films, *, prefix: str = "") -> None:
    """Add one dialogue."""
    for turn in turns:
        wanted = wanted_groups(turn)
        if wanted:
            tally.overlap(f"{prefix}group", wanted, turn.groups)
            for group in GROUPS:
                in_both = group in wanted and group in turn.groups
                tally.hits(f"{prefix}group {group}", in_both, group in wanted, group in turn.groups)
            tally.share(f"{prefix}all_groups_right", wanted == turn.groups)
        _count_links(tally, turn, films, prefix)


def _count_links(tally: Tally, turn: SeekerTurn, films: Films, prefix: str) -> None:
    for item_id in turn.items:
        linked = any(same_film(item_id, other, films, turn.said) for other in turn.linked)
        tally.share(f"{prefix}link_recall", linked)
        kind = "literal" if is_written(films.items[item_id].title, turn.said) else "other"
        tally.share(f"{prefix}link_{kind}", linked)
        understood = any(same_film(item_id, other, films, turn.said) for other in turn.understood)
        tally.share(f"{prefix}link_understood", understood)
    for linked_id in turn.linked:
        annotated = any(same_film(item_id, linked_id, films, turn.said) for item_id in turn.items)
        tally.share(f"{prefix}link_false_strict", not annotated)
        tally.share(
            f"{prefix}link_false", not annotated and not _overlooked(films.items[linked_id], films, turn.said)
        )


def same_film(wanted: ItemId, found: ItemId, films: Films, said: str) -> bool:
    """One item, or one title where the utterance leaves open which year is meant."""
    if wanted == found:
        return True
    one, other = films.items[wanted], films.items[found]
    if fold(one.title) != fold(other.title):
        return False
    year = year_beside(one.title, said)
    return year is None or other.year == year


def _overlooked(item: NamedItem, films: Films, said: str) -> bool:
    """Whether a title that nobody annotated is there all the same.

    The whole title stands in the text, its article aside, with no other year beside it; and it is no run of
    words that are heard all the time: written as a name of several words, or one of its words is seldom heard.
    """
    year = year_beside(item.title, said)
    if year is not None:
        return item.year is None or item.year == year
    wanted = words_of(item.title)
    if is_written(item.title, said) and len([w for w in item.title.split() if w[:1].isupper()]) > 1:
        return True
    bare = wanted[1:] if len(wanted) > 1 and wanted[0] in _ARTICLES else wanted
    return not films.common.issuperset(bare) and _runs_in(bare, words_of(said))


def _runs_in(wanted: Sequence[str], words: Sequence[str]) -> bool:
    return any(
        all(_as_good_as(w, words[start + place]) for place, w in enumerate(wanted))
        for start in range(len(words) - len(wanted) + 1)
    )


def _as_good_as(word: str, said: str) -> bool:
    """The same word, or a long one with a slip."""
    return word == said or (len(word) >= _LONG and fuzz.ratio(word, said) >= _ALIKE)


def names_title(words: Sequence[str], title: str) -> bool:
    """Whether an utterance holds a telling word of the title, or one much like it; "it" and "both" name none."""
    wanted = words_of(title)
    telling = [w for w in wanted if len(w) >= _SHORTEST_TELLING and w not in FUNCTION_WORDS]
    joined = "".join(wanted)
    return (
        any(fuzz.ratio(w, t) >= _ALIKE for t in telling for w in words)
        or any(len(w) > _SHORTEST_TELLING and fuzz.ratio(w, joined) >= _ALIKE for w in words)
        or (len(wanted) >= _SHORTEST_TELLING and "".join(w[0] for w in wanted) in words)
    )


def slip_titles(text: str, named: Collection[NamedItem], *, seed: int = 7) -> str:
    """The text with each title that stands in it written as people do in haste: one way each, no year."""
    for item in named:
        chance = random.Random(f"{seed}:{text}:{item.title}")
        place = re.search(rf"(?<!\w){re.escape(item.title)}(?!\w)(?:\s*\(\d{{4}}\))?", text)
        if place is not None:
            text = text[: place.start()] + _in_haste(item.title, chance) + text[place.end() :]
    return text


def _in_haste(title: str, chance: random.Random) -> str:
    words = title.split()
    long = [i for i, w in enumerate(words) if len(w) >= 4 and w.isalpha()]
    head = re.split(r"\s*[:–—]|\s-\s", title, maxsplit=1)[0]
    ways = ["lower"]
    ways += ["slip"] * bool(long) + ["slip lower"] * bool(long)
    ways += ["head"] * (head != title and len(head) >= _SHORTEST_TELLING)
    ways += ["no article"] * (len(words) > 2 and words[0].lower() in ("the", "a", "an"))
    way = chance.choice(ways)
    if way.startswith("slip"):
        at = chance.choice(long)
        words[at] = slip(words[at], chance)
        title = " ".join(words)
    elif way == "head":
        title = head
    elif way == "no article":
        title = " ".join(words[1:])
    return title.lower() if way in ("lower", "slip lower", "no article") else title


def describe(turn: SeekerTurn, films: Films) -> dict[str, object] | None:
    """A turn that was not understood as labelled, for development; None where it was."""
    wrong: dict[str, object] = {}
    wanted = wanted_groups(turn)
    if wanted and wanted != turn.groups:
        wrong["groups"] = {
            "labels": sorted(turn.labels or ()),
            "missing": sorted(wanted - turn.groups),
            "too much": sorted(turn.groups - wanted),
            "acts": turn.understanding.acts,
        }
    missing = [i for i in turn.items if not any(same_film(i, o, films, turn.said) for o in turn.linked)]
    false = [i for i in turn.linked if not any(same_film(o, i, films, turn.said) for o in turn.items)]
    if missing:
        wrong["not linked"] = [_called(films.items[i]) for i in missing]
    if false:
        wrong["false links"] = [_called(films.items[i]) for i in false]
    return {"where": turn.dialogue, "said": turn.said, **wrong} if wrong else None


def _called(item: NamedItem) -> str:
    return f"{item.title} ({item.year})" if item.year else item.title
