from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from catalog.importers.movielens import import_movielens, parse_title
from catalog.parsing import read_catalog_folder
from catalog.reading import CatalogError

MOVIES = """movieId,title,genres
1,Robot Picnic (1995),Adventure|Children
2,"Lighthouse, The (Phare, Le) (1946)",Drama
3,Nameless,(no genres listed)
"""
RATINGS = (
    "userId,movieId,rating,timestamp\n"
    + "".join(f"{u},1,{3 + u % 2}.5,10000000{u}\n" for u in range(6))
    + "1,9,5,1\n"
)
TAGS = "userId,movieId,tag,timestamp\n1,1,Robots,1\n2,2,robots,1\n1,1,my queue,1\n1,2,my queue,1\n"
LINKS = "movieId,imdbId,tmdbId\n1,0114709,862\n2,,\n"


def movielens(folder: Path) -> Path:
    folder.mkdir()
    (folder / "movies.csv").write_text(MOVIES, encoding="utf-8")
    (folder / "ratings.csv.gz").write_bytes(gzip.compress(RATINGS.encode()))
    (folder / "tags.csv").write_text(TAGS, encoding="utf-8")
    (folder / "links.csv").write_text(LINKS, encoding="utf-8")
    return folder


def test_the_imported_folder_is_a_catalog(tmp_path: Path) -> None:
    assert import_movielens(movielens(tmp_path / "ml"), tmp_path / "out" / "films") == 3
    found = read_catalog_folder(tmp_path / "out" / "films")
    assert [(item.id, item.title) for item in found.items] == [
        ("1", "Robot Picnic"),
        ("2", "The Lighthouse"),
        ("3", "Nameless"),
    ]
    first, second, third = (item.attributes for item in found.items)
    assert first == {
        "year": 1995,
        "genres": ("Adventure", "Children"),
        "rating": 4,
        "tags": ("robots",),
        "imdb": "https://www.imdb.com/title/tt0114709/",
    }
    assert second == {"year": 1946, "genres": ("Drama",), "tags": ("robots",), "also_called": ("Le Phare",)}
    assert third == {}
    assert len(found.interactions) == 6
    assert (found.interactions[0].event, found.interactions[0].value) == ("rating", 3.5)
    assert not found.report.skipped and not found.report.warnings


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Robot Picnic (1995)", ("Robot Picnic", 1995, [])),
        ("Sevn (a.k.a. S7n) (1995) ", ("Sevn", 1995, ["S7n"])),
        ("Année, L' (1961)", ("L'Année", 1961, [])),
        ("Series (2004–2006)", ("Series", 2004, [])),
        ("(500) Nights", ("(500) Nights", None, [])),
        ("Untitled, Inc.", ("Untitled, Inc.", None, [])),
    ],
)
def test_titles_lose_their_year_and_get_their_article_back(
    text: str, parts: tuple[str, int | None, list[str]]
) -> None:
    assert parse_title(text) == parts


def test_a_folder_that_is_not_movielens_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"no movies\.csv here"):
        import_movielens(tmp_path, tmp_path / "out")
    (tmp_path / "movies.csv").write_text("a,b\n1,2\n")
    with pytest.raises(CatalogError, match="no columns movieId"):
        import_movielens(tmp_path, tmp_path / "out")
    assert not (tmp_path / "out").exists()
