"""What goes wrong at the command line, said in one line and an exit code."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from typer import Abort, TyperException

COULD_NOT, ASKED_WRONGLY, OUR_FAULT, INTERRUPTED = 1, 2, 70, 130


class UserError(Exception):
    """Something that the person at the keyboard can mend; the text says how."""


@contextmanager
def said_in_one_line() -> Iterator[None]:
    """Ends the program with a sentence, not a stack trace; `CICERONE_DEBUG=1` shows the trace of a fault."""
    try:
        yield
    except (KeyboardInterrupt, Abort):
        _leave("stopped", INTERRUPTED)
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            print(error.format_message())
            sys.exit(0)
        command = getattr(getattr(error, "ctx", None), "command_path", "cicerone")
        _leave(f"{_one_line(error.format_message())} (see {command} --help)", error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(COULD_NOT)
    except Exception as error:
        sentence = explain(error)
        if sentence is not None:
            _leave(sentence, COULD_NOT)
        if os.environ.get("CICERONE_DEBUG"):
            traceback.print_exc()
        said = _one_line(f"{type(error).__name__}: {error}")
        _leave(f"a fault of ours, please report it: {said} (CICERONE_DEBUG=1 shows where)", OUR_FAULT)


def explain(error: Exception) -> str | None:
    """What an expected error means for the person at the keyboard; None where nobody expects it."""
    if isinstance(error, UserError):
        return _one_line(str(error))
    if isinstance(error, OSError) and error.errno is not None:
        place = f"{error.filename}: " if error.filename else ""
        said = "the disk is full" if error.errno == errno.ENOSPC else (error.strerror or str(error)).lower()
        return place + said
    return _one_line(str(error)) if isinstance(error, _expected()) else None


def _expected() -> tuple[type[Exception], ...]:
    """The errors below that a person can bring about. Imported only when one has to be told apart."""
    from catalog.catalog import GenerationError
    from catalog.embedding import EmbedderError
    from catalog.home import BuildInProgressError, HomeInUseError
    from catalog.items import ItemNotFoundError
    from catalog.reading import CatalogError
    from catalog.schema import SchemaError
    from memory.turns import SessionNotFoundError
    from tools.settings import SettingsError
    from tools.toolbox import CatalogNotFoundError

    return (
        BuildInProgressError,
        CatalogError,
        CatalogNotFoundError,
        EmbedderError,
        GenerationError,
        HomeInUseError,
        ItemNotFoundError,
        SchemaError,
        SessionNotFoundError,
        SettingsError,
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _leave(sentence: str, code: int) -> None:
    print(f"cicerone: {sentence}", file=sys.stderr)
    sys.exit(code)
