"""From one catalog of a home to another in words: "any books like that?" """

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from agent.language.built_in.english import FUNCTION_WORDS, NOT_CONTENT
from agent.language.built_in.text import Token, key, tokenize
from agent.state import Session, Wishes
from catalog.catalog import Catalog
from catalog.constraints import Preference
from catalog.items import fold
from catalog.schema import AttributeType, Schema

MOST_CARRIED = 8


def crossed_to(utterance: str, current: str, catalogs: Mapping[str, Catalog]) -> str | None:
    """The other catalog whose noun the utterance names, where it does not name the present one's as well."""
    if current not in catalogs or len(catalogs) < 2:
        return None
    tokens = tokenize(utterance[:2000])
    if {t.stem for t in tokens} & _nouns(catalogs[current]):
        return None
    cues = _attribute_words(catalogs[current])
    said: set[str] = set()
    for index, token in enumerate(tokens):
        before = {t.stem for t in tokens[max(0, index - 3) : index]}
        after = tokens[index + 1].norm if index + 1 < len(tokens) else ""
        words = {t.norm for t in tokens[max(0, index - 4) : index]}
        # "based on a book" is a value here, "book me a table" a verb, "with wine" no change of subject
        asked = words & _ASKING or index == 0
        if (
            asked
            and not before & cues
            and not {t.norm for t in tokens[max(0, index - 2) : index]} & _ALONG
            and after not in _AFTER_VERB
            and not _modifies(token, after)
        ):
            said.add(token.stem)
    named = [slug for slug, catalog in catalogs.items() if slug != current and said & _nouns(catalog)]
    return named[0] if len(named) == 1 else None


def _attribute_words(catalog: Catalog) -> set[str]:
    attributes = catalog.schema.attributes.values()
    words = {s for a in attributes for phrase in (a.label, *a.words) for s in key(phrase)}
    return words - FUNCTION_WORDS


_ASKING = frozenset(
    [
        "any",
        "some",
        "a",
        "an",
        "what",
        "which",
        "about",
        "show",
        "recommend",
        "find",
        "want",
        "need",
        "good",
        "other",
        "more",
        "looking",
        "into",
        "to",
        "back",
    ]
)
_ALONG = frozenset(["with", "without", "for", "serve", "serves", "serving", "like", "from", "has", "have"])
_AFTER_VERB = frozenset(["me", "us", "it", "a", "an", "the"])


def _modifies(token: Token, after: str) -> bool:
    """ "A wine bar", "a book club": a singular noun before another word of content only describes it."""
    return not token.norm.endswith("s") and after.isalpha() and after not in NOT_CONTENT


def points_back(utterance: str) -> bool:
    """Whether the utterance wants something of the kind that was shown: "like that", "in that spirit"."""
    return bool(
        re.search(
            r"\b(?:like (?:that|this|it|those|these|them)|similar|same"
            r"|(?:that|this) (?:\w+ )?(?:spirit|vein|mood|vibe|kind|style|sort))\b",
            utterance.casefold(),
        )
    )


def _nouns(catalog: Catalog) -> set[str]:
    schema = catalog.schema
    return {k[-1] for n in (schema.noun.singular, schema.noun.plural) if (k := key(n))}


def carry_over(session: Session, source: Catalog, target: Catalog, *, likeness: bool, turn: int) -> Session:
    """The session in the other catalog. "Like that" carries what the last items are about, where that catalog
    has the same words; constraints stay behind, since they are of another schema."""
    fresh = Session(
        user_id=session.user_id,
        tenant=session.tenant,
        session_id=session.session_id,
        catalog=target.slug,
        turn=session.turn,
        subject=session.subject,
    )
    if not likeness:
        return fresh
    shown = [s.item_id for s in session.slate]
    about = [i for i in (session.focus or tuple(shown[:1]) or session.wishes.like) if i in source.position][
        :3
    ]
    shared = _shared(source.schema, target.schema)
    known = {fold(str(v)): (name, v) for name in shared for v in target.columns.count_values(name)}
    said: Counter[str] = Counter()
    for item_id in about:
        item = source.item(item_id)
        for name in shared:
            said.update(fold(str(v)) for v in item.values(name) if fold(str(v)) in known)
    preferences = tuple(
        Preference(kind=known[v][0], text=v, turn=turn, attribute=known[v][0], value=known[v][1])
        for v, _ in said.most_common(MOST_CARRIED)
    )
    return fresh.model_copy(update={"wishes": Wishes(preferences=preferences)})


def _shared(source: Schema, target: Schema) -> list[str]:
    """The descriptive attributes that both catalogs have under one name, tags first."""
    both = [
        a
        for a in target.attributes.values()
        if a.name in source.attributes and a.type is source.attributes[a.name].type and not a.order
    ]
    tags = [a.name for a in both if a.type is AttributeType.TAGS]
    return [*tags, *(a.name for a in both if a.type is AttributeType.CATEGORY and a.many)]
