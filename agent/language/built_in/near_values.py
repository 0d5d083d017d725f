"""Another word for one of the two values of an attribute: "boys" where the sex is male or female.

Only where there are two. Of more, a word near to one is as often its sister as its synonym (over 20 invented
vocabularies of 4 to 11 values, words that passed the same bounds were right in 8 of 10: badminton went to
tennis, corn to wheat); such a word stays unknown, and is said to be. Of two it was right for 13 of 14, the
other being an opposite (wet, of dry and sweet).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agent.language.built_in.lexicon import Lexicon, Sense

NEAR = 0.48
"""The least cosine between a word and the value it is taken for."""
NEARER = 0.14
"""By how much the other value must be further."""


NEAR_NAME = 0.5
"""The same for the name of an attribute that stands: shade/colour .57, maker/brand .52; time/cuisine .36,
thing/material .41. Wrong were actor/director (.53) and waiter/chef (.62), of 45."""
NAME_NEARER = 0.05


def near_name(word: str, names: Sequence[str], lexicon: Lexicon) -> str | None:
    """The attribute that the folded word is another name for: "any shade will do"."""
    labels = {a.name: lexicon.vector(a.label) for a in lexicon.schema.attributes.values()}
    if len(word) < 3 or not lexicon.is_word(word) or not set(names) & set(labels):
        return None
    said = lexicon.vector(word)
    scored = sorted(((float(said @ v), name) for name, v in labels.items()), reverse=True)
    clear = len(scored) < 2 or scored[0][0] - scored[1][0] >= NAME_NEARER
    return scored[0][1] if scored[0][0] >= NEAR_NAME and clear and scored[0][1] in names else None


def near_value(word: str, lexicon: Lexicon) -> Sense | None:
    """The value that the folded word is another word for."""
    if len(word) < 3 or not word.isalpha() or not lexicon.is_word(word):
        return None
    singular = word[:-1] if word.endswith("s") and not word.endswith("ss") else word
    found = [s for senses in lexicon.pairs if (s := _nearer(singular, senses, lexicon)) is not None]
    return found[0] if len(found) == 1 else None


def _nearer(word: str, senses: tuple[Sense, Sense], lexicon: Lexicon) -> Sense | None:
    said = lexicon.vector(word)
    first, second = (float(said @ lexicon.vector(str(s.value))) for s in senses)
    if max(first, second) < NEAR or abs(first - second) < NEARER:
        return None
    return senses[int(np.argmax([first, second]))]
