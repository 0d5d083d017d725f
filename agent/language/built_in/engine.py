"""One utterance, read whole: which acts it holds, and what each of them changes."""

from __future__ import annotations

import re
from dataclasses import replace

from agent.answer import FeedbackKind, Intent
from agent.language.built_in import english
from agent.language.built_in.amounts import asked_count
from agent.language.built_in.cues import cues, without
from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.phrases import PhraseBook, Span
from agent.language.built_in.questions import find_question
from agent.language.built_in.reading import Reading, read
from agent.language.built_in.statements import find_statements
from agent.language.built_in.subjects import subject_of
from agent.language.built_in.text import key, stem, tokenize
from agent.language.built_in.unknowns import find_leftovers
from agent.language.built_in.wished import Wishes
from agent.language.built_in.wishes import find_wishes
from agent.language.understanding import Critique, Forget, Given, Question, Understanding
from agent.state import Session
from catalog.catalog import Catalog
from catalog.constraints import Constraint, Preference
from catalog.items import ItemId, fold

_LIKENESS = PhraseBook(english.LIKENESS)
_LIKING = PhraseBook(english.FIRST_PERSON_LIKING)
_DISLIKING = PhraseBook(english.FIRST_PERSON_DISLIKING)
_REPLACING = PhraseBook(english.REPLACING)
_SOCIAL: tuple[Intent, ...] = ("goodbye", "thanks", "help", "greet")


def understand(
    utterance: str, *, session: Session, catalog: Catalog, lexicon: Lexicon, turn: int
) -> Understanding:
    """What `utterance` means in its session. Pure: it reads the catalog and changes nothing."""
    if not any(c.isalnum() for c in utterance):
        return Understanding(
            acts=("help",) if "?" in utterance or not utterance.strip() else ("out_of_scope",), confidence=0.9
        )
    reading = read(utterance, session=session, catalog=catalog, lexicon=lexicon, turn=turn)
    idle = reading.has("topic") and (reading.has("wh") or not _names_wish(reading))
    if reading.has("errand") or idle:
        return Understanding(acts=("out_of_scope",), confidence=0.8)
    if reading.has("unsafe"):
        reading = read(
            without(utterance, "unsafe"), session=session, catalog=catalog, lexicon=lexicon, turn=turn
        )
    early = _about_the_talk(reading)
    if early is not None:
        return early
    wishes = find_wishes(reading)
    if (
        reading.session.counted
        and reading.has("request")
        and {"them", "those", "these"} & set(reading.words)
        and not wishes.constraints
    ):
        wishes.constraints += [c.model_copy(update={"turn": turn}) for c in reading.session.counted]
    question = find_question(reading, wishes)
    if question is not None and question.kind in ("why", "why_not", "compare"):
        return _question_only(reading, question, wishes)
    like = _likes(reading)
    given = _feedback(reading, like, question)
    if question is not None and question.kind in ("fact", "test", "count", "extreme", "values"):
        return _asked(reading, question, wishes, given)
    return _wished(reading, wishes, like, given)


def _names_wish(reading: Reading) -> bool:
    return any(m.of("value", "noun", "high", "low", "title") for m in reading.mentions) or bool(
        reading.quantities
    )


def _about_the_talk(reading: Reading) -> Understanding | None:
    """Memory, undo and starting over: acts on the conversation itself."""
    dropped = [
        s.attribute
        for m in reading.mentions
        for s in m.of("attribute", "range", "value")
        if s.attribute in {a for c in reading.session.wishes.constraints for a in c.attributes()}
    ]
    if reading.has("ask_memory") and not reading.has("forget_all", "forget_last"):
        return Understanding(acts=("ask_memory",))
    if reading.has("start_over") and not reading.has("forget_topic"):
        return None if _content_after_restart(reading) else Understanding(acts=("undo",), undo="all")
    if reading.has("forget_all"):
        return Understanding(acts=("forget",), forget=Forget("all"))
    if reading.has("forget_last"):
        return Understanding(acts=("forget",), forget=Forget("last"))
    if reading.has("forget_topic") and not dropped:
        topic = without(reading.utterance, "forget_topic")
        content = " ".join(
            t.norm for t in tokenize(topic) if t.is_word and t.norm not in english.FUNCTION_WORDS
        )
        if content and _OPENING_FORGET.match(fold(reading.utterance)):
            return Understanding(acts=("forget",), forget=Forget("topic", content))
    if reading.has("undo"):
        return Understanding(acts=("undo",), undo="step")
    return None


_OPENING_FORGET = re.compile(
    r"^\W*(?:(?:please|actually|ok(?:ay)?|now|also|and|so|well|hey|you can|can you|could you|i want you to|just),? )*"
    r"(?:forget|delete|erase|stop|don'?t|remove|unremember)\b"
)


def _content_after_restart(reading: Reading) -> bool:
    rest = without(reading.utterance, "start_over")
    return any(t.is_word and t.norm not in english.NOT_CONTENT for t in tokenize(rest))


def _question_only(reading: Reading, question: Question, wishes: Wishes) -> Understanding:
    items = tuple(dict.fromkeys(i for r in reading.references for i in r.items))
    kind: Intent = "compare" if question.kind == "compare" else "explain"
    if not items and question.kind == "compare":
        items = (
            tuple(s.item_id for s in reading.session.slate[:2])
            if len(reading.session.focus) < 2
            else reading.session.focus[:3]
        )
    return Understanding(acts=(kind,), references=items, question=question, unknown=tuple(wishes.unknown))


def _asked(reading: Reading, question: Question, wishes: Wishes, given: list[Given]) -> Understanding:
    items = tuple(dict.fromkeys(i for r in reading.references for i in r.items))
    session = reading.session
    if question.kind == "extreme" and question.words == "shown" and len(items) < 2:
        items = session.focus if len(session.focus) > 1 else tuple(s.item_id for s in session.slate)
    elif not items and question.kind in ("fact", "test"):
        items = session.focus or tuple(s.item_id for s in session.slate)
    acts: tuple[Intent, ...] = ("ask_item", "feedback") if given else ("ask_item",)
    return Understanding(
        acts=acts, references=items, question=question, feedback=tuple(given), count=_count(reading)
    )


_LIKE_THAT = re.compile(r"\blike (?:that|this|it|those|them)\b")


def _likes(reading: Reading) -> tuple[ItemId, ...]:
    """The items that the wished ones should resemble."""
    found: list[ItemId] = []
    for cue in _LIKENESS.all_in(reading.tokens):
        for reference in reading.references:
            listed = bool(found) and reading.tokens[reference.span.start - 1].norm in (
                "and",
                "or",
                ",",
                "&",
                "plus",
            )
            near = 0 <= reference.span.start - cue.end <= 2
            said = (
                reading.words[max(0, cue.start - 1)] in ("i", "i'd", "don't", "didn't", "not", "would", "you")
                and cue.end - cue.start == 1
            )
            if (near and not said) or listed:
                found += [i for i in reference.items if i not in found]
                reading.use(Span(cue.start, reference.span.end))
    titled = [i for r in reading.references if r.how == "title" for i in r.items]
    if not found and titled and _LIKE_THAT.search(" ".join(reading.words)):
        return tuple(dict.fromkeys(titled))
    if not found and reading.has("more") and "like" in reading.words and reading.session.slate:
        found += list(reading.session.focus or tuple(s.item_id for s in reading.session.slate))[:5]
    if (
        not found
        and any(
            p in " ".join(reading.words)
            for p in (
                "same vein",
                "same vibe",
                "same kind",
                "similar ones",
                "something similar",
                "anything similar",
                "more of the same",
            )
        )
        and reading.shown
    ):
        found += list(reading.session.focus or tuple(s.item_id for s in reading.session.slate[:1]))
    return tuple(found)


def _feedback(reading: Reading, like: tuple[ItemId, ...], question: Question | None) -> list[Given]:
    """Liked, disliked, seen or taken: of the items pointed at, or of what was shown last."""
    session = reading.session
    given: list[Given] = []
    if question is not None and not reading.has("seen", "liked", "disliked"):
        return given
    pointed = [
        (r, i) for r in reading.references for i in r.items if i not in like or _said_to_like(reading, r.span)
    ]
    for reference, item in pointed:
        start, end = reading.clause_of(reference.span.start)
        kinds = _kinds(reading, start, end, reference.how)
        if (
            not kinds
            and question is None
            and not reading.has("not_seen")
            and reference.how in ("place", "description")
            and reading.stances[reference.span.start].negated
        ):
            kinds = ["dislike"]
        verb = reading.words[reference.span.start - 1] if reference.span.start else ""
        if (
            reference.how == "title"
            and verb in _KNOWING
            and "seen" not in kinds
            and not reading.has("not_seen")
        ):
            kinds = [*kinds, "seen"]
        if not kinds and len(reading.clauses) > 1:
            kinds = _kinds(reading, 0, len(reading.tokens), reference.how)
        given += [Given(item, kind, reading.phrase(start, end)) for kind in kinds]
        if kinds:
            reading.use(reference.span)
    if not pointed and not like and session.slate and not _names_values(reading):
        kinds = _kinds(reading, 0, len(reading.tokens), "slate")
        items = session.focus or tuple(s.item_id for s in session.slate)
        if (kinds and "more" not in reading.cues) or reading.has("seen", "disliked"):
            scope = items if any(k in ("seen", "dislike") for k in kinds) and not session.focus else items[:1]
            if any(k in ("like", "save", "purchase") for k in kinds) and len(scope) > 1:
                scope = scope[:1]
            given += [Given(i, kind, reading.utterance.strip()) for i in scope for kind in kinds]
    return list(dict.fromkeys(given))


_KNOWING = frozenset(["seen", "watched", "read", "played", "saw", "tried", "visited", "finished", "own"])


def _said_to_like(reading: Reading, span: Span) -> bool:
    """ "I liked X, what else is like that?": X is liked as well as looked for."""
    return _LIKING.ending_at(reading.tokens, span.start) is not None


def _names_values(reading: Reading) -> bool:
    return any(m.of("value", "high", "low") and not reading.referred(m.span) for m in reading.mentions)


def _kinds(reading: Reading, start: int, end: int, how: str) -> list[FeedbackKind]:
    text = reading.phrase(start, end)
    found = cues(text)
    liking = bool(_LIKING.all_in(reading.tokens, start, end))
    disliking = bool(_DISLIKING.all_in(reading.tokens, start, end))
    kinds: list[FeedbackKind] = []
    negative = disliking or "disliked" in found
    if "not_seen" in found and not negative and "liked" not in found:
        return []
    if negative:
        kinds.append("dislike")
    elif liking or "liked" in found:
        kinds.append("like")
    if "seen" in found and "not_seen" not in found:
        kinds.append("seen")
    if not kinds and "accept" in found:
        kinds.append("save" if "save" in found else "purchase")
    elif not kinds and "save" in found:
        kinds.append("save")
    if how == "title" and liking and "like" in kinds and "seen" not in kinds:
        kinds.append("seen")
    return kinds


def _count(reading: Reading) -> int | None:
    return next((n for q in reading.quantities if (n := asked_count(reading, q)) is not None), None)


def _wished(reading: Reading, wishes: Wishes, like: tuple[ItemId, ...], given: list[Given]) -> Understanding:
    session = reading.session
    answered = session.asked is not None and reading.has("indifferent")
    critiques = [_relative(reading, c) for c in wishes.critiques]
    _exclude_kin(reading, wishes, like)
    statements = find_statements(reading, wishes, given)
    facts = [s.source for s in statements if s.kind == "fact"]
    leftovers = find_leftovers(reading, wishes, facts=facts, given=bool(given), answered=answered)
    preferences = list(wishes.preferences)
    if leftovers.wish:
        preferences.append(Preference(kind="wish", text=leftovers.wish, turn=reading.turn))
    if leftovers.words:
        preferences.append(Preference(kind="words", text=leftovers.words, turn=reading.turn))
    preferences += [
        Preference(kind="wish", text=text, polarity="avoid", turn=reading.turn) for text in leftovers.avoided
    ]
    for name, direction, span in wishes.extremes:
        text = reading.phrase(span.start, span.end)
        preferences.append(
            Preference(kind=name, text=text, turn=reading.turn, attribute=name, direction=direction)
        )
        wishes.note(text, "preference", name)
    instead = reading.has("start_over") or _REPLACING.any_in(reading.tokens)
    changed = bool(
        wishes.constraints
        or preferences
        or wishes.dropped
        or wishes.permitted
        or wishes.released
        or critiques
        or like
    )
    acts: list[Intent] = []
    first = not session.slate and not session.before
    more = reading.has("more") and not given
    if (critiques or wishes.compared) and reading.shown:
        acts.append("critique")
    elif changed:
        relative = bool(like) and any(i in session.offered or i in session.focus for i in like)
        acts.append(
            "recommend"
            if first or (like and not relative) or reading.has("start_over")
            else "critique"
            if relative and changed and (wishes.constraints or preferences)
            else "recommend"
            if relative or more
            else "refine"
        )
    elif answered:
        acts.append("refine")
    elif more or reading.has("surprise"):
        acts.append("recommend")
    if given:
        acts.append("feedback")
    if (
        reading.has("more")
        and "recommend" not in acts
        and "critique" not in acts
        and "refine" not in acts
        and not session.asked
    ):
        acts.insert(0, "recommend")
    acts += [name for name in _SOCIAL if reading.has(name)]
    statement_only = bool(statements) and not reading.has("request") and not reading.has("question")
    if _idle_question(reading, wishes, like, given):
        return Understanding(acts=("out_of_scope",), confidence=0.5)
    if not acts:
        acts = _last_resort(reading, first, bool(leftovers.unknown), statement_only)
    if acts[0] == "help" and changed:
        acts.remove("help")
    items = tuple(dict.fromkeys(i for r in reading.references for i in r.items))
    return Understanding(
        acts=tuple(dict.fromkeys(acts)),
        constraints=tuple(wishes.constraints),
        preferences=tuple(preferences),
        dropped=tuple(wishes.dropped),
        permitted=tuple(wishes.permitted),
        released=tuple(wishes.released),
        instead=instead,
        widen=_widens(reading),
        sort=wishes.extremes[0][:2] if wishes.extremes else None,
        like=like,
        critiques=tuple(critiques),
        feedback=tuple(given),
        references=items,
        statements=tuple(statements),
        undo="all" if reading.has("start_over") else "",
        more=more or bool(given),
        answered=answered,
        wish=leftovers.wish,
        receipt=tuple(wishes.receipt),
        unknown=tuple(dict.fromkeys([*wishes.unknown, *leftovers.unknown])),
        count=_count(reading),
        subject=subject_of(fold(reading.utterance)),
        confidence=0.5 if acts[0] == "out_of_scope" else 1.0,
    )


_KIN_WORKS = frozenset(stem(w) for w in ("sequel", "sequels", "prequel", "series", "franchise", "spin-offs"))


def _exclude_kin(reading: Reading, wishes: Wishes, like: tuple[ItemId, ...]) -> None:
    """ "Like X, but not its sequels": nothing of the same series, where the catalog knows of series."""
    said = [i for i, t in enumerate(reading.tokens) if t.stem in _KIN_WORKS and reading.stances[i].negated]
    if not said or not like:
        return
    for attribute in reading.catalog.schema.attributes.values():
        words = {s for phrase in (attribute.label, *attribute.words) for s in key(phrase)}
        if not words & _KIN_WORKS or not attribute.named:
            continue
        values = tuple(dict.fromkeys(v for i in like for v in reading.catalog.item(i).values(attribute.name)))
        for value in values:
            wishes.constraints.append(
                Constraint(
                    attribute=attribute.name, op="=", value=value, polarity="exclude", turn=reading.turn
                )
            )
        if values:
            wishes.note(reading.phrase(said[0], said[-1] + 1), "constraint", attribute.name)
            reading.used.update(said)


def _widens(reading: Reading) -> bool:
    """ "Or rosé", "thai is fine too": another value beside those that stand."""
    text = " ".join(reading.words)
    return reading.words[0] == "or" or any(
        f"{fine} {also}" in text
        for fine in ("is fine", "is ok", "is okay", "works", "would do", "are fine")
        for also in ("too", "as well", "also")
    )


def _relative(reading: Reading, critique: Critique) -> Critique:
    items = tuple(dict.fromkeys(i for r in reading.references for i in r.items))
    return replace(critique, items=items) if items else critique


def _idle_question(reading: Reading, wishes: Wishes, like: tuple[ItemId, ...], given: list[Given]) -> bool:
    """A question that names nothing of the catalog and asks for nothing: not one for us."""
    meant = wishes.constraints or wishes.preferences or wishes.dropped or wishes.critiques or wishes.extremes
    return (
        reading.has("wh")
        and not (meant or like or given)
        and not reading.has("request", "more", "surprise", "availability", *_SOCIAL)
        and not _names_wish(reading)
        and not any(m.of("attribute") for m in reading.mentions)
        and not any(p in " ".join(reading.words) for p in ("what about", "how about", "recommend", "suggest"))
        and not reading.references
    )


def _last_resort(reading: Reading, first: bool, unknown: bool, statement: bool) -> list[Intent]:
    if statement:
        return ["refine" if not first else "recommend"]
    if reading.references:
        return ["ask_item"]
    if reading.session.asked and reading.has("yes", "no"):
        return ["refine"]
    nouns = any(m.of("noun") for m in reading.mentions)
    if unknown and reading.utterance.rstrip().endswith("?") and not reading.has("request") and not first:
        return ["ask_item"]
    if unknown:
        return ["recommend" if first else "refine"]
    if any(
        word in reading.words
        for word in ("suggest", "recommend", "recommendation", "recommendations", "suggestions")
    ):
        return ["recommend"]
    if nouns or (reading.has("request") and not reading.has("question")):
        return ["recommend" if first else "refine"]
    if reading.session.slate and reading.has("yes", "accept"):
        return ["feedback"]
    if reading.session.slate and reading.has("no", "not_seen"):
        return ["feedback"]
    return ["out_of_scope"]


__all__ = ["Constraint", "understand"]
