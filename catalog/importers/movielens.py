"""MovieLens (Harper & Konstan, TiiS 2015) in the layout of ml-latest-small into a catalog folder.

Reads movies.csv and, where they are there, ratings.csv, tags.csv and links.csv, each also as `.gz`.
Ratings are read as a stream: the larger sets of the same layout work too.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from catalog.items import fold
from catalog.reading import CatalogError

SCHEMA = """\
# Written by `cicerone import movielens`. The data are GroupLens's: read their README for the licence.
name: movielens
noun: {singular: film, plural: films}
id: id
title: title
text: []
attributes:
  year:
    type: number
    words: [year, released, release date, came out]
    high: [new, recent, modern]
    low: [old, classic, vintage]
  genres:
    type: category
    many: true
    words: [genre, kind of film]
    aliases:
      science fiction: Sci-Fi
      scifi: Sci-Fi
      sci fi: Sci-Fi
      animated: Animation
      cartoon: Animation
      funny: Comedy
      romantic: Romance
      love story: Romance
      love stories: Romance
      noir: Film-Noir
      film noir: Film-Noir
      suspense: Thriller
      whodunit: Mystery
      scary: Horror
      children's: Children
      kids: Children
      docu: Documentary
  rating:                        # mean of the users' stars, where at least five rated it
    type: number
    unit: stars
    words: [rating, rated, stars, reviews]
    high: [best, good, highly rated, top rated, acclaimed]
    low: [worst, bad, badly rated]
  tags:                          # what users wrote on it, words that at least two users chose
    type: tags
    words: [theme, topic, about]
  also_called:                   # its original or other title
    type: entity
    many: true
    words: [original title]
  imdb:
    type: url
show: [year, genres, rating]
"""

FEWEST_RATINGS = 5
"""A mean of fewer ratings is not shown."""

FEWEST_TAGGERS = 2
"""A tag that fewer people chose, on any film, is somebody's private note."""

_YEAR = re.compile(r"\s*\((\d{4})(?:[–-]\d{0,4})?\)\s*$")
_OTHER = re.compile(r"\s+\((?:a\.?k\.?a\.?:?\s+)?([^()]+)\)$", re.I)
_ARTICLES = r"The|An?|Le|La|Les|L'|Une?|Il|Lo|Gli|El|Los|Las|Una|Der|Die|Das|Eine?|Det|Den|Het"
_ARTICLE = re.compile(rf"(.+), ({_ARTICLES})")


@dataclass
class _Film:
    title: str
    year: int | None
    also_called: list[str]
    genres: list[str]
    stars: float = 0.0
    ratings: int = 0
    tags: dict[str, str] = field(default_factory=dict)
    imdb: str | None = None


def import_movielens(source: Path, out: Path) -> int:
    """Write the catalog folder `out` from the MovieLens folder `source`; the number of films.

    Raises:
        CatalogError: where there is no movies.csv, or none of its rows is a film.
    """
    films = {
        row["movieId"]: _film(row["title"], row["genres"]) for row in _records(source, "movies", "title")
    }
    if not films:
        raise CatalogError(source, "no films in movies.csv")
    out.mkdir(parents=True, exist_ok=True)
    _write_interactions(source, out, films)
    _add_tags(source, films)
    for row in _records(source, "links", "imdbId", needed=False):
        if row["movieId"] in films and row["imdbId"]:
            films[row["movieId"]].imdb = f"https://www.imdb.com/title/tt{row['imdbId'].zfill(7)}/"
    with (out / "items.jsonl").open("w", encoding="utf-8") as file:
        for movie_id, film in films.items():
            file.write(json.dumps(_item(movie_id, film), ensure_ascii=False) + "\n")
    (out / "catalog.yaml").write_text(SCHEMA, encoding="utf-8")
    return len(films)


def parse_title(text: str) -> tuple[str, int | None, list[str]]:
    """`Seven (a.k.a. Se7en) (1995)` is Seven, 1995, also called Se7en; `Matrix, The` is The Matrix."""
    found = _YEAR.search(text)
    year = int(found[1]) if found else None
    text = _YEAR.sub("", text).strip()
    others: list[str] = []
    while other := _OTHER.search(text):
        others.insert(0, _turn_article(other[1]))
        text = text[: other.start()]
    title = _turn_article(text)
    return title, year, [other for other in dict.fromkeys(others) if fold(other) != fold(title)]


def _turn_article(title: str) -> str:
    title = title.strip()
    match = _ARTICLE.fullmatch(title)
    if match is None:
        return title
    article = match[2]
    return f"{article}{'' if article.endswith(chr(39)) else ' '}{match[1]}"


def _film(title: str, genres: str) -> _Film:
    name, year, others = parse_title(title)
    known = [genre for genre in genres.split("|") if genre and not genre.startswith("(")]
    return _Film(name, year, others, known)


def _write_interactions(source: Path, out: Path, films: dict[str, _Film]) -> None:
    with (out / "interactions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["user_id", "item_id", "event", "value", "timestamp"])
        for row in _records(source, "ratings", "rating", needed=False):
            film = films.get(row["movieId"])
            if film is None:
                continue
            film.stars += float(row["rating"])
            film.ratings += 1
            writer.writerow([row["userId"], row["movieId"], "rating", row["rating"], row["timestamp"]])


def _add_tags(source: Path, films: dict[str, _Film]) -> None:
    users: dict[str, set[str]] = defaultdict(set)
    for row in _records(source, "tags", "tag", needed=False):
        tag = row["tag"].strip().lower()
        if tag and row["movieId"] in films:
            users[fold(tag)].add(row["userId"])
            films[row["movieId"]].tags.setdefault(fold(tag), tag)
    for film in films.values():
        film.tags = {key: tag for key, tag in film.tags.items() if len(users[key]) >= FEWEST_TAGGERS}


def _item(movie_id: str, film: _Film) -> dict[str, object]:
    rated = film.ratings >= FEWEST_RATINGS
    known: dict[str, object] = {
        "id": movie_id,
        "title": film.title,
        "year": film.year,
        "genres": film.genres,
        "rating": round(film.stars / film.ratings, 1) if rated else None,
        "tags": list(film.tags.values()),
        "also_called": film.also_called,
        "imdb": film.imdb,
    }
    return {key: value for key, value in known.items() if value not in (None, [])}


def _records(source: Path, stem: str, column: str, *, needed: bool = True) -> Iterator[dict[str, str]]:
    """The rows of `stem`.csv; those without a film or without `column`'s cell are left out."""
    for path in (source / f"{stem}.csv", source / f"{stem}.csv.gz"):
        if path.is_file():
            break
    else:
        if needed:
            raise CatalogError(source, f"no {stem}.csv here; this reads the layout of ml-latest-small")
        return
    unpack = gzip.open if path.suffix == ".gz" else open
    with unpack(path, "rt", encoding="utf-8-sig", errors="replace", newline="") as text:
        reader = csv.DictReader(text)
        if not {"movieId", column} <= set(reader.fieldnames or ()):
            raise CatalogError(path, f"has no columns movieId and {column}")
        for row in reader:
            if row["movieId"] and row[column] is not None:
                yield row
