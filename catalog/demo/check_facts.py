"""Compare the demo films with reference data: `python -m catalog.demo.check_facts REFERENCE_DIR`.

REFERENCE_DIR is laid out as `$DATA/cf`: `movies-meta/` (tmdb_5000_movies.csv.gz, top10K-TMDB-movies.csv.gz,
redial_movies_info.json.gz) and `ml-latest-small/movies.csv.gz`. Nothing is copied from there: the script
prints where the two differ, and a person decides who is right. Exit status 0 whatever is found.
"""

import argparse
import csv
import gzip
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FILMS = Path(__file__).parent / "films" / "items.jsonl"
RUNTIME_SLACK = 2
"""Minutes that two runtimes may differ: sources round, and count the credits or not."""
GENRE_NAMES: Mapping[str, frozenset[str]] = {
    "children": frozenset({"family"}),
    "musical": frozenset({"musical", "music"}),
    "music": frozenset({"musical", "music"}),
    "sci-fi": frozenset({"science fiction"}),
    "film-noir": frozenset({"crime", "thriller"}),
}
"""Reference genres whose name is not ours, and the genres of ours that they may stand for."""
TITLE_YEAR = re.compile(r"^(?P<title>.*?)\s*\((?P<year>\d{4})\)\s*$")
TRAILING_ARTICLE = re.compile(
    r"^(?P<rest>.*), (?P<article>the|an?|la|les?|l'|el|il|der|die|das)$", re.IGNORECASE
)


@dataclass(frozen=True)
class Record:
    """What one source says of one film, None or empty where it says nothing; `runtime` is in minutes."""

    source: str
    title: str
    year: int | None
    runtime: int | None = None
    directors: frozenset[str] = frozenset()
    genres: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Disagreement:
    """One field on which our record and a source differ."""

    title: str
    field: str
    ours: str
    theirs: str
    source: str


def fold(text: str) -> str:
    """Lower case without accents, punctuation, leading article and British "colour", for matching.

    >>> fold("Godfather, The") == fold("The Godfather")
    True
    """
    moved = TRAILING_ARTICLE.match(text.strip())
    decomposed = unicodedata.normalize("NFKD", f"{moved['article']} {moved['rest']}" if moved else text)
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter)).lower()
    words = re.findall(
        r"[^\W_]+", re.sub(r"['’ʻ]", "", plain).replace("colour", "color").replace("&", " and ")
    )
    return " ".join(words[1:] if len(words) > 1 and words[0] in {"the", "a", "an"} else words)


def split_year(text: str) -> tuple[str, int | None]:
    """A title and its year from 'Title (1999)'; the year is None where there is none."""
    found = TITLE_YEAR.match(text)
    return (found["title"], int(found["year"])) if found else (text, None)


def our_films(path: Path) -> list[Record]:
    """The films of the demo catalog."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Record(
            source="ours",
            title=row["title"],
            year=row.get("year"),
            runtime=row.get("runtime"),
            directors=frozenset(row.get("director", [])),
            genres=frozenset(row.get("genres", [])),
        )
        for row in rows
    ]


def csv_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a gzipped CSV file."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def tmdb_5000(folder: Path) -> Iterator[Record]:
    """Year, runtime and genres; release dates are YYYY-MM-DD."""
    for row in csv_rows(folder / "movies-meta" / "tmdb_5000_movies.csv.gz"):
        genres = frozenset(genre["name"].lower() for genre in json.loads(row["genres"]))
        year = int(row["release_date"][:4]) if row["release_date"] else None
        runtime = round(float(row["runtime"])) if row["runtime"] else 0
        for title in {row["title"], row["original_title"]}:
            yield Record("tmdb_5000", title, year, runtime=runtime or None, genres=genres)


def tmdb_top(folder: Path) -> Iterator[Record]:
    """Year and genres; release dates are DD-MM-YYYY."""
    for row in csv_rows(folder / "movies-meta" / "top10K-TMDB-movies.csv.gz"):
        year = int(row["release_date"][-4:]) if row["release_date"] else None
        genres = frozenset(name.strip().lower() for name in row["genre"].split(",") if name.strip())
        yield Record("tmdb_top", row["title"], year, genres=genres)


def redial(folder: Path) -> Iterator[Record]:
    """Directors and genres, and a year for most."""
    with gzip.open(folder / "movies-meta" / "redial_movies_info.json.gz", "rt", encoding="utf-8") as file:
        rows = json.load(file)
    for row in rows.values():
        title, year = split_year(row["name"])
        directors, genres = frozenset(row["director"]), frozenset(row["genre"])
        yield Record("redial", title, year, directors=directors, genres=genres)


def movielens(folder: Path) -> Iterator[Record]:
    """Year and genres; other titles stand in brackets before the year."""
    for row in csv_rows(folder / "ml-latest-small" / "movies.csv.gz"):
        full, year = split_year(row["title"])
        genres = frozenset(name.lower() for name in row["genres"].split("|") if not name.startswith("("))
        bracketed = [re.sub(r"^a\.k\.a\.\s*", "", other) for other in re.findall(r"\(([^)]*)\)", full)]
        for title in {re.sub(r"\s*\([^)]*\)", "", full), *bracketed}:
            yield Record("movielens", title, year, genres=genres)


def pair(films: Sequence[Record], records: Iterable[Record]) -> Iterator[tuple[Record, Record]]:
    """Each film with the records of its title: a source's nearest by year, or its only one without a year.

    A gap of more than two years is another film of that name, unless the directors are the same.
    """
    named: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in records:
        named[record.source, fold(record.title)].append(record)
    for film in films:
        for source in sorted({source for source, _ in named}):
            found = named.get((source, fold(film.title)), [])
            dated = [record for record in found if record.year is not None]
            if dated and film.year is not None:
                best = min(dated, key=lambda record: gap(film.year, record.year))
                if gap(film.year, best.year) <= 2 or folded(film.directors) & folded(best.directors):
                    yield film, best
            elif len(found) == 1:
                yield film, found[0]


def gap(ours: int | None, theirs: int | None) -> int:
    """How far two figures lie apart, 0 where one is not known."""
    return abs(ours - theirs) if ours is not None and theirs is not None else 0


def folded(names: Iterable[str]) -> frozenset[str]:
    """Names ready to compare, without regard to the order of their words (Bong Joon-ho, Joon-ho Bong)."""
    return frozenset(" ".join(sorted(fold(name).split())) for name in names)


def our_genres(names: frozenset[str]) -> frozenset[str]:
    """A source's genres in our words."""
    return frozenset(ours for name in names for ours in GENRE_NAMES.get(name, {name}))


def compare(film: Record, record: Record) -> Iterator[Disagreement]:
    """The facts that both records know and differ on (genres, a matter of opinion, are in `lone_genres`)."""

    def differ(field: str, ours: object, theirs: object) -> Disagreement:
        return Disagreement(film.title, field, str(ours), str(theirs), record.source)

    if gap(film.year, record.year) > 0:
        yield differ("year", film.year, record.year)
    if gap(film.runtime, record.runtime) > RUNTIME_SLACK:
        yield differ("runtime", film.runtime, record.runtime)
    if record.directors and folded(film.directors) != folded(record.directors):
        yield differ("director", ", ".join(sorted(film.directors)), ", ".join(sorted(record.directors)))


def lone_genres(pairs: Sequence[tuple[Record, Record]]) -> Iterator[Disagreement]:
    """Our genres that no source gives a film, and those that two sources or more agree on and we lack."""
    opinions: dict[Record, list[Record]] = defaultdict(list)
    for film, record in pairs:
        if record.genres:
            opinions[film].append(record)
    for film, records in opinions.items():
        sources = ", ".join(record.source for record in records)
        sets = [our_genres(record.genres) for record in records]
        if extra := film.genres.difference(*sets):
            anyone = ", ".join(sorted(frozenset().union(*sets)))
            yield Disagreement(film.title, "genres only ours", ", ".join(sorted(extra)), anyone, sources)
        agreed = sets[0].intersection(*sets[1:]) - {"music", "musical"}
        if len(sets) > 1 and (missing := agreed - film.genres):
            ours = ", ".join(sorted(film.genres))
            yield Disagreement(film.title, "genres only theirs", ours, ", ".join(sorted(missing)), sources)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print each disagreement, then how many films and facts were compared and how many differ."""
    parser = argparse.ArgumentParser(prog="python -m catalog.demo.check_facts", description="Compare facts.")
    parser.add_argument("reference", type=Path, metavar="REFERENCE_DIR")
    parser.add_argument("--films", type=Path, default=FILMS, help="the items.jsonl to check")
    chosen = parser.parse_args(arguments)
    films = our_films(chosen.films)
    folder: Path = chosen.reference
    records = [record for read in (tmdb_5000, tmdb_top, redial, movielens) for record in read(folder)]
    pairs = list(pair(films, records))
    facts = [found for film, record in pairs for found in compare(film, record)]
    disagreements = [*facts, *lone_genres(pairs)]
    for found in sorted(disagreements, key=lambda found: (found.field, found.title, found.source)):
        print(f"{found.field}: {found.title}: ours {found.ours}; theirs {found.theirs} ({found.source})")
    matched = {film for film, _ in pairs}
    print(f"{len(films)} films, {len(matched)} found in a source, {len(pairs)} pairs of film and source")
    print("not found: " + (", ".join(film.title for film in films if film not in matched) or "none"))
    checked = {
        "year": {film for film, record in pairs if record.year is not None},
        "runtime": {film for film, record in pairs if record.runtime is not None},
        "director": {film for film, record in pairs if record.directors},
        "genres": {film for film, record in pairs if record.genres},
    }
    differing = Counter(field for field, _ in {(found.field, found.title) for found in disagreements})
    for field, compared in checked.items():
        differ = sum(count for name, count in differing.items() if name.startswith(field))
        print(f"{field}: {len(compared)} films compared, {differ} disagreements")


if __name__ == "__main__":
    main()
