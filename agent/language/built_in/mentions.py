"""Which words of the catalog an utterance uses, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from agent.language.built_in import english
from agent.language.built_in.lexicon import Lexicon, Sense, TitleMention
from agent.language.built_in.phrases import PhraseBook, Span
from agent.language.built_in.text import Token, key, stem
from agent.language.built_in.wished import leans
from catalog.items import fold
from catalog.schema import AttributeType

_TITLE_CUES = PhraseBook(
    [
        *english.LIKENESS,
        *english.FIRST_PERSON_LIKING,
        *english.FIRST_PERSON_DISLIKING,
        *english.phrases(
            """seen | saw | watched | read | tried | played | visited | heard of | about | called | named | titled
            have you got | do you have | compare | versus | vs | than | why not | bought | finished | know
            tell me about | not | or | and | recommend | book | own | describe"""
        ),
    ]
)
_STEMMED_STOPS = frozenset(stem(w) for w in english.NOT_CONTENT)


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of the catalog in the utterance; `slip` where it was spelled otherwise."""

    span: Span
    senses: tuple[Sense, ...]
    slip: bool = False

    def of(self, *kinds: str) -> tuple[Sense, ...]:
        return tuple(s for s in self.senses if s.kind in kinds)

    @property
    def is_title(self) -> bool:
        return all(s.kind == "title" for s in self.senses)


def find_mentions(
    tokens: Sequence[Token],
    lexicon: Lexicon,
    *,
    taken: Sequence[Span] = (),
    titles: Sequence[TitleMention] | None = None,
) -> list[Mention]:
    """Longest phrases first, none inside another, none over `taken` (quantities).

    `titles` are those that the lexicon finds in the tokens, where that was asked before.
    """
    found: list[Mention] = []
    named = {t.span.start: t for t in (lexicon.titles_in(tokens) if titles is None else titles)}
    words = [i for i, t in enumerate(tokens) if not t.is_mark or t.norm in "+&#"]
    position = 0
    while position < len(words):
        mention = None
        title = named.get(words[position])
        if title is not None and any(title.span.overlaps(t) for t in taken):
            title = None
        longest = min(max(lexicon.longest, 2), len(words) - position)
        named_size = sum(1 for i in words[position:] if i in title.span) if title is not None else 0
        for size in range(max(longest, named_size), 0, -1):
            first, last = words[position], words[position + size - 1]
            span = Span(first, last + 1)
            if title is not None and size < named_size:
                break
            if title is not None and size == named_size:
                mention = _titled(title, tokens, lexicon)
                break
            if any(span.overlaps(t) for t in taken) or not _joined(tokens, words[position : position + size]):
                continue
            phrase = tuple(tokens[i].stem for i in words[position : position + size])
            said = tokens[first].norm if size == 1 else ""
            senses = tuple(s for s in lexicon.look_up(phrase, said) if _plausible(s, tokens, span, lexicon))
            if not senses and size > 2:
                senses = _without_article(tokens, words[position : position + size], lexicon)
            if not senses and size == 2:
                joined = tokens[first].norm + tokens[last].norm
                found_joined = lexicon.look_up((stem(joined),), joined)
                senses = tuple(s for s in found_joined if s.kind == "value" and s.exact)
            if senses:
                settled = _settle(senses, tokens, span, lexicon)
                mention = Mention(_whole_name(span, settled, tokens), settled)
                break
        if mention is None:
            mention = _slip_of_two(tokens, words, position, lexicon)
            size = 2
        if mention is None:
            mention = _noun(tokens, words[position], lexicon) or _slip(
                tokens, words[position], lexicon, taken
            )
            size = 1
        if mention is None:
            position += 1
            continue
        found.append(mention)
        position += size
    return found


def _without_article(tokens: Sequence[Token], indexes: Sequence[int], lexicon: Lexicon) -> tuple[Sense, ...]:
    """A value with an article inside: "over the ear" where it is called over-ear."""
    inner = [i for i in indexes if tokens[i].norm not in ("the", "a", "an")]
    if (
        len(inner) == len(indexes)
        or inner[:1] != [indexes[0]]
        or inner[-1:] != [indexes[-1]]
        or len(inner) < 2
    ):
        return ()
    return tuple(
        s for s in lexicon.look_up(tuple(tokens[i].stem for i in inner)) if s.kind == "value" and s.exact
    )


def _titled(title: TitleMention, tokens: Sequence[Token], lexicon: Lexicon) -> Mention:
    """A title, or what else its words mean here, where more speaks for that."""
    inside = [t for t in tokens[title.span.start : title.span.end] if not t.is_mark]
    said = inside[0].norm if len(inside) == 1 else ""
    others = lexicon.look_up(tuple(t.stem for t in inside), said)
    plausible = tuple(s for s in others if _plausible(s, tokens, title.span, lexicon))
    senses = _settle((*plausible, Sense("title", items=title.items)), tokens, title.span, lexicon)
    return Mention(title.span, senses, title.slip and all(s.kind == "title" for s in senses))


def _joined(tokens: Sequence[Token], indexes: Sequence[int]) -> bool:
    """A phrase may run over a hyphen or an apostrophe, not over a comma or a full stop."""
    return all(
        tokens[i].norm in "-–&'.:" or not tokens[i].is_mark
        for i in range(indexes[0], indexes[-1])
        if i not in indexes
    ) and not any(
        tokens[i].norm in ".:" and tokens[i + 1].start > tokens[i].end and tokens[i].norm == "."
        for i in range(indexes[0], indexes[-1])
    )


def _plausible(sense: Sense, tokens: Sequence[Token], span: Span, lexicon: Lexicon) -> bool:
    content = [tokens[i] for i in range(span.start, span.end) if tokens[i].norm not in english.NOT_CONTENT]
    inside = tokens[span.start : span.end]
    if sense.kind == "value" and sense.value == 0 and sense.written == "free":
        before = tokens[span.start - 1] if span.start else None
        after = tokens[span.end].norm if span.end < len(tokens) else ""
        open_ = before is None or before.is_mark or before.norm in english.FUNCTION_WORDS
        return open_ and (before is None or before.norm != "-") and after not in ("of", "from", "-", "time")
    if sense.kind == "value" and len(inside) == 1 and _of_a_time(sense, tokens, span, lexicon):
        return False
    if not sense.exact and sense.kind == "value" and sense.written:
        return not _kinds(lexicon, tokens[span.start], "attribute") and _names_part(
            sense, tokens, span, lexicon
        )
    if sense.kind == "value" and not content and len(inside) == 1:
        written = _capitalised(tokens, span) and span.start > 0
        return (
            written
            or _alone(tokens, span)
            or _of_degree(sense, tokens, span, lexicon)
            or _said_of(sense, tokens, span, lexicon)
        )
    return True


def _alone(tokens: Sequence[Token], span: Span) -> bool:
    """Whether one word is all that is said: a theme called love is meant where nobody loves anything."""
    return tokens[span.start].norm not in english.FUNCTION_WORDS and all(
        token.is_mark for i, token in enumerate(tokens) if i not in span
    )


_DEGREE = english.words("too very quite so really rather pretty fairly that particularly extremely super")


def _of_degree(sense: Sense, tokens: Sequence[Token], span: Span, lexicon: Lexicon) -> bool:
    """ "Not too big", "big enough": a common word that says how much, where it is a grade here."""
    if not lexicon.schema.attributes[sense.attribute].order or not sense.exact:
        return False
    before = tokens[span.start - 1].norm if span.start else ""
    after = tokens[span.end].norm if span.end < len(tokens) else ""
    return after == "enough" or (before in _DEGREE and tokens[span.start].norm not in english.FUNCTION_WORDS)


_TIMES = english.words("day days night week weekend evening morning afternoon month time while story")


def _of_a_time(sense: Sense, tokens: Sequence[Token], span: Span, lexicon: Lexicon) -> bool:
    """ "Long week", "short notice": said of a time, it is no fact of an item; a mood or an occasion may be."""
    attribute = lexicon.schema.attributes[sense.attribute]
    after = tokens[span.end].norm if span.end < len(tokens) else ""
    return after in _TIMES and attribute.type is AttributeType.CATEGORY and not leans(attribute)


def _kinds(lexicon: Lexicon, token: Token, kind: str) -> bool:
    return any(s.kind == kind for s in lexicon.look_up((token.stem,), token.norm))


_CREDITING = frozenset(["by", "with", "starring", "featuring", "from"])


def _names_part(sense: Sense, tokens: Sequence[Token], span: Span, lexicon: Lexicon) -> bool:
    """Whether a surname alone is meant: written just so, no ordinary word here, and of nobody else."""
    token = tokens[span.start]
    if token.norm != sense.written:
        return False
    common = lexicon.in_texts(token.stem) or lexicon.measures(token.norm)
    credited = span.start > 0 and tokens[span.start - 1].norm in _CREDITING
    if common and not token.capitalised and not credited:
        return False
    if span.start == 0:
        return True
    before = tokens[span.start - 1]
    another = (
        before.is_word and before.capitalised and before.norm not in english.FUNCTION_WORDS and span.start > 1
    )
    return not another or before.stem in key(str(sense.value))


def _said_of(sense: Sense, tokens: Sequence[Token], span: Span, lexicon: Lexicon) -> bool:
    """Whether a word beside it names the attribute ("rated everyone", "excellent condition"), or it stands
    before the noun as no function word does ("a weekend course")."""
    attribute = lexicon.schema.attributes[sense.attribute]
    words = {w for phrase in (attribute.label, *attribute.words) for w in key(phrase)}
    before = tokens[max(0, span.start - 1) : span.start]
    after = tokens[span.end : span.end + 3]
    if any(_kin(t.stem, w) for t in (*before, *after) for w in words):
        return True
    nouns = after[:1] and any(s.kind == "noun" for s in lexicon.look_up((after[0].stem,), after[0].norm))
    return (
        bool(nouns)
        and sense.exact
        and tokens[span.start].norm not in english.FUNCTION_WORDS
        and not _praise(sense)
    )


def _praise(sense: Sense) -> bool:
    """ "A good film" praises; only beside its attribute's name is such a word a value."""
    return fold(str(sense.value)) in english.PRAISE


def _kin(one: str, other: str) -> bool:
    alike = len(one) >= 3 and len(other) >= 3 and one[:3] == other[:3]
    return one == other or (alike and one not in _STEMMED_STOPS)


def quoted(tokens: Sequence[Token], span: Span) -> bool:
    marks = '"“”«»*'
    return (
        span.start > 0
        and span.end < len(tokens)
        and tokens[span.start - 1].norm in marks
        and tokens[span.end].norm in marks
    )


def _capitalised(tokens: Sequence[Token], span: Span) -> bool:
    """Whether the phrase is written as a name: capitals on its content, and not only for the sentence's sake."""
    inside = [t for t in tokens[span.start : span.end] if t.is_word]
    content = [t for t in inside if t.norm not in english.FUNCTION_WORDS] or inside
    if not content or not all(t.capitalised for t in content):
        return False
    if all(t.text.isupper() for t in tokens if t.is_word and len(t.text) > 1) and len(tokens) > 3:
        return False
    first = span.start == 0 or tokens[span.start - 1].norm in ".!?"
    return not first or len(content) > 1 or not any(t.is_word for t in tokens[span.end :])


def _whole_name(span: Span, senses: tuple[Sense, ...], tokens: Sequence[Token]) -> Span:
    """A part of a name takes the other parts before it along: "Ursula Le" before "Guin"."""
    parts = {w for s in senses if s.kind == "value" and not s.exact for w in key(str(s.value))}
    start = span.start
    while start > 0 and parts and tokens[start - 1].stem in parts:
        start -= 1
    return Span(start, span.end)


def _settle(
    senses: tuple[Sense, ...], tokens: Sequence[Token], span: Span, lexicon: Lexicon
) -> tuple[Sense, ...]:
    """Of a title and another sense of the same words, the one that the writing and the words before speak for."""
    nouns = tuple(s for s in senses if s.kind == "noun")
    if nouns and not quoted(tokens, span):
        return nouns
    titles = tuple(s for s in senses if s.kind == "title")
    others = tuple(s for s in senses if s.kind != "title")
    if not titles or not others:
        return senses
    attributes = lexicon.schema.attributes
    names = [s for s in others if s.kind == "value" and attributes[s.attribute].type is AttributeType.ENTITY]
    cue = _TITLE_CUES.ending_at(tokens, span.start)
    written = _capitalised(tokens, span)
    if len(names) == len(others):
        around = {
            t.stem for t in (*tokens[max(0, span.start - 4) : span.start], *tokens[span.end : span.end + 2])
        }
        said = {
            w
            for s in names
            for p in (attributes[s.attribute].label, *attributes[s.attribute].words)
            for w in key(p)
        }
        before = {t.norm for t in tokens[max(0, span.start - 3) : span.start]}
        denied = before & _DENYING and "why" not in before
        return others if around & said - _STEMMED_STOPS or (denied and not quoted(tokens, span)) else titles
    asked = bool(tokens) and tokens[0].norm in _ASKING and written
    named = quoted(tokens, span) or (written and (cue is not None or asked or span.end - span.start > 1))
    return titles if named else others


_DENYING = frozenset(["no", "not", "without", "except"])
_ASKING = frozenset(
    ["is", "was", "does", "has", "who", "what", "how", "compare", "tell", "why", "when", "where"]
)


def _noun(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> Mention | None:
    """Another word for the catalog's noun ("movie", "eatery"): only where a noun can stand."""
    token = tokens[index]
    if not token.is_word or token.norm in english.NOT_CONTENT or (token.capitalised and index > 0):
        return None
    singular = token.norm[:-1] if token.norm.endswith("s") and not token.norm.endswith("ss") else token.norm
    return Mention(Span(index, index + 1), (Sense("noun"),)) if lexicon.names_item(singular) else None


def _slip_of_two(
    tokens: Sequence[Token], words: Sequence[int], position: int, lexicon: Lexicon
) -> Mention | None:
    """Two words of which one is misspelled: "pet freindly"."""
    if position + 1 >= len(words) or words[position + 1] - words[position] > 2:
        return None
    pair = [tokens[words[position]], tokens[words[position + 1]]]
    strange = [t for t in pair if len(t.norm) >= 5 and t.norm.isalpha() and not lexicon.knows(t.stem)]
    if len(strange) != 1 or any(t.norm in english.FUNCTION_WORDS or t.capitalised for t in pair):
        return None
    said = " ".join(t.stem for t in pair)
    best = process.extractOne(said, lexicon.two_words, scorer=fuzz.ratio, score_cutoff=86)
    if best is None:
        return None
    senses = tuple(
        s for s in lexicon.look_up(tuple(best[0].split())) if s.kind in ("value", "attribute") and s.exact
    )
    return Mention(Span(words[position], words[position + 1] + 1), senses, slip=True) if senses else None


def _nearest(word: str, shortened: str, lexicon: Lexicon) -> tuple[str, str, float] | None:
    """The stem and spelling of the known word that is one slip away (two for long ones), and how many slips.

    As written, or with its ending off: plurals are misspelled too.
    """
    for said, known in ((word, lexicon.single_words), (shortened, lexicon.single_stems)):
        slips = 1 if len(said) < 7 + (said == word) else 2
        best = process.extractOne(said, list(known), scorer=OSA.distance, score_cutoff=slips)
        if best is not None:
            return (
                (known[best[0]], best[0], best[1])
                if known is lexicon.single_words
                else (best[0], known[best[0]], best[1])
            )
    return None


def _slip(tokens: Sequence[Token], index: int, lexicon: Lexicon, taken: Sequence[Span]) -> Mention | None:
    """A word that nothing here knows, one or two letters from one that something does."""
    token = tokens[index]
    word = token.norm
    if (
        len(word) < 5
        or not word.isalpha()
        or word in english.NOT_CONTENT
        or lexicon.writes(word)
        or lexicon.look_up((token.stem,), word)
        or lexicon.is_word(token.norm)
        or any(index in t for t in taken)
    ):
        return None
    meant = _nearest(word, token.stem, lexicon)
    if meant is None or meant[1][0] != word[0] or (token.capitalised and index > 0 and meant[2] > 1):
        return None
    kinds = ("value", "attribute", "high", "low", "noun")
    senses = tuple(s for s in lexicon.look_up((meant[0],), meant[1]) if s.kind in kinds and s.exact)
    return Mention(Span(index, index + 1), senses, slip=True) if senses else None
