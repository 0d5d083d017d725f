"""What columns are often called, and how people ask for what is in them.

Only `cicerone schema` uses these words, to write a first schema for its owner to correct.
"""

from __future__ import annotations

import re

from catalog.items import fold

TITLES = (
    "title",
    "name",
    "titel",
    "titre",
    "nombre",
    "nom",
    "nome",
    "judul",
    "название",
    "наименование",
    "名称",
)
LESSER_TITLES = (
    "product",
    "app",
    "item",
    "label",
    "headline",
    "model",
    "heading",
    "film",
    "movie",
    "book",
    "game",
)
KEYS = (
    "id",
    "sku",
    "asin",
    "isbn",
    "ean",
    "handle",
    "uuid",
    "guid",
    "key",
    "code",
    "slug",
    "number",
    "nr",
    "url",
)
"""Words for what tells items apart, the best first."""

_MAKERS = """brand maker manufacturer vendor developer publisher author writer director actor actors cast
artist band designer chef composer producer studio company seller creator starring city country region area"""
_FIELDS = "genre genres category categories type types kind kinds style color colour colors"
_PICTURES = "image images photo photos picture pictures thumbnail thumb cover poster img logo"
_PATHS = "slug path permalink url href"
_CODES = "zip postcode postal plz phone telephone fax barcode ean upc isbn"
_COORDINATES = "lat lng lon latitude longitude"
_PROSE = (
    "description body summary about text plot synopsis overview content abstract blurb beschreibung notes"
)
_TIMES = "date time timestamp unix datetime added created published released updated"
_BOOKKEEPING = "crawled created updated seen scraped added modified fetched indexed"

MAKERS, FIELDS = frozenset(_MAKERS.split()), frozenset(_FIELDS.split())
PICTURES, PATHS = frozenset(_PICTURES.split()), frozenset(_PATHS.split())
CODES, COORDINATES = frozenset(_CODES.split()), frozenset(_COORDINATES.split())
PROSE, TIMES, BOOKKEEPING = (frozenset(words.split()) for words in (_PROSE, _TIMES, _BOOKKEEPING))

SCALES = (
    ("none", "low", "mild", "light", "medium", "moderate", "high", "hot", "strong", "very high", "extreme"),
    ("very easy", "easy", "moderate", "medium", "intermediate", "demanding", "challenging", "hard", "expert"),
    ("beginner", "novice", "easy", "intermediate", "advanced", "expert", "professional"),
    ("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl"),
    ("tiny", "small", "medium", "large", "extra large", "huge"),
    ("poor", "fair", "good", "very good", "excellent", "like new", "new"),
)
"""Grades that mean the same everywhere, in their order."""

SPEECH: dict[str, tuple[str, str, str]] = {
    "price": ("cost, spend, budget", "expensive, pricey", "cheap, affordable, inexpensive"),
    "cost": ("price, spend, budget", "expensive, pricey", "cheap, affordable, inexpensive"),
    "salary": ("pay, wage", "well paid", "badly paid"),
    "year": ("", "new, recent", "old"),
    "date": ("", "new, recent, latest", "old"),
    "released": ("release date", "new, recent, latest", "old"),
    "difficulty": ("", "difficult, hard", "easy"),
    "rating": ("rated, stars, score", "best, top rated, highly rated", "worst, badly rated"),
    "score": ("rated, rating", "best, top rated", "worst"),
    "duration": ("length, time", "long", "short, quick"),
    "runtime": ("length, duration", "long", "short"),
    "time": ("duration", "long", "short, quick"),
    "length": ("", "long", "short"),
    "distance": ("far", "long, far", "short, near"),
    "weight": ("weigh", "heavy", "light"),
    "size": ("", "big, large", "small"),
    "height": ("", "tall, high", "low"),
    "width": ("", "wide", "narrow"),
    "depth": ("", "deep", "shallow"),
    "age": ("", "old", "young"),
    "speed": ("", "fast, quick", "slow"),
    "power": ("", "powerful, strong", "weak"),
    "popularity": ("", "popular", ""),
    "calories": ("kcal", "rich", "light"),
    "pages": ("", "long, thick", "short, thin"),
}
"""How people ask for a quantity, by a word of its column's name: other words for it, high, low."""


def split_name(name: str) -> list[str]:
    """The words of a column's name, folded: `yearOfRegistration` is year, of, registration."""
    spaced = re.sub(r"(?<=[a-zäöüß])(?=[A-Z])", " ", name)
    return [word for word in re.split(r"[\W_]+", fold(spaced)) if word] or [fold(name)]


def singular_of(plural: str) -> str | None:
    """`games` is game, `vacancies` vacancy; None where the word looks like no English plural."""
    if len(plural) < 4 or not plural.endswith("s") or plural.endswith(("ss", "us", "is")):
        return None
    if plural.endswith("ies"):
        return {"movies": "movie", "cookies": "cookie", "series": "series"}.get(plural, f"{plural[:-3]}y")
    return plural[:-2] if plural.endswith(("ches", "shes", "xes", "sses")) else plural[:-1]
