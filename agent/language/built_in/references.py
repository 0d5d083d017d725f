"""Which items an utterance points at: by place, by pronoun, by title, by what sets one apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from agent.language.built_in import english
from agent.language.built_in.mentions import Mention
from agent.language.built_in.phrases import Span
from agent.language.built_in.roles import ClauseRole
from agent.language.built_in.text import Token, key, stem
from agent.state import Session
from catalog.catalog import Catalog
from catalog.constraints import comparable
from catalog.items import Item, ItemId
from catalog.schema import AttributeType

_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "2": 2, "3": 3, "4": 4, "5": 5, "couple": 2, "few": 3}
_NOT_A_PLACE = frozenset(
    [
        "time",
        "year",
        "years",
        "night",
        "week",
        "month",
        "season",
        "century",
        "date",
        "day",
        "thing",
        "things",
        "half",
        "name",
    ]
)
_SINGULAR = frozenset(["it", "that", "this", "its"])
_PLURAL = frozenset(["them", "these", "those", "they", "both", "all"])
_POINTED = frozenset(["one", "option", "choice", "number", "result", "suggestion", "recommendation", "pick"])


@dataclass(frozen=True, slots=True)
class Reference:
    """Items pointed at, and the tokens that did it. `how` is place, pronoun, title or description."""

    items: tuple[ItemId, ...]
    span: Span
    how: str


def find_references(
    tokens: Sequence[Token],
    mentions: Sequence[Mention],
    session: Session,
    catalog: Catalog,
    roles: Sequence[ClauseRole],
) -> list[Reference]:
    slate = [s.item_id for s in session.slate if s.item_id in catalog.position]
    found = _places(tokens, slate, mentions)
    found += _descriptions(tokens, mentions, slate, session, catalog)
    found = [_the_other(r, found, slate, session) if r.how == "other" else r for r in found]
    for mention in mentions:
        titles = [i for s in mention.of("title") for i in s.items]
        if titles and mention.is_title:
            near = [i for i in titles if i in slate or i in session.focus]
            found.append(
                Reference(
                    tuple((near or _by_year(titles, tokens, mention, catalog))[:1]), mention.span, "title"
                )
            )
    if not any(r.how == "title" for r in found):
        found += _partial_titles(tokens, mentions, slate, catalog)
    found += _of_so_many(tokens, slate, mentions, roles)
    if not found and not _unknown_title(tokens, mentions):
        people = [
            m.span.end
            for m in mentions
            for s in m.of("value")
            if catalog.schema.attributes[s.attribute].type is AttributeType.ENTITY
        ]
        found += [
            r
            for r in _pronouns(tokens, mentions, slate, session, roles)
            if tokens[r.span.start].norm not in _PLURAL or not any(end <= r.span.start for end in people)
        ]
    kept: list[Reference] = []
    for reference in sorted(found, key=lambda r: (r.span.start, -(r.span.end - r.span.start))):
        if not any(reference.span.overlaps(k.span) for k in kept):
            kept.append(reference)
    return kept


def _by_year(
    titles: list[ItemId], tokens: Sequence[Token], mention: Mention, catalog: Catalog
) -> list[ItemId]:
    """Of items with one title, the one whose numbers the utterance names beside it."""
    if len(titles) < 2:
        return titles
    beside = {t.norm for t in tokens[mention.span.end : mention.span.end + 3] if t.is_number}
    named = [i for i in titles if beside & {_plain(v) for v in catalog.item(i).attributes.values()}]
    return named or titles


def _plain(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _places(tokens: Sequence[Token], slate: Sequence[ItemId], mentions: Sequence[Mention]) -> list[Reference]:
    found = []
    nouns = {i for m in mentions if m.of("noun") for i in range(m.span.start, m.span.end)}
    titled = {i for m in mentions if m.is_title for i in range(m.span.start, m.span.end)}
    for index, token in enumerate(tokens):
        if not slate or index in titled:
            continue
        before = tokens[index - 1].norm if index else ""
        after = tokens[index + 1].norm if index + 1 < len(tokens) else ""
        if token.norm in english.ORDINALS and after not in _NOT_A_PLACE:
            pointed = (
                before in ("the", "your", "that", "and", "&", ",", "or", "than")
                or after in _POINTED
                or not before
            )
            if not pointed or (token.norm == "last" and before not in ("the", "that")):
                continue
            place = english.ORDINALS[token.norm]
            if after in _NUMBERS:
                count = _NUMBERS[after]
                items = slate[-count:] if place < 0 else slate[place : place + count]
                found.append(Reference(tuple(items), Span(index - (before == "the"), index + 2), "place"))
            elif -len(slate) <= place < len(slate):
                end = index + 2 if after in _POINTED or index + 1 in nouns else index + 1
                found.append(
                    Reference((slate[place],), Span(max(0, index - (before == "the")), end), "place")
                )
        elif token.norm in ("number", "no", "nr", "option", "#") and 1 <= _counted(after) <= len(slate):
            found.append(Reference((slate[_counted(after) - 1],), Span(index, index + 2), "place"))
        elif (
            token.norm == "other"
            and before == "the"
            and len(slate) == 2
            and after in ("one", "", ".", "?", ",", "!")
        ):
            found.append(Reference((slate[0],), Span(index - 1, index + 1 + (after == "one")), "other"))
        elif token.norm.isdigit() and len(tokens) == 1 and 1 <= int(token.norm) <= len(slate):
            found.append(Reference((slate[int(token.norm) - 1],), Span(index, index + 1), "place"))
    return found


def _the_other(
    reference: Reference, found: Sequence[Reference], slate: Sequence[ItemId], session: Session
) -> Reference:
    """Of two shown, the one that was not just talked of."""
    named = [i for r in found if r.how != "other" for i in r.items] or list(session.focus)
    rest = [i for i in slate if i not in named[:1]]
    return Reference(tuple(rest[-1:]), reference.span, "place")


def _counted(word: str) -> int:
    """A small number in digits or in words; 0 for anything else."""
    return int(word) if word.isdigit() else {"one": 1, **_NUMBERS}.get(word, 0)


def _of_so_many(
    tokens: Sequence[Token],
    slate: Sequence[ItemId],
    mentions: Sequence[Mention],
    roles: Sequence[ClauseRole],
) -> list[Reference]:
    """ "Of the three", "those two": as many of the slate, from its top."""
    found: list[Reference] = []
    for index, token in enumerate(tokens):
        count = _NUMBERS.get(token.norm, 0)
        if not 2 <= count <= len(slate) or index == 0 or tokens[index - 1].norm not in _POINTING:
            continue
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        counted = after is not None and after.is_word and after.norm not in english.FUNCTION_WORDS
        role = next((r for r in roles if r.start <= index < r.end), None)
        if _of_values(mentions, index, role):
            continue
        if not counted or any(m.of("noun") and m.span.start == index + 1 for m in mentions):
            found.append(Reference(tuple(slate[:count]), Span(index - 1, index + 1), "place"))
    return found


_POINTING = frozenset(["the", "those", "these", "all", "your"])


def _descriptions(
    tokens: Sequence[Token],
    mentions: Sequence[Mention],
    slate: Sequence[ItemId],
    session: Session,
    catalog: Catalog,
) -> list[Reference]:
    """ "The cheaper one", "the thai one", "the one with the train"."""
    found: list[Reference] = []
    pool = [i for i in (session.focus if len(session.focus) > 1 else slate) if i in catalog.position]
    if not pool:
        return found
    for index, token in enumerate(tokens):
        if token.norm not in ("one", "ones") or index == 0:
            continue
        if {t.norm for t in tokens[max(0, index - 3) : index]} & {"only", "just"}:
            continue
        if (
            index + 1 < len(tokens)
            and tokens[index - 1].norm == "the"
            and tokens[index + 1].norm
            in (
                "with",
                "about",
                "where",
                "that",
                "from",
                "by",
                "in",
                "starring",
                "set",
                "who",
                "which",
                "at",
                "on",
                "for",
            )
        ):
            end = next((i for i in range(index + 1, len(tokens)) if tokens[i].norm in ".,;!?"), len(tokens))
            matched = _best_described(tokens[index + 2 : end], pool, catalog)
            if matched:
                found.append(Reference((matched,), Span(index - 1, end), "description"))
            continue
        described = next((m for m in mentions if m.span.end == index), None)
        opens = described.span.start - 1 if described else -1
        if described is None or opens < 0 or tokens[opens].norm not in ("the", "that", "this"):
            continue
        chosen = _set_apart(described, pool, catalog)
        if chosen:
            found.append(Reference(chosen, Span(opens, index + 1), "description"))
    return found


def _set_apart(mention: Mention, pool: Sequence[ItemId], catalog: Catalog) -> tuple[ItemId, ...]:
    for sense in mention.senses:
        if sense.kind in ("high", "low"):
            attribute = catalog.schema.attributes[sense.attribute]
            known = [
                (n, i)
                for i in pool
                for v in catalog.item(i).values(sense.attribute)[:1]
                if (n := comparable(v, attribute)) is not None
            ]
            if known:
                best = (max if sense.kind == "high" else min)(known)
                return (best[1],)
        if sense.kind == "value":
            having = [i for i in pool if _has(catalog.item(i), sense.attribute, sense.value)]
            if 1 <= len(having) < len(pool) or len(pool) == 1 == len(having):
                return (having[0],)
    return ()


def _has(item: Item, attribute: str, value: object) -> bool:
    return any(str(v).casefold() == str(value).casefold() for v in item.values(attribute))


def _best_described(tokens: Sequence[Token], pool: Sequence[ItemId], catalog: Catalog) -> ItemId | None:
    wanted = {t.stem for t in tokens if t.is_word and t.norm not in english.FUNCTION_WORDS}
    scores = {i: len(wanted & item_words(catalog.item(i))) for i in pool}
    best = max(scores.values(), default=0)
    chosen = [i for i, s in scores.items() if s == best]
    return chosen[0] if best and (len(chosen) == 1 or best == len(wanted)) else None


def item_words(item: Item) -> set[str]:
    """The stems of everything an item says of itself."""
    texts = [item.title, item.text, *(str(v) for a in item.attributes for v in item.values(a))]
    return {w for text in texts for w in key(text)}


def _partial_titles(
    tokens: Sequence[Token], mentions: Sequence[Mention], slate: Sequence[ItemId], catalog: Catalog
) -> list[Reference]:
    """A shown title that the user shortened or misspelled."""
    used = {i for m in mentions for i in range(m.span.start, m.span.end) if not m.slip}
    words = [
        i for i, t in enumerate(tokens) if t.is_word and t.norm not in english.NOT_CONTENT and i not in used
    ]
    found = []
    for item_id in slate:
        title = [w for w in key(catalog.item(item_id).title) if w not in _STOP_STEMS]
        hits = [i for i in words for w in title if len(w) >= 4 and fuzz.ratio(tokens[i].stem, w) >= 85]
        others = {w for other in slate if other != item_id for w in key(catalog.item(other).title)}
        telling = [i for i in hits if tokens[i].stem not in others]
        if telling and (len(telling) >= max(1, len(title) // 2)):
            found.append(Reference((item_id,), Span(telling[0], telling[-1] + 1), "title"))
    return found


_STOP_STEMS = frozenset(stem(w) for w in english.FUNCTION_WORDS)


_OF_WORKS = english.words(
    "seen saw watched read loved liked enjoyed hated played love visited tried finished"
)


def _unknown_title(tokens: Sequence[Token], mentions: Sequence[Mention]) -> bool:
    """Whether something is named that is not in the catalog: then "it" is that, and nothing we showed."""
    used = {i for m in mentions for i in range(m.span.start, m.span.end)}
    for index in range(1, len(tokens)):
        token = tokens[index]
        named = (token.is_word and token.capitalised and token.norm not in english.FUNCTION_WORDS) or (
            token.is_number and len(token.norm) == 4
        )
        if named and index not in used and tokens[index - 1].norm in _OF_WORKS:
            return True
    return False


_MODALS = english.words(
    """must mustn't has have hasn't need needs needn't should shouldn't can can't cannot could couldn't would
    wouldn't will won't doesn't does don't do may might ought had"""
)
_PERSONAL = frozenset(["he", "she", "him", "her", "his"])


def _wished_for(tokens: Sequence[Token], index: int, role: ClauseRole | None) -> bool:
    """ "It has to be quiet": what is wished for, not what was shown."""
    after = tokens[index + 1].norm if index + 1 < len(tokens) else ""
    opens = index == 0 or not tokens[index - 1].is_word or tokens[index - 1].norm in _OPENERS
    wishing = role is None or role.chance("ask", "like", "reject", "accept") < 0.5
    return opens and after in _MODALS and wishing and tokens[index].norm in ("it", "they", "that", "this")


def _in_passing(tokens: Sequence[Token], index: int, role: ClauseRole | None) -> bool:
    """ "With lemon in it", "if we can help it": a bare pronoun in what is only a wish points at nothing shown."""
    if role is None or role.chance("wish", "chat") < 0.6 or tokens[index].norm not in _BARE:
        return False
    before = tokens[index - 1].norm if index else ""
    after = tokens[index + 1].norm if index + 1 < len(tokens) else ""
    return (before not in _COMPARED or role.chance("chat") >= 0.6) and after != "one"


def _of_values(mentions: Sequence[Mention], index: int, role: ClauseRole | None) -> bool:
    """ "Trains, farming, castles: spare me all three": what was named just before, not what was shown."""
    named = [m for m in mentions if m.span.end <= index and m.of("value", "attribute") and not m.is_title]
    return bool(named) and (role is None or role.chance("ask", "like", "accept") < 0.5)


_MAKING = frozenset(
    ["make", "making", "keep", "let", "narrow", "refine", "filter", "trim", "limit", "restrict"]
)
""" "Make it green": the wish, not the item."""
_BARE = frozenset(["it", "its", "that", "this", "they"])
_COMPARED = frozenset(["than", "like", "to", "as", "of", "about"])
_OPENERS = frozenset(
    ["and", "but", "so", "also", "wait", "oh", "says", "said", "think", "thinks", "actually", "then"]
)


def _number_before(tokens: Sequence[Token], index: int) -> bool:
    """ "11 is too early, later than that", "2 cases, so at least that": the number, and no item."""
    compared = index > 0 and tokens[index - 1].norm in ("than", "least", "most")
    return compared and tokens[index].norm in ("that", "this") and any(t.is_number for t in tokens[:index])


def _located(tokens: Sequence[Token], index: int, role: ClauseRole | None) -> bool:
    """ "How many fit in there?"; not "is there", "there is"."""
    around = {tokens[i].norm for i in (index - 1, index + 1) if 0 <= i < len(tokens)}
    return not around & _BEING and role is not None and role.chance("ask") >= 0.5


_BEING = english.words("is are was were be been isn't aren't out over hello hi hey s a an any")


def _pronouns(
    tokens: Sequence[Token],
    mentions: Sequence[Mention],
    slate: Sequence[ItemId],
    session: Session,
    roles: Sequence[ClauseRole],
) -> list[Reference]:
    found = []
    focus = tuple(session.focus)
    for index, token in enumerate(tokens):
        after = tokens[index + 1].norm if index + 1 < len(tokens) else ""
        role = next((r for r in roles if r.start <= index < r.end), None)
        made = index > 0 and tokens[index - 1].norm in _MAKING and token.norm in _BARE
        before = tokens[index - 1].norm if index else ""
        listed = before not in _COMPARED and after != "one" and _of_values(mentions, index, role)
        if _number_before(tokens, index):
            continue
        if token.norm == "there" and _located(tokens, index, role) and (len(focus) == 1 or len(slate) == 1):
            found.append(Reference((focus or tuple(slate))[:1], Span(index, index + 1), "pronoun"))
            continue
        if listed or made or _wished_for(tokens, index, role) or _in_passing(tokens, index, role):
            continue
        if token.norm in _PERSONAL and (focus or len(slate) == 1):
            if role is not None and role.chance("ask", "like", "accept", "reject") >= 0.5:
                found.append(Reference((focus or tuple(slate))[:1], Span(index, index + 1), "pronoun"))
        elif token.norm in _SINGULAR and (focus or slate):
            before = tokens[index - 1].norm if index else ""
            if (
                token.norm in ("that", "this")
                and before != "than"
                and after
                not in (
                    "one",
                    "",
                    ".",
                    "?",
                    "!",
                    ",",
                    "but",
                    "and",
                    "is",
                    "was",
                    "has",
                    "have",
                    "again",
                    "instead",
                    "about",
                    "please",
                )
            ):
                continue
            items = focus[:1] if focus else tuple(slate[:1])
            found.append(Reference(items, Span(index, index + 2 if after == "one" else index + 1), "pronoun"))
        elif token.norm == "both" and (focus or slate):
            items = focus[:2] if len(focus) > 1 else tuple(slate[:2])
            found.append(Reference(items, Span(index, index + 1), "pronoun"))
        elif token.norm in _PLURAL and token.norm != "all" and (focus or slate):
            items = focus if len(focus) > 1 else tuple(slate)
            found.append(Reference(items, Span(index, index + 1), "pronoun"))
    return found[:1]
