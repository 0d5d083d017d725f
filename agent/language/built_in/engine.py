"""One utterance, read whole: which acts it holds, and what each of them changes."""

from __future__ import annotations

import re
from dataclasses import replace

from agent.answer import Intent
from agent.language.built_in import english
from agent.language.built_in.acts import SOCIAL, Found, acts_of, social_acts
from agent.language.built_in.adventure import find_adventure
from agent.language.built_in.amounts import asked_count
from agent.language.built_in.cues import without
from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.other_languages import in_other_language
from agent.language.built_in.parts import Parts, in_order, parts_of, together
from agent.language.built_in.phrases import PhraseBook
from agent.language.built_in.questions import find_question
from agent.language.built_in.reactions import find_feedback, find_likeness
from agent.language.built_in.reading import Reading, read
from agent.language.built_in.spoken import language_of
from agent.language.built_in.statements import find_statements
from agent.language.built_in.subjects import subject_of
from agent.language.built_in.text import key, stem, tokenize
from agent.language.built_in.unknowns import find_leftovers
from agent.language.built_in.what_is_asked import served
from agent.language.built_in.wished import Wishes
from agent.language.built_in.wishes import find_wishes
from agent.language.understanding import Critique, Forget, Given, Question, Understanding
from agent.state import Session
from catalog.catalog import Catalog
from catalog.constraints import Constraint, Preference
from catalog.items import ItemId, fold

_REPLACING = PhraseBook(english.REPLACING)
_FREE_OF = PhraseBook(english.FREE_OF)

_TAKEN_BACK = re.compile(
    r"^\W*(?:(?:actually|ok(?:ay)?|no|oh|hmm+|well|sorry|wait|nah)\b\W*){0,2}"
    r"(?:forget|scratch|cancel|ignore|never ?mind|strike|scrap) (?:that|it|this)\b"
    r"[\s,.;:!–—-]+(?:(?:and|but|just|rather)\s+)?(?=\w)"
)
""" "Forget that, something quiet": the last change is taken back, and what follows is meant."""


def understand(
    utterance: str, *, session: Session, catalog: Catalog, lexicon: Lexicon, turn: int
) -> Understanding:
    """What `utterance` means in its session. Pure: it reads the catalog and changes nothing."""
    if not any(c.isalnum() for c in utterance):
        return Understanding(
            acts=("help",) if "?" in utterance or not utterance.strip() else ("out_of_scope",), confidence=0.9
        )
    language = language_of(utterance, session, lexicon)
    if language == "en":
        return _understand(utterance, session, catalog, lexicon, turn)
    return in_other_language(
        utterance,
        language,
        session,
        lexicon,
        lambda rendered, speaking: _understand(rendered, speaking, catalog, lexicon, turn),
    )


def _understand(
    utterance: str, session: Session, catalog: Catalog, lexicon: Lexicon, turn: int
) -> Understanding:
    taken_back = _TAKEN_BACK.match(fold(utterance))
    if taken_back and session.before and len(fold(utterance)) == len(utterance):
        meant = _understand(utterance[taken_back.end() :], session, catalog, lexicon, turn)
        if not meant.undo and meant.intent in ("recommend", "refine"):
            return replace(meant, acts=(*meant.acts, "undo"), undo="step")
    reading = read(utterance, session=session, catalog=catalog, lexicon=lexicon, turn=turn)
    parts = parts_of(reading)
    if parts is not None:
        whole = _in_parts(parts, reading)
        if whole is not None:
            return whole
    return _of_one_kind(reading)


def _in_parts(parts: Parts, reading: Reading) -> Understanding | None:
    """What is said and what is asked, each read for itself; None where the question turns out to be a wish."""
    session = reading.session
    read_: list[Understanding] = []
    for text in (parts.asked, parts.said) if parts.asked_first else (parts.said, parts.asked):
        part = read(
            text, session=session, catalog=reading.catalog, lexicon=reading.lexicon, turn=reading.turn
        )
        meant = _of_one_kind(part)
        read_.append(meant)
        if pointed := (*(g.item_id for g in meant.feedback), *meant.references):
            session = session.model_copy(update={"focus": tuple(dict.fromkeys(pointed))[:3]})
    asked, said = read_ if parts.asked_first else reversed(read_)
    if said.question is not None or said.undo or said.forget or asked.question is None:
        return None
    return together(said, asked)


def _of_one_kind(reading: Reading) -> Understanding:
    utterance, session, catalog, lexicon, turn = (
        reading.utterance,
        reading.session,
        reading.catalog,
        reading.lexicon,
        reading.turn,
    )
    idle = reading.has("topic") and (reading.has("wh") or not _names_wish(reading))
    if reading.has("errand") or idle:
        return Understanding(acts=("out_of_scope",), confidence=0.8)
    if reading.has("unsafe"):
        reading = read(
            without(utterance, "unsafe"), session=session, catalog=catalog, lexicon=lexicon, turn=turn
        )
        if not any(t.is_word and t.norm not in english.NOT_CONTENT for t in reading.tokens):
            return Understanding(acts=("out_of_scope",), confidence=0.9)
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
    if question is not None and question.kind == "why" and reading.has("why_not"):
        question = _why_not_what_is_named(reading, wishes) or question
    if question is not None and question.kind in ("why", "why_not", "compare", "absent", "overview"):
        return _question_only(reading, question, wishes)
    like = find_likeness(reading)
    adventure = find_adventure(reading, wishes)
    of_items = adventure is None or any(
        not reading.used.issuperset(range(r.span.start, r.span.end)) for r in reading.references
    )
    given = find_feedback(reading, like, question) if of_items else []
    if question is not None and question.kind in ("fact", "test", "count", "extreme", "values"):
        return _asked(reading, question, wishes, given)
    return _wished(reading, wishes, like, given, adventure)


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
    if (
        reading.has("forget_last")
        and not reading.session.recalled
        and reading.session.before
        and reading.has("undo")
    ):
        return Understanding(acts=("undo",), undo="step")
    if reading.has("forget_last"):
        return Understanding(acts=("forget",), forget=Forget("last"))
    told = re.search(r"\bthat i\b|\bwhat (?:i|you)\b|\bthing\b|\babout (?:me|my)\b", fold(reading.utterance))
    if reading.has("forget_topic") and (told or not dropped):
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
    """Whether a new wish stands beside it: a word that the catalog has a use for."""
    if any(m.of("value", "noun", "high", "low", "attribute", "title", "range") for m in reading.mentions):
        return True
    rest = [t for t in tokenize(without(reading.utterance, "start_over")) if t.is_word]
    return bool(reading.quantities) or any(
        t.norm not in english.NOT_CONTENT and reading.lexicon.knows(t.stem) for t in rest
    )


_INTENTS: dict[str, Intent] = {"compare": "compare", "absent": "ask_item", "overview": "ask_item"}


def _why_not_what_is_named(reading: Reading, wishes: Wishes) -> Question | None:
    """ "Why no wool?", "why not NAME?" where nothing here is of that name; None where nothing is named."""
    if wishes.constraints:
        wanted = (c.model_copy(update={"polarity": "require"}) for c in wishes.constraints)
        return Question("why_not", tests=tuple(wanted))
    named = [
        i
        for i, t in enumerate(reading.tokens)
        if i and t.is_word and t.norm not in english.NOT_CONTENT
        if t.capitalised or not reading.lexicon.ordinary(t.norm)
    ]
    return Question("absent", words=reading.phrase(named[0], named[-1] + 1)) if named else None


def _question_only(reading: Reading, question: Question, wishes: Wishes) -> Understanding:
    items = tuple(dict.fromkeys(i for r in reading.references for i in r.items))
    kind = _INTENTS.get(question.kind, "explain")
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
    choosing = question.kind == "extreme" or "which" in reading.words
    kind: Intent = (
        "compare" if choosing and len({i for r in reading.references for i in r.items}) == 2 else "ask_item"
    )
    acts = in_order((kind, *(("feedback",) if given else ()), *social_acts(reading)))
    return Understanding(
        acts=acts, references=items, question=question, feedback=tuple(given), count=_count(reading)
    )


def _count(reading: Reading) -> int | None:
    return next((n for q in reading.quantities if (n := asked_count(reading, q)) is not None), None)


def _wished(
    reading: Reading, wishes: Wishes, like: tuple[ItemId, ...], given: list[Given], adventure: float | None
) -> Understanding:
    session = reading.session
    answered = session.asked is not None and (reading.has("indifferent") or _indifferent(reading))
    given = [] if answered else given
    critiques = [_relative(reading, c) for c in wishes.critiques]
    _exclude_kin(reading, wishes, like)
    statements = find_statements(reading, wishes, given)
    facts = [s.source for s in statements if s.kind == "fact"]
    reading.used.update(reading.told | served(reading))
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
    named = bool(
        wishes.constraints
        or [p for p in preferences if p.attribute]
        or wishes.dropped
        or wishes.permitted
        or wishes.released
        or critiques
        or like
        or (adventure is not None and not reading.has("surprise"))
    )
    if _idle_question(reading, wishes, like, given):
        return Understanding(acts=("out_of_scope",), confidence=0.5)
    more = reading.has("more") and (not given or reading.does("wish"))
    found = Found(
        grounded=named,
        worded=any(not p.attribute for p in preferences),
        critique=bool(critiques or wishes.compared),
        like=like,
        given=given,
        narrowed=bool(wishes.constraints or preferences),
        answered=answered,
        unknown=bool(leftovers.unknown),
        statement=bool(statements) and not reading.has("request") and not reading.has("question"),
    )
    acts = acts_of(reading, found)
    items = tuple(dict.fromkeys(i for r in reading.references for i in r.items))
    if acts[0] == "ask_item" and leftovers.wish and not named and not items:
        return Understanding(acts=acts, question=Question("absent", words=leftovers.wish), confidence=0.5)
    return Understanding(
        acts=acts,
        constraints=tuple(wishes.constraints),
        preferences=tuple(preferences),
        dropped=tuple(wishes.dropped),
        permitted=tuple(wishes.permitted),
        released=tuple(wishes.released),
        instead=instead,
        widen=wishes.widened or _widens(reading),
        sort=wishes.extremes[0][:2] if wishes.extremes else None,
        adventure=adventure,
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
        confidence=_confidence(reading, found, acts),
    )


DOUBT = 0.3
"""Added to the chance of the least certain clause: below about an even chance the engine is not sure."""


def _confidence(reading: Reading, found: Found, acts: tuple[Intent, ...]) -> float:
    """Sure of what names something here; of the rest as far as it is clear what each clause does."""
    if acts[0] == "out_of_scope":
        return 0.5
    if found.grounded or found.answered or not reading.roles:
        return 1.0
    return min(1.0, DOUBT + min(max(clause.chances) for clause in reading.roles))


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


def _indifferent(reading: Reading) -> bool:
    """ "I don't care about that": said of our own question, and of nothing else."""
    free = _FREE_OF.all_in(reading.tokens)
    used = {i for span in free for i in range(span.start, span.end)}
    return bool(free) and not any(
        t.is_word and i not in used and t.norm not in english.NOT_CONTENT
        for i, t in enumerate(reading.tokens)
    )


def _widens(reading: Reading) -> bool:
    """ "Or rosé", "thai is fine too": another value beside those that stand."""
    text = " ".join(reading.words)
    return reading.words[:1] == ("or",) or any(
        f"{fine} {also}" in text
        for fine in ("is fine", "is ok", "is okay", "works", "would do", "are fine")
        for also in ("too", "as well", "also")
    )


def _relative(reading: Reading, critique: Critique) -> Critique:
    items = tuple(dict.fromkeys(i for r in reading.references for i in r.items))
    return replace(critique, items=items) if items and not critique.items else critique


def _idle_question(reading: Reading, wishes: Wishes, like: tuple[ItemId, ...], given: list[Given]) -> bool:
    """A question that names nothing of the catalog and asks for nothing: not one for us."""
    meant = wishes.constraints or wishes.preferences or wishes.dropped or wishes.critiques or wishes.extremes
    return (
        reading.has("wh")
        and not (meant or like or given)
        and not reading.has("request", "more", "surprise", "availability", *SOCIAL)
        and not _names_wish(reading)
        and not any(m.of("attribute") for m in reading.mentions)
        and not any(p in " ".join(reading.words) for p in ("what about", "how about", "recommend", "suggest"))
        and not reading.references
    )
