"""The parts of the page that are the same for everybody: brand, drawers' heads, the box to write in."""

from __future__ import annotations

from ui.web.markup import button, icon

HEAD = (
    '<meta name="color-scheme" content="light dark">'
    '<meta name="description" content="A guide to your catalog">'
    '<link rel="icon" href="data:image/svg+xml,'
    "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Ccircle cx='12' cy='12' r='11' "
    "fill='%231d6b52'/%3E%3Cpath d='M16 8l-2.4 5.6L8 16l2.4-5.6z' fill='%23fff'/%3E%3C/svg%3E\">"
)


def _toggle(drawer: str, name: str, image: str) -> str:
    return (
        f'<button type="button" class="ci-button ci-plain ci-toggle" data-drawer="{drawer}"'
        f' aria-controls="{drawer}" aria-expanded="false"'
        f' aria-label="{name}" title="{name}">{icon(image)}</button>'
    )


def _shut(name: str) -> str:
    return (
        '<button type="button" class="ci-button ci-plain ci-shut" data-drawer="" '
        f'aria-label="{name}">{icon("close")}</button>'
    )


BRAND = (
    f'<header class="ci-brand">{_toggle("ci-rail", "Conversations", "menu")}'
    f'<span class="ci-mark">{icon("compass")}</span><h1>cicerone</h1>'
    f"{_toggle('ci-aside', 'What I remember', 'memory')}</header>"
)

RAIL_HEAD = f'<div class="ci-head"><h2>Conversations</h2>{_shut("Close conversations")}</div>' + button(
    "new", "New conversation", classes="ci-new", inner=f"{icon('plus')}<span>New conversation</span>"
)

MEMORY_HEAD = f'<div class="ci-head"><h2>What I remember</h2>{_shut("Close what I remember")}</div>'

COMPOSER = (
    '<form class="ci-composer" data-submit="say"><label class="ci-hidden" for="ci-box">Your message</label>'
    '<textarea id="ci-box" name="text" rows="1" maxlength="50000" placeholder="Say what you would like…" '
    'autocomplete="off" enterkeyhint="send"></textarea>'
    f'<button type="submit" class="ci-send" aria-label="Send" title="Send">{icon("send")}</button></form>'
    '<p class="ci-notice" role="status" aria-live="polite"></p>'
)
