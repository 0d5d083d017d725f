"""The frame's own controls: which catalog, and who is visiting."""

from __future__ import annotations

from collections.abc import Sequence

from ui.web.markup import escape, icon

GUEST = "guest-"


def show_catalogs(names: Sequence[tuple[str, str]], *, current: str | None) -> str:
    """A picker where there are several: pairs of slug and what is shown."""
    if len(names) < 2:
        return ""
    options = "".join(
        f'<option value="{escape(slug)}"{" selected" if slug == current else ""}>{escape(name)}</option>'
        for slug, name in names
    )
    picker = f'<select data-change="catalog" aria-label="Catalog">{options}</select>'
    return f'<div class="ci-picker">{picker}</div>'


def show_visitor(user_id: str) -> str:
    """Whose conversations and memories these are, and a box to be somebody else."""
    guest = user_id.startswith(GUEST)
    name = "" if guest else user_id
    said = "You are a guest in this browser" if guest else f"You are {user_id}"
    return (
        f'<form class="ci-visitor" data-submit="name"><p class="ci-who" dir="auto">{icon("user")}'
        f"<span>{escape(said)}</span></p>"
        '<label class="ci-hidden" for="ci-name">Your name</label>'
        f'<div class="ci-name-row"><input id="ci-name" name="name" value="{escape(name)}"'
        ' placeholder="Your name" maxlength="64" autocomplete="off" spellcheck="false">'
        '<button type="submit" class="ci-button">Use</button></div>'
        '<p class="ci-quiet">A name is no password: whoever gives it here sees what it remembers. '
        "Leave it empty to be a new guest.</p></form>"
    )
