"""Words of one spelling family: komödie and comedy, végétarien and vegetarian, documental and documentary.

A foreign word is taken for a word of the catalog where, its ending turned into the English one, the two are
spelled nearly alike.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

ALIKE = 0.8
"""The least share of letters that stay. Over 190 pairs of the three languages with the words of eleven invented
catalogs, see `tests/agent/language/built_in/test_cognates.py`."""
SHORTEST = 4

_ENDINGS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "es": (
        ("ciones", ("tions", "tion")),
        ("cion", ("tion",)),
        ("sion", ("sion",)),
        ("dades", ("ties", "ty")),
        ("dad", ("ty",)),
        ("icos", ("ic", "ical")),
        ("icas", ("ic", "ical", "ics")),
        ("ico", ("ic", "ical")),
        ("ica", ("ic", "ical", "ics")),
        ("osos", ("ous",)),
        ("oso", ("ous",)),
        ("osa", ("ous",)),
        ("ario", ("ary",)),
        ("aria", ("ary",)),
        ("entales", ("entary", "ental")),
        ("ental", ("entary", "ental")),
        ("mente", ("ly",)),
        ("anos", ("an",)),
        ("anas", ("an",)),
        ("ano", ("an",)),
        ("ana", ("an",)),
        ("ismo", ("ism",)),
        ("ista", ("ist",)),
        ("ados", ("ed", "ate")),
        ("adas", ("ed", "ate")),
        ("ado", ("ed", "ate")),
        ("ada", ("ed", "ate")),
        ("ivo", ("ive",)),
        ("iva", ("ive",)),
        ("able", ("able", "ible")),
        ("ia", ("y", "ia")),
        ("os", ("", "e", "s")),
        ("as", ("", "e", "s", "a")),
        ("es", ("", "s")),
        ("o", ("", "e", "o")),
        ("a", ("", "e", "a")),
        ("e", ("", "e")),
    ),
    "de": (
        ("isch", ("ic", "ical", "ish", "ian", "")),
        ("itat", ("ity",)),
        ("bar", ("able", "ible")),
        ("ien", ("ies", "y")),
        ("ie", ("y",)),
        ("iker", ("ic", "ics")),
        ("ik", ("ic", "ics")),
        ("os", ("ous",)),
        ("ell", ("al",)),
        ("iert", ("ed", "ate")),
        ("iv", ("ive",)),
        ("ismus", ("ism",)),
        ("ar", ("ary", "ar")),
        ("en", ("", "e", "s")),
        ("er", ("er", "", "s")),
        ("e", ("", "e")),
        ("n", ("", "n")),
        ("s", ("", "s")),
    ),
    "fr": (
        ("iques", ("ic", "ical")),
        ("ique", ("ic", "ical", "ique")),
        ("ites", ("ity",)),
        ("ite", ("ity", "ite")),
        ("te", ("ty", "te")),
        ("euse", ("ous",)),
        ("eux", ("ous",)),
        ("aires", ("ary",)),
        ("aire", ("ary",)),
        ("iennes", ("ian",)),
        ("ienne", ("ian",)),
        ("iens", ("ian", "ians")),
        ("ien", ("ian",)),
        ("aines", ("an",)),
        ("aine", ("an", "ain")),
        ("ain", ("an", "ain")),
        ("isme", ("ism",)),
        ("iste", ("ist",)),
        ("ee", ("ed", "y", "ate", "ee")),
        ("es", ("", "e", "y", "s", "ed")),
        ("ie", ("y",)),
        ("ement", ("ly", "ement")),
        ("eur", ("or", "er", "our")),
        ("if", ("ive",)),
        ("ive", ("ive",)),
        ("e", ("", "e", "y", "ed")),
        ("s", ("", "s")),
    ),
}
_GERMAN_INFLECTION = re.compile(
    r"(?<=isch|iert)(?:e[rnms]?)$|(?<=iv|os)(?:e[rnms]?)$|(?<=ell|bel|bar)(?:e[rnms]?)$"
)
_RESPELLED = (
    (re.compile(r"^es(?=[pct])"), "s"),
    (re.compile(r"^e(?=t)"), "s"),
    (re.compile(r"k(?=[aour lct]|$)"), "c"),
    (re.compile(r"z(?=[ei])"), "c"),
    (re.compile(r"^f(?=ot|il|an)"), "ph"),
    (re.compile(r"(?<=[aeiou])f(?=[aeio])"), "ph"),
    (re.compile(r"^qu(?=a)"), "qu"),
)


def cognate(word: str, known: Collection[str], code: str, *, alike: float = ALIKE) -> str | None:
    """The known English word that the folded foreign one is spelled nearly like."""
    if len(word) < SHORTEST or not word.isalpha() or not word.isascii():
        return None
    best: tuple[float, int, str] | None = None
    for place, form in enumerate(dict.fromkeys(_forms(word, code))):
        if len(form) < SHORTEST:
            continue
        found = process.extractOne(form, known, scorer=OSA.normalized_similarity, score_cutoff=alike)
        if found is None or found[0][0] != form[0] or not _same_frame(form, found[0]):
            continue
        if best is None or found[1] > best[0]:
            best = (found[1], place, found[0])
    return best[2] if best is not None else None


def _forms(word: str, code: str) -> Iterator[str]:
    """As written, then with English endings, then with the letters that English writes for the same sounds."""
    made = [word]
    if code == "de":
        made = list(dict.fromkeys([word, _GERMAN_INFLECTION.sub("", word)]))
    for base in list(made):
        for end, others in _ENDINGS.get(code, ()):
            if base.endswith(end) and len(base) - len(end) >= 3:
                made += [base[: -len(end)] + other for other in others]
                break
    yield from made
    for form in made:
        for sound, letter in _RESPELLED:
            if sound.search(form):
                yield sound.sub(letter, form)


def _same_frame(one: str, other: str) -> bool:
    """Whether no consonant in the first three letters differs: there words of one family agree."""
    return _consonants(one[:3]) == _consonants(other[:3]) or OSA.distance(one, other) <= len(one) // 8


def _consonants(text: str) -> str:
    return re.sub(r"[aeiouy]", "", text).replace("k", "c")
