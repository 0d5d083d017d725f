"""What reviewers say of an item: quoted word for word as somebody's words, and never told as a fact."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from agent.findings import Found, bold, escape, facts, left_over, quote, tests
from agent.language.built_in.english import words
from agent.language.built_in.text import key, stem, tokenize
from agent.language.understanding import Question
from catalog.catalog import Catalog
from catalog.items import Item
from catalog.review_sentences import sentences_of
from tools.sources.reviews import CLOSE
from tools.toolbox import Toolbox

MOST_REVIEWS = 200
"""Reviews of an item that are searched for the words of a question."""
MOST_QUOTES = 2

_REVIEWERS = words(
    "people others customers buyers users guests visitors owners folks reviewers everyone everybody"
)
_SAYING = words(
    """say says said saying think thinks thought thinking complain complains complained mention mentions mentioned
    write writes wrote written feel feels felt report reports reported tell tells told"""
)
_REVIEWS = words("review reviews reviewer reviewers reviewed opinion opinions")
_OF_ASKING = frozenset(stem(word) for word in (*_REVIEWERS, *_SAYING, *_REVIEWS, "according"))
_ASKED_OF_THEM = re.compile(
    rf"\b(?:{'|'.join(sorted(_REVIEWS))})\b"
    rf"|\b(?:{'|'.join(sorted(_REVIEWERS))}) (?:\w+ )?(?:{'|'.join(sorted(_SAYING))})\b"
    rf"|\baccording to (?:\w+ ){{0,2}}(?:{'|'.join(sorted(_REVIEWERS))})\b"
)


def asks_reviewers(question: Question, items: Sequence[str], catalog: Catalog) -> bool:
    """ "What do people say about it?", "is it noisy, according to reviews?".

    Words of a title ask nobody, and neither does "reviews" where an attribute is called so ("how many reviews
    does it have?").
    """
    said = _spoken(question.words)
    for item_id in items:
        said = said.replace(_spoken(catalog.item(item_id).title), " ")
    if not _ASKED_OF_THEM.search(said):
        return False
    asked = [catalog.schema.attributes[name] for name in question.attributes]
    named = {s for a in asked for phrase in (a.label, *a.words) for s in key(phrase)}
    return bool(_SAYING & set(said.split())) or not named & {stem(word) for word in _REVIEWS}


def _spoken(text: str) -> str:
    return " ".join(t.norm for t in tokenize(text))


def opinions(items: Sequence[str], question: Question, toolbox: Toolbox) -> Found:
    """What is said of each item, and beside it what the catalog itself knows of what was asked."""
    catalog = toolbox.catalog
    if not items:
        return facts(items, question, toolbox)
    told = [_told(catalog.item(item_id), question, toolbox) for item_id in items[:3]]
    known: tuple[str, ...] = ()
    if question.tests:
        known = tests(items, question, toolbox).sentences
    elif question.attributes:
        known = facts(items, question, toolbox).sentences
    return Found((*told, *known), tuple(items))


def _told(item: Item, question: Question, toolbox: Toolbox) -> str:
    catalog = toolbox.catalog
    title = bold(item.title)
    reviews = catalog.reviews(item.id)
    if not reviews:
        return f"{title}: no reviews here say anything of it."
    passed = {*_OF_ASKING, *key(item.title)}
    wanted = list(dict.fromkeys(w for w in left_over(question, catalog.schema) if w not in passed))
    if not wanted:
        found = catalog.said.of(catalog.position[item.id]) or sentences_of(reviews[0].text)
    else:
        found = _about([r.text for r in reviews[:MOST_REVIEWS]], wanted) or _near(
            item, wanted, question, toolbox
        )
    counted = f"in {len(reviews):,} reviews" if len(reviews) > 1 else "in one review"
    if found:
        said = "; another says ".join(quote(escape(sentence)) for sentence in found[:MOST_QUOTES])
        return f"{title}, {counted}: a reviewer says {said}"
    asked = f" about “{escape(_said(question, wanted))}”" if wanted else " that I could quote"
    return f"{title}: nothing is said {counted} here{asked}."


def _about(reviews: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """Of each review the sentence with most of the wanted stems, those with most first; of more than two stems
    one may be missing."""
    needed = len(wanted) - (len(wanted) > 2)
    best = []
    for review in reviews:
        counted = [(len(set(wanted) & set(key(s))), s) for s in sentences_of(review)]
        most = max(counted, key=lambda one: one[0], default=(0, ""))
        if most[0] >= needed:
            best.append(most)
    best.sort(key=lambda one: -one[0])
    return list(dict.fromkeys(sentence for _, sentence in best))


def _near(item: Item, wanted: Sequence[str], question: Question, toolbox: Toolbox) -> list[str]:
    """The sentences that are near in meaning to what was asked, where none has its words."""
    said = toolbox.catalog.said
    places = np.flatnonzero(said.rows == toolbox.catalog.position[item.id])
    if not places.size:
        return []
    cosines = said.vectors[places] @ toolbox.embedder.embed([_said(question, wanted)])[0]
    order = np.argsort(-cosines, kind="stable")
    return [said.texts[places[n]] for n in order if cosines[n] >= CLOSE]


def _said(question: Question, wanted: Sequence[str]) -> str:
    """The wanted words as the user wrote them."""
    return " ".join(t.norm for t in tokenize(question.words) if t.stem in wanted)
