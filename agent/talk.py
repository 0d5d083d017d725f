"""What a build learns from conversations: those that came with the catalog, and the home's own."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url

from catalog.catalog import Catalog
from catalog.dialogues import Conversation, read_conversations
from catalog.home import Home
from memory.conversations import accepted
from memory.database import open_database
from tools.dialogue_fit import learn_dialogues
from tools.fit import DIALOGUE, FOLDER
from tools.settings import Settings


def learn_from_talk(
    folder: Path, generation: Path, catalog: Catalog, home: Home, settings: Settings
) -> tuple[str, ...]:
    """Learn the dialogue model of a generation, where there is enough; in words, what came of it."""
    given, unused = read_conversations(folder, catalog.items)
    own = _own(catalog, home, settings)
    return (*unused, learn_dialogues(catalog, generation, [*given, *own]))


def forget_older(generation: Path) -> None:
    """Take the dialogue models out of the older generations: they may know words of users who are gone."""
    for older in generation.parent.iterdir():
        if older != generation:
            (older / FOLDER / f"{DIALOGUE}.npz").unlink(missing_ok=True)


def _own(catalog: Catalog, home: Home, settings: Settings) -> list[Conversation]:
    url = settings.database_url or home.database_url
    if settings.database_url is None and not Path(str(make_url(url).database)).exists():
        return []
    database = open_database(url)
    try:
        return accepted(database, catalog.slug)
    finally:
        database.dispose()
