"""Cells as they come into clean text: no HTML, no stray blanks, and the many spellings of "not known"."""

from __future__ import annotations

import ast
import html
import json
import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

UNKNOWN_WORDS = frozenset(
    {"", "nan", "none", "null", "nil", "n/a", "#n/a", "<na>", "nat", "undefined", "-", "–", "—"}
)
"""Cells that stand for "not known", folded."""

_HIDDEN = re.compile(r"<(script|style|head)\b[^>]*>.*?(</\1\s*>|$)|<!--.*?(?:-->|$)", re.I | re.S)
_BREAK = re.compile(r"<(?:/?(?:p|div|li|ul|ol|h[1-6]|tr|table|blockquote|dd|dt|section)|br)\b[^<>]*>", re.I)
_TAG = re.compile(
    r"</?(?:a|abbr|article|b|big|body|button|center|cite|code|col|dl|del|em|figure|figcaption|font|footer|form"
    r"|header|hr|html|i|iframe|img|input|ins|label|link|meta|nav|noscript|object|picture|pre|q|s|script|small"
    r"|source|span|strike|strong|style|sub|sup|svg|tbody|td|th|thead|tt|u|video|wbr)\b[^<>]*>",
    re.I,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff\ud800-\udfff]")
_BLANKS = re.compile(r"[^\S\n]+")
_NEWLINES = re.compile(r" ?\n[ \n]*")


def clean_text(text: str) -> str:
    """`text` without HTML, control characters and repeated blanks; paragraphs stay lines.

    Only real HTML tags go: `<Untitled>` may be somebody's title.
    """
    if text.isprintable() and "  " not in text and "<" not in text and "&" not in text:
        return text.strip()
    for _ in range(2):  # markup is often escaped once more than it should be
        if "<" in text:
            text = _HIDDEN.sub(" ", text)
            text = _TAG.sub("", _BREAK.sub("\n", text))
        if "&" not in text:
            break
        text = html.unescape(text)
    else:
        text = _TAG.sub("", _BREAK.sub("\n", _HIDDEN.sub(" ", text)))
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return _NEWLINES.sub("\n", _BLANKS.sub(" ", text)).strip()


def is_unknown(value: Any) -> bool:
    """Whether a cell says nothing: null, NaN, an empty list, or one of the words for it."""
    if value is None:
        return True
    if isinstance(value, str):
        return len(value) < 12 and value.strip().casefold() in UNKNOWN_WORDS
    if isinstance(value, float):
        return not math.isfinite(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return False
    return isinstance(value, list | tuple | set | Mapping) and not value


def plain(value: Any) -> Any:
    """A cell as Python's plain types: texts, numbers, booleans, dates, lists and mappings of these."""
    if value is None or isinstance(value, str | bool | int | float | date | list | tuple | Mapping):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    try:
        return float(value)  # Decimal, Fraction
    except (TypeError, ValueError, OverflowError):
        return str(value)


def as_list(value: Any) -> list[Any] | None:
    """The elements of a list, or of a cell that holds one in JSON's or Python's notation; else None."""
    if isinstance(value, list | tuple):
        return list(value)
    if not isinstance(value, str):
        return None
    text = value.strip()
    if not (text.startswith("[") and text.endswith("]")):
        return None
    for read in (json.loads, ast.literal_eval):
        try:
            found = read(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
        return list(found) if isinstance(found, list | tuple) else None
    return None


def as_text(value: Any) -> str:
    """One text of a cell, clean; lists joined, mappings as `key: value` lines; empty where unknown."""
    value = plain(value)
    if is_unknown(value):
        return ""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, Mapping):
        pairs = ((as_text(str(k)).rstrip(": "), as_text(v)) for k, v in value.items())
        return "\n".join(f"{k}: {v}" for k, v in pairs if v)
    if isinstance(value, list | tuple):
        parts = [text for text in map(as_text, value) if text]
        return ("\n" if any(len(p) > 60 or "\n" in p for p in parts) else ", ").join(parts)
    return str(value)


def as_id(value: Any) -> str:
    """An id as text; `123.0`, which a column of floats makes of 123, is `123` again. Empty where unknown."""
    text = as_text(value)
    return text.removesuffix(".0") if re.fullmatch(r"\d+\.0", text) else text
