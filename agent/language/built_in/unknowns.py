"""What is left of an utterance: a wish in words, or something that this catalog knows nothing of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from agent.language.built_in import english
from agent.language.built_in.cues import cue_spans
from agent.language.built_in.lexicon import Sense
from agent.language.built_in.narrowing import GENERIC, narrows
from agent.language.built_in.near_values import near_name, near_value
from agent.language.built_in.phrases import PhraseBook
from agent.language.built_in.qualities import is_felt
from agent.language.built_in.reading import Reading
from agent.language.built_in.subjects import SUBJECT
from agent.language.built_in.wished import Wishes, leans, make, singular
from catalog.constraints import Constraint, Preference
from catalog.items import fold

_FORMULAS = PhraseBook(
    [
        *english.SOFTENERS,
        *english.HARDENERS,
        *english.LIKENESS,
        *english.FIRST_PERSON_LIKING,
        *english.FIRST_PERSON_DISLIKING,
        *english.NOW_ONLY,
        *english.LASTING,
        *english.REPLACING,
        *english.DOUBLE_NEGATIVES,
        *english.NEGATORS,
    ]
)
_LIKENESS = PhraseBook(english.LIKENESS)


@dataclass(frozen=True, slots=True)
class Leftovers:
    """`wish` and `words` go to semantic search, the wish being what narrows it, the words mere colour;
    `avoided` was negated; `unknown` occurs nowhere in the catalog."""

    wish: str = ""
    words: str = ""
    avoided: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def find_leftovers(
    reading: Reading, wishes: Wishes, *, facts: Sequence[str] = (), given: bool, answered: bool
) -> Leftovers:
    """`facts` are clauses in which the user spoke of themselves: remembered, not wished for."""
    if answered or (given and not reading.has("request")) or _only_talk(reading):
        return Leftovers()
    blocked = set(reading.used)
    for fact in facts:
        start = reading.utterance.find(fact)
        blocked.update(i for i, t in enumerate(reading.tokens) if start <= t.start < start + len(fact))
    for span in _FORMULAS.all_in(reading.tokens):
        blocked.update(range(span.start, span.end))
    for mention in reading.mentions:
        if mention.of("noun", "attribute", "title", "range"):
            blocked.update(range(mention.span.start, mention.span.end))
    for reference in reading.references:
        blocked.update(range(reference.span.start, reference.span.end))
    for begin, end in cue_spans(reading.utterance, "start_over"):
        blocked.update(i for i, t in enumerate(reading.tokens) if begin <= t.start < end)
    if match := SUBJECT.search(fold(reading.utterance)):
        blocked.update(i for i, t in enumerate(reading.tokens) if match.start() <= t.start < match.end())
    wished: list[str] = []
    coloured: list[str] = []
    avoided: list[str] = []
    unknown: list[str] = []
    for group in _runs(reading, blocked):
        words = reading.phrase(group[0], group[-1] + 1)
        if any(reading.lexicon.measures(reading.tokens[i].norm) for i in group):
            unknown.append(words)
            wishes.note(words, "not_enforceable")
            continue
        knowing = [reading.lexicon.knows(reading.tokens[i].stem) for i in group]
        foreign = _foreign(reading, group, knowing)
        if foreign is not None:
            unknown.append(foreign)
            wishes.note(foreign, "not_enforceable")
            continue
        named = group[0] > 0 and all(reading.tokens[i].capitalised for i in group)
        known = all(knowing) if named else any(knowing)
        if named and _LIKENESS.ending_at(reading.tokens, group[0]) is not None:
            known = False
        negated = reading.stances[group[0]].negated
        strict = narrows(reading, group)
        if not negated and _ties_in(reading, group):
            continue
        felt = not known and all(is_felt(reading.tokens[i].norm, reading.lexicon) for i in group)
        if len(group) == 1 and reading.words[group[0] - 1 : group[0]] in (("any",), ("whatever",)):
            held = {a for c in reading.session.wishes.constraints for a in c.attributes()}
            named_so = near_name(reading.tokens[group[0]].norm, tuple(held), reading.lexicon)
            if named_so is not None:
                wishes.dropped += [named_so] if named_so not in wishes.dropped else []
                continue
        if len(group) == 1 and not known and (negated or strict):
            near = near_value(reading.tokens[group[0]].norm, reading.lexicon)
            if near is not None:
                (_exclude_all if negated else _require_any)(reading, [near], words, wishes)
                continue
        if negated:
            if excluded := [
                s
                for i in group
                for s in _telling(reading, reading.lexicon.containing(reading.tokens[i].stem))
            ]:
                _exclude_all(reading, excluded, words, wishes)
                continue
            if known or felt:
                avoided.append(words)
                wishes.note("no " + words, "preference")
            else:
                wishes.note("no " + words, "not_enforceable")
                unknown.append(words)
            continue
        if known and strict and (within := _within_values(reading, group)):
            _require_any(reading, within, words, wishes)
            continue
        if (known or felt) and strict:
            wished.append(words)
            wishes.note(words, "preference")
        elif known:
            coloured.append(words)
        elif strict:
            unknown.append(words)
            wishes.note(words, "not_enforceable")
        else:
            coloured.append(words)
    return Leftovers(" ".join(wished), " ".join(coloured), tuple(avoided), tuple(dict.fromkeys(unknown)))


def _ties_in(reading: Reading, group: list[int]) -> bool:
    """ "A place that serves it", "the north side": light words that only tie what is linked into the sentence."""
    if any(reading.words[i] not in english.LIGHT_WORDS for i in group):
        return False
    start, end = reading.clause_of(group[0])
    for step, index in ((-1, group[0] - 1), (1, group[-1] + 1)):
        while start <= index < end and index not in reading.used:
            if reading.words[index] not in english.FUNCTION_WORDS:
                break
            index += step
        else:
            if start <= index < end:
                return True
    return False


_DEMONYMS = frozenset(adjective for several in english.DEMONYMS.values() for adjective in several)


def _foreign(reading: Reading, group: list[int], knowing: Sequence[bool]) -> str | None:
    """ "Serves hungarian food": of where nothing in the catalog is, whatever stands beside it."""
    last = group[-1]
    strange = not knowing[-1] and not reading.stances[last].negated
    after = reading.words[last + 1 : last + 2]
    if len(group) < 2 or not strange or reading.words[last] not in _DEMONYMS or not any(knowing) or not after:
        return None
    return reading.phrase(last, last + 1)


def _within_values(reading: Reading, group: list[int]) -> list[Sense]:
    """The values that the words are a part of, where those are few and of one attribute: dice, of "dice rolling"."""
    found: list[Sense] = []
    for index in group:
        senses = _telling(reading, reading.lexicon.containing(reading.tokens[index].stem))
        found = [s for s in senses if not found or s in found]
        if not found:
            return []
    return found if len({s.attribute for s in found}) == 1 and len(found) <= 3 else []


def _telling(reading: Reading, senses: Sequence[Sense]) -> list[Sense]:
    """Without those of attributes of which every value has the word: it tells none from another."""
    columns = reading.catalog.columns
    held = {a: {s.value for s in senses if s.attribute == a} for a in {s.attribute for s in senses}}
    return [s for s in senses if set(columns.count_values(s.attribute)) - held[s.attribute]]


def _require_any(reading: Reading, senses: Sequence[Sense], words: str, wishes: Wishes) -> None:
    values = tuple(dict.fromkeys(str(s.value) for s in senses))
    attribute = senses[0].attribute
    if leans(reading.catalog.schema.attributes[attribute]):
        wishes.preferences += [
            Preference(kind=singular(attribute), text=v, turn=reading.turn, attribute=attribute, value=v)
            for v in values[:1]
        ]
        wishes.note(words, "preference", attribute)
        return
    op: Any = "=" if len(values) == 1 else "in"
    value = values[0] if op == "=" else values
    wishes.constraints.append(Constraint(attribute=attribute, op=op, value=value, turn=reading.turn))
    wishes.note(words, "constraint", attribute)


def _exclude_all(reading: Reading, senses: Sequence[Sense], words: str, wishes: Wishes) -> None:
    """ "No war" also means no "war's cost": all values of which the word is a part."""
    for attribute in dict.fromkeys(s.attribute for s in senses):
        values = tuple(dict.fromkeys(str(s.value) for s in senses if s.attribute == attribute))
        one = len(values) == 1
        wishes.constraints.append(
            make(attribute, "=" if one else "in", values[0] if one else values, "exclude", reading.turn)
        )
        wishes.note("no " + words, "constraint", attribute)


def _only_talk(reading: Reading) -> bool:
    """Greetings, thanks and answers hold no wish unless they ask for something."""
    content = [i for i, t in enumerate(reading.tokens) if t.is_word and t.norm not in english.NOT_CONTENT]
    if any(reading.stances[i].negated or reading.stances[i].hard for i in content):
        return False
    social = reading.has("greet", "thanks", "goodbye", "help", "yes", "no", "accept", "seen", "not_seen")
    return social and not reading.has("request") and not reading.mentions and len(reading.tokens) < 12


def _runs(reading: Reading, blocked: set[int]) -> list[list[int]]:
    """Neighbouring content words that mean nothing yet."""
    runs: list[list[int]] = []
    for index, token in enumerate(reading.tokens):
        usable = (
            index not in blocked
            and not reading.stances[index].cue
            and token.is_word
            and len(token.norm) > 1
            and token.norm not in english.NOT_CONTENT
            and token.stem not in GENERIC
            and not reading.idle(index)
        )
        if not usable:
            continue
        if (
            runs
            and runs[-1][-1] == index - 1
            and reading.stances[index].negated == reading.stances[index - 1].negated
        ):
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs
