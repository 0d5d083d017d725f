"""Whether a reworded part says the same as its own wording: nothing new, and nothing kept back.

Numbers, titles, quotations and the catalog's values must be those of the part. A text in English may beside them
use only words of the part, of the user, or of the small talk of a guide. To users of some other languages words
cannot be judged so, and every capital letter has to be accounted for instead. Where neither can be done (scripts
without capitals, languages whose sentences we do not know the beginnings of) the part stays as it is.
"""

from __future__ import annotations

import re

from agent.language.built_in.english import FUNCTION_WORDS, NOT_CONTENT, words
from agent.language.built_in.lexicon import Lexicon
from agent.language.built_in.text import Token, key, stem, tokenize
from agent.language.wording import Plan
from catalog.items import fold

MOST_LONGER = 2.5
"""How many times as long as its own wording a part may be, with some words on top."""
ENGLISH = 0.25
"""The share of English function words from which a text is English."""

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_QUOTED = re.compile(r"[“\"«„]([^”\"»“]{1,200})[”\"»“]")
_NUMBER = re.compile(r"[$€£¥₹]?\d+(?:[.,]\d+)*%?")
_UNSAFE = re.compile(r"https?:|www\.|\]\(|[<>`|#\[\]{}\\]|!\[|^\s*[-+*=]{3,}")

_GUIDE = frozenset(
    stem(w)
    for w in words(
        """here some few pick picks option options choice choices match matches matching fit fits fitting suit
    suits found find look looking look see take might like love enjoy happy glad sure course try show shown showing
    start begin go come comes give given tell told say said ask asking help guide idea ideas suggestion suggestions
    recommendation recommendations recommend suggest list catalog selection place places thing things right great
    good nice lovely perfect well now then again else instead also too only just still both each all one two three
    four five six seven eight nine ten first second third last next another other others different more less most
    note noted remember remembered mind kept keep keeping limit filter narrow drop dropping without back bring brings
    would could available unfortunately sorry sadly afraid nothing none not know known unknown listed mention
    mentioned mentions wish wishes want wanted need prefer preference particular kind kinds sort type everything
    together result results including included"""
    )
)
_REFUSING = words(
    """no not none nothing neither nor never without cannot can't don't doesn't isn't aren't unknown unfortunately
    ningun ninguna ninguno nada ni sin nunca tampoco desconocido desconocida
    nicht kein keine keinen keiner keines nichts nie ohne weder unbekannt
    pas ne n' aucun aucune rien jamais sans ni inconnu inconnue non nessun nessuna nessuno niente senza mai
    nao nenhum nenhuma sem niet geen niets zonder"""
)
"""Words that deny, in the languages that a reply is most often worded in."""


_OPENINGS = words(
    """aqui estas estos esta este las los la el lo te tengo hay solo para no hola gracias quizas tal estas son es de
    claro bueno que cual cuales algun alguna quieres prefieres sin con segun me puedo
    voici voila ces cette ce cet les le il elle elles ils je nous on j'ai pour sans avec aucun aucune quel quelle
    bonjour merci peut malheureusement preferez voulez seulement seuls seules c'est un une des
    hier die der das diese dieser dieses ich wir es sie fur ohne mit leider kein keine nur hallo danke welche welcher
    welches mochtest mochten einige ein eine was
    ecco questi queste questa questo i gli le il lo ho abbiamo purtroppo nessun nessuna ciao grazie quale quali solo
    aqui estes estas este esta os as o a ha tenho obrigado ola qual quais infelizmente nenhum nenhuma"""
)
"""With what sentences begin in Spanish, French, German, Italian and Portuguese: no names."""


def _is_english(tokens: list[Token]) -> bool:
    spoken = [t for t in tokens if t.is_word]
    return sum(t.norm in FUNCTION_WORDS for t in spoken) >= ENGLISH * len(spoken)


def _denies(tokens: list[Token]) -> bool:
    return any(t.norm in _REFUSING for t in tokens)


class Checker:
    """Holds the words that a reply may use: those of the plan and of the user."""

    def __init__(self, utterance: str, plan: Plan, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        said = tokenize(utterance[:2_000])
        self._user = {t.stem for t in said}
        self._english = _is_english(said)
        self._nouns = set(key(plan.noun)) | set(key(plan.nouns)) | set(key(plan.catalog))

    def anchors(self, own: str) -> tuple[str, ...]:
        """What of a part must be kept to the letter."""
        bold = [f"**{title}**" for title in _BOLD.findall(own)]
        rest = _BOLD.sub(" ", own)
        quoted = [f"“{words}”" for words in _QUOTED.findall(rest)]
        rest = _QUOTED.sub(" ", rest)
        values = self._values(tokenize(rest))
        return tuple(dict.fromkeys([*bold, *quoted, *_NUMBER.findall(rest), *values]))

    def allows(self, text: str, own: str) -> bool:
        """Whether `text` may go out in place of `own`."""
        if not text or (_UNSAFE.search(_BOLD.sub(r"\1", text)) and not _UNSAFE.search(own)):
            return False
        if len(text) > MOST_LONGER * len(own) + 80:
            return False
        if own.rstrip().endswith("?") != text.rstrip().endswith("?"):
            return False
        if set(_BOLD.findall(text)) != set(_BOLD.findall(own)):
            return False
        if {_bare(n) for n in _NUMBER.findall(text)} != {_bare(n) for n in _NUMBER.findall(own)}:
            return False
        if not {fold(q) for q in _QUOTED.findall(text)} <= {fold(q) for q in _QUOTED.findall(own)}:
            return False
        if any(fold(anchor) not in fold(text) for anchor in self.anchors(own)):
            return False
        return self._adds_nothing(tokenize(_BOLD.sub(" ", text)), tokenize(own))

    def _adds_nothing(self, said: list[Token], own: list[Token]) -> bool:
        known = {t.stem for t in own} | self._nouns
        if _denies(own) != _denies(said):
            return False
        spoken = [t for t in said if t.is_word]
        if self._english or _is_english([t for t in spoken if t.stem not in known]):
            usual = known | self._user | _GUIDE
            return all(t.norm in NOT_CONTENT or t.stem in usual for t in spoken)
        if any(t.text.upper() == t.text.lower() for t in spoken):
            return False
        if {fold(v) for v in self._values(said)} - {fold(v) for v in self._values(own)}:
            return False
        for before, token in zip([None, *said[:-1]], said, strict=True):
            if not token.capitalised or not token.is_word or token.stem in known | self._user:
                continue
            opening = before is None or before.norm in (".", "!", "?", ":")
            if not (opening and token.norm in _OPENINGS):
                return False
        return True

    def _values(self, tokens: list[Token]) -> list[str]:
        """The catalog's values and titles in a text, the longest first, as they are written there."""
        found: list[str] = []
        taken: set[int] = set()
        for length in (4, 3, 2, 1):
            for start in range(len(tokens) - length + 1):
                span = range(start, start + length)
                part = tokens[start : start + length]
                if taken & set(span) or any(t.is_mark for t in part):
                    continue
                written = " ".join(t.text for t in part)
                folded = " ".join(t.norm for t in part)
                senses = self._lexicon.look_up(tuple(t.stem for t in part), folded)
                value = any(
                    (s.kind == "value" and s.exact and not s.degree)
                    or (s.kind == "title" and (length > 1 or part[0].capitalised))
                    for s in senses
                )
                if value and not (length == 1 and folded in NOT_CONTENT):
                    found.append(written)
                    taken |= set(span)
        return found


def _bare(number: str) -> str:
    """A number without its sign and its thousands: replies in other languages set them otherwise."""
    digits = re.sub(r"[^\d.,]", "", number)
    return re.sub(r"[.,](?=\d{3}\b)", "", digits).replace(",", ".")
