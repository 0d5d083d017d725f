from __future__ import annotations

import pytest

from ui.commands.chat import Writer, plain


def written(capsys: pytest.CaptureFixture[str], *pieces: str, styled: bool = False) -> str:
    writer = Writer(styled=styled)
    for piece in pieces:
        writer.write(piece)
    writer.end()
    return capsys.readouterr().out


def test_markdown_is_shown_as_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert written(capsys, "1. **Ti", "tle** – 5 \\* stars\nnext") == "1. Title – 5 * stars\nnext\n"


def test_a_terminal_shows_bold(capsys: pytest.CaptureFixture[str]) -> None:
    assert written(capsys, "**Title**", styled=True) == "\x1b[1mTitle\x1b[0m\n"


def test_a_catalog_cannot_steer_the_terminal() -> None:
    assert plain("a\x1b[31mb\rc\nd") == "a[31mbc\nd"
