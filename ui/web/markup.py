"""Escaping, icons and buttons: the small parts that every piece of the page is made of."""

from __future__ import annotations

import html
import re

PATHS = {
    "like": "M12 20.3 4.6 13a4.6 4.6 0 0 1 6.5-6.5l.9.9.9-.9a4.6 4.6 0 0 1 6.5 6.5z",
    "dislike": "M5.6 5.6l12.8 12.8M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18z",
    "seen": "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"
    "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
    "close": "M6 6l12 12M18 6L6 18",
    "trash": "M4 7h16M9.5 7V4.5h5V7M6.5 7l1 12.5h9l1-12.5M10.2 11v5M13.8 11v5",
    "plus": "M12 5v14M5 12h14",
    "send": "M12 19V5.5M5.5 12 12 5.5l6.5 6.5",
    "menu": "M4 7h16M4 12h16M4 17h10",
    "memory": "M7 3.5h10a1.5 1.5 0 0 1 1.5 1.5v15.5L12 16.2l-6.5 4.3V5A1.5 1.5 0 0 1 7 3.5z",
    "compass": "M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18zM15.8 8.2l-2.3 5.3-5.3 2.3 2.3-5.3z",
    "info": "M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18zM12 11v5.2M12 7.6v.2",
    "user": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5a7.5 7.5 0 0 1 15 0",
    "link": "M9 7h8v8M17 7 7 17",
    "chat": "M4.5 5h15v11h-8L7 19.5V16H4.5z",
    "again": "M19.5 12a7.5 7.5 0 1 1-2.4-5.5M19.5 4v4.5H15",
}
"""One path an icon, drawn with a stroke of the text's colour in a field of 24 by 24."""

# Gradio puts HTML through a template engine and a JS template string: neither may find its marks.
_TEMPLATE_MARKS = str.maketrans({"{": "&#123;", "}": "&#125;", "$": "&#36;", "`": "&#96;", "\\": "&#92;"})
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def escape(text: object) -> str:
    """Any text as HTML that shows just that text, in an element or a quoted attribute.

    Control characters and marks that would reverse the text around it are left out.
    """
    return html.escape(_CONTROLS.sub("", str(text)), quote=True).translate(_TEMPLATE_MARKS)


def escape_markdown(text: str) -> str:
    """A reply's markdown without its powers to fetch or to embed: no images, no HTML."""
    plain = _CONTROLS.sub("", text).replace("&", "&amp;").replace("<", "&lt;")
    return re.sub(r"!(?=\[)", "&#33;", plain)


def icon(name: str) -> str:
    return (
        '<svg class="ci-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        f'<path d="{PATHS[name]}"/></svg>'
    )


def button(
    act: str,
    label: str,
    *,
    name: str | None = None,
    classes: str = "",
    inner: str | None = None,
    pressed: bool | None = None,
    confirm: str | None = None,
    **data: str,
) -> str:
    """A button that sends `act` with `data` to the server.

    `name` is what a screen reader says where `label` does not say enough, `inner` HTML to show in place
    of the label, `confirm` the words that a first press shows before a second one acts.
    """
    parts = [f'type="button" class="ci-button {escape(classes)}"', f'data-act="{escape(act)}"']
    parts += [f'data-{key.replace("_", "-")}="{escape(value)}"' for key, value in data.items()]
    if name is not None:
        parts.append(f'aria-label="{escape(name)}"' + ("" if label else f' title="{escape(name)}"'))
    if pressed is not None:
        parts.append(f'aria-pressed="{str(pressed).lower()}"')
    if confirm is not None:
        parts.append(f'data-confirm="{escape(confirm)}"')
    return f"<button {' '.join(parts)}>{escape(label) if inner is None else inner}</button>"
